/** What the Election Commission said: every verdict, every value, and the log with its filters and pages. */
import { expect, test } from './fixture.ts';
import { names, type Name } from '../support/accessible-names.ts';
import { registerCustomers } from '../support/registered.ts';

const passedAnswer = {
  status: 'passed',
  detail: {
    nid_from_card: '0123456789012', nid_from_ec: '0123456789012', nid_score: 100,
    dob_from_card: '12/1/1984', dob_from_ec: '12/1/1984', dob_score: '100',
    nameEng_from_card: 'MD. EXAMPLE MIA', nameEng_from_ec: 'MD. EXAMPLE MIA', nameEng_score: 100,
    nameBng_from_card: 'মোঃ উদাহরণ মিয়া', nameBng_from_ec: 'মো. উদাহরণ মিয়া', nameBng_score: 94,
    fatherName_from_card: 'নমুনা আলী প্রামাণিক', fatherName_from_ec: 'নমুনা ওলী প্রামানিক', fatherName_score: 61,
    motherName_from_card: 'উদাহরণ বেগম', motherName_from_ec: 'উদাহরণ বেগম', motherName_score: 100,
    presentAddress_from_card: 'পরীক্ষা লেন, নমুনাগঞ্জ', presentAddress_from_ec: 'পরীক্ষা গলি, নমুনাগঞ্জ', presentAddress_score: 78,
    bloodGroup_from_card: 'B+', bloodGroup_from_ec: null, bloodGroup_score: -1,
    textual_info_match: 'false',
    applicantPhoto_from_card: null, applicantPhoto_card_ec_match: true,
    applicantPhoto_from_app: null, applicantPhoto_app_ec_match: 'false',
    remarks: 'a value without a name here',
  },
};

test('the whole answer is shown: values, scores, differences, photos, and what has no name', async ({ openSignedIn, service }) => {
  service.faults.next('F', { kind: 'status', status: 200, body: passedAnswer });
  const { clerk, kiosk } = await openSignedIn();
  await clerk.button('Verification status').click();
  await clerk.field('Mobile number').fill('01300005678');
  await clerk.button('Check status').click();
  await expect(kiosk.page.locator('[data-verdict="passed"]')).toBeVisible();
  const row = (name: string) => kiosk.page.getByRole('row').filter({ hasText: name });
  await expect(row('NID number')).toContainText('0123456789012');
  await expect(row("Father's name")).toContainText('61');
  await expect(row("Father's name").locator('mark').first()).toBeVisible();
  await expect(row("Mother's name").locator('mark')).toHaveCount(0);
  await expect(row('Blood group')).toContainText('Not scored yet');
  await kiosk.page.getByText('Other', { exact: true }).click();
  await expect(kiosk.page.getByText('a value without a name here')).toBeVisible();
});

const verdicts: [word: string, verdict: string][] = [
  ['passed', 'passed'],
  ['failed', 'failed'],
  ['pending', 'pending'],
  ['invalid', 'invalid'],
  ['ec_requested', 'other'],
];

for (const locale of ['en', 'bn'] as const) {
  test(`every verdict has its words, unknown ones are shown as they came (${locale})`, async ({ openSignedIn, service }) => {
    const { clerk, kiosk } = await openSignedIn({ locale });
    await clerk.button('Verification status').click();
    const said = new Set<string>();
    for (const [word, verdict] of verdicts) {
      service.faults.next('F', { kind: 'status', status: 200, body: { status: word } });
      await clerk.field('Mobile number').fill('01300005678');
      await clerk.button('Check status').click();
      const shown = kiosk.page.locator(`[data-verdict="${verdict}"]`);
      await expect(shown).toBeVisible();
      said.add((await shown.textContent()) ?? '');
      if (verdict === 'other') await expect(shown).toContainText(word);
    }
    expect(said.size).toBe(verdicts.length);
  });
}

test('the log: four filters, pages, and a row that opens the status', async ({ openSignedIn, service }) => {
  await registerCustomers(service, 25);
  const { clerk, kiosk } = await openSignedIn();
  await clerk.button('Verification log').click();
  const rows = kiosk.page.getByRole('row').filter({ hasText: '0130' });
  for (const [tab, count] of [['Passed', 5], ['Failed', 5], ['Pending', 15], ['All', 20]] as [Name, number][]) {
    await kiosk.page.getByRole('tab', { name: names[tab].en, exact: true }).click();
    await expect(rows).toHaveCount(count);
  }
  await kiosk.page.getByRole('button', { name: names['Load more'].en }).click();
  await expect(rows).toHaveCount(25);
  await rows.first().click();
  await expect(clerk.heading('Verification status')).toBeVisible();
  await expect(kiosk.page.locator('[data-verdict]')).toBeVisible();
});

test('a log that answers HTML says so and can be asked again', async ({ openSignedIn, service }) => {
  service.faults.next('G', 'html-200');
  const { clerk, kiosk } = await openSignedIn();
  await clerk.button('Verification log').click();
  await expect(kiosk.page.getByText('SVC-NOT-JSON')).toBeVisible();
});
