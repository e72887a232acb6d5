/** Tests the training mode: the same app with invented customers and a simulated scanner, without requests to the real service. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { TrainingCustomer } from '#shared/domain/training.ts';
import { en } from '#renderer/i18n/en/index.ts';
import { CLERK_PIN } from '#tests/support/clerk.ts';
import { expect, test, type Counter } from './fixture.ts';
import {
  chooseCustomer,
  coachMark,
  expectCoachMark,
  people,
  continueToReview,
  completeDetailsOf,
  scanBothSides,
  setFault,
  readShownOtp,
  signIn,
  skipGuide,
  textsOf,
  TRAINEE_MOBILE,
  type Person,
} from './trainee.ts';

const env = { KIOSK_TRAINING: '1' };
const findPerson = (practice: TrainingCustomer): Person => {
  const person = people.find((candidate) => candidate.practice === practice);
  if (!person) throw new Error(practice);
  return person;
};

for (const [locale, windowSize] of [
  ['en', '1366x768'],
  ['bn', '1093x614'],
] as const) {
  test(`the guide leads from Home to a submitted registration by keys alone (${locale})`, async ({
    open,
    service,
    dataDir,
  }) => {
    const counter = await open({ env, locale, window: windowSize });
    const { clerk, kiosk } = counter;
    const { keyboard } = kiosk.page;
    const person = findPerson('address');
    const followMark = async (mark: Parameters<typeof expectCoachMark>[1], ...keys: string[]) => {
      await expectCoachMark(counter, mark, locale);
      for (const key of keys) await keyboard.press(key);
    };

    await followMark('mobile');
    await keyboard.type(TRAINEE_MOBILE);
    await keyboard.press('Enter');
    await followMark('otp');
    await keyboard.type(await readShownOtp(counter, locale));
    await keyboard.press('Enter');
    await followMark('pin');
    await keyboard.type(CLERK_PIN);
    await keyboard.press('Tab');
    await keyboard.type(CLERK_PIN);
    await keyboard.press('Enter');
    await followMark('home', 'F2');
    await followMark('scan-front', 'f');
    await followMark('scan-back', 'b');
    await followMark('card-next', 'Control+Enter');
    await clerk.waitForReading();
    await followMark('spoken', 'F10');
    await expect(kiosk.page.getByText(person.nominee)).toBeVisible();
    await keyboard.press('Escape');
    await followMark('fill');
    await completeDetailsOf(counter, person);
    await followMark('details-next', 'Control+Enter');
    await followMark('photo', 'Space');
    await followMark('photo-next', 'Control+Enter');
    await clerk.waitForConsent();
    await followMark('consent', 'Space');
    await followMark('submit', 'Control+Enter');
    await expect(clerk.heading('Submitted')).toBeVisible();
    await followMark('done', 'Enter');
    await followMark('practice', 'F10');
    await kiosk.page.getByRole('region', { name: textsOf(locale).training.customers }).waitFor();
    await expect(coachMark(counter)).toHaveCount(0);
    await expect(async () =>
      expect(await readdir(path.join(dataDir, 'training'))).toContain('guide-seen'),
    ).toPass();
    // The real service received no request, and the training mode uses a separate store.
    expect(service.requests()).toEqual([]);
    expect(await readdir(dataDir)).toContain('training');
    expect(await readdir(dataDir)).not.toContain('store.sqlite');
  });
}

test('a skipped guide stays closed after a restart, and the help shows it again', async ({
  open,
}) => {
  const first = await open({ env });
  await skipGuide(first);
  await first.kiosk.close();
  const counter = await open({ env });
  await signIn(counter);
  await expect(coachMark(counter)).toHaveCount(0);
  await counter.kiosk.page.keyboard.press('F1');
  await counter.kiosk.page.getByRole('button', { name: en.training.guide.again }).click();
  await expectCoachMark(counter, 'home', 'en');
  await counter.kiosk.page.keyboard.press('Escape');
  await expect(coachMark(counter)).toHaveCount(0);
});

test('Escape and the next step close the panel or the coach mark that lies over a screen', async ({
  open,
}) => {
  const counter = await open({ env });
  const { kiosk, clerk } = counter;
  const { keyboard } = kiosk.page;
  // Pressing a button of a coach mark does not move the focus.
  await expectCoachMark(counter, 'mobile', 'en');
  await clerk.field('Mobile number').focus();
  await coachMark(counter).getByRole('button', { name: en.training.guide.next }).click();
  await expect(coachMark(counter)).toHaveCount(0);
  await expect(clerk.field('Mobile number')).toBeFocused();
  await signIn(counter);
  await expectCoachMark(counter, 'home', 'en');
  await keyboard.press('F3');
  await clerk.heading('Verification status').waitFor();
  await keyboard.press('F10');
  const panel = kiosk.page.getByRole('region', { name: en.training.customers });
  await panel.waitFor();
  // Another screen is opened while the panel is open.
  await clerk.pressUntilShown('F4', 'Verification log');
  await keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(clerk.heading('Verification log')).toBeVisible();
  await keyboard.press('Escape');
  await expect(clerk.heading('Counter')).toBeVisible();
  // A closed panel returns the focus.
  const newRegistration = clerk.button('New registration');
  await newRegistration.focus();
  for (const key of ['F10', 'Shift+F10']) {
    await keyboard.press(key);
    await expect(kiosk.page.locator('[data-training-panel] :focus')).toBeVisible();
    await keyboard.press('Escape');
    await expect(newRegistration).toBeFocused();
  }
  // The panel would cover the buttons of the next step.
  await keyboard.press('F10');
  await panel.waitFor();
  await keyboard.press('F2');
  await clerk.button('Scan front').waitFor();
  await expect(panel).toBeHidden();
});

/** For each customer for practice, the trainee's additional actions between the scans and the photo. */
const additionalActions: Readonly<
  Record<TrainingCustomer, (counter: Counter, person: Person) => Promise<void>>
> = {
  address: async ({ clerk }, person) => {
    await clerk.field('Same as present').uncheck({ force: true });
    await clerk.field('Permanent address').fill(person.address);
    await clerk.field('Present address').fill(person.lives_at ?? '');
  },
  reading: async ({ clerk, kiosk }) => {
    await clerk.field('Date of birth').focus();
    await expect(kiosk.page.locator('[data-field="dob"]').getByText('≠')).toBeVisible();
    await kiosk.page.locator('[data-reading="barcode"]').click();
    await expect(kiosk.page.locator('[data-field="dob"]').getByText('≠')).toBeHidden();
  },
  blurred: async () => undefined,
  'no-code': async () => undefined,
  'verification-failed': async () => undefined,
  returning: async () => undefined,
};

const checkStatus = async ({ clerk, kiosk }: Counter, person: Person): Promise<void> => {
  await clerk.button('Home').click();
  await clerk.button('Verification status').click();
  await clerk.field('Mobile number').fill(person.mobile_number);
  await expect(async () => {
    await clerk.button('Check status').click();
    await expect(kiosk.page.locator('[data-verdict]:not([data-verdict="pending"])')).toBeVisible({
      timeout: 3_000,
    });
  }).toPass({ timeout: 60_000 });
};

/** Completes the details, takes the photo, submits and queries the verdict. */
const completeAndCheck = async (counter: Counter, person: Person): Promise<void> => {
  await completeDetailsOf(counter, person);
  await continueToReview(counter);
  await counter.clerk.consentAndSubmit();
  await expect(counter.clerk.heading('Submitted')).toBeVisible();
  await checkStatus(counter, person);
};

test('a coach mark scrolls its control into view in a low window', async ({ open }) => {
  const counter = await open({ env, window: '1093x614' });
  const { clerk, kiosk } = counter;
  await signIn(counter);
  await clerk.startRegistration();
  await scanBothSides(counter);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await expectCoachMark(counter, 'spoken', 'en');
  await kiosk.page.keyboard.press('Escape');
  await expectCoachMark(counter, 'fill', 'en');
  await expect(kiosk.page.locator('[data-guide="fill"]').first()).toBeInViewport({ ratio: 1 });
});

for (const practice of [
  'address',
  'reading',
  'blurred',
  'no-code',
  'verification-failed',
] as const) {
  test(`the registration of the customer for practice is completed: ${practice}`, async ({
    open,
  }) => {
    const counter = await open({ env });
    const { clerk, kiosk } = counter;
    const person = findPerson(practice);
    await skipGuide(counter);
    await signIn(counter);
    await chooseCustomer(counter, practice);
    await clerk.startRegistration();
    if (practice === 'blurred') {
      await clerk.button('Scan front').click();
      await expect(kiosk.page.getByText(en.registration.card.checks.sharp.cause)).toBeVisible();
      // The faulty side has to be retaken before the other side is scanned.
      await expect(clerk.button('Retake front')).toBeFocused();
      await clerk.button('Retake front').click();
      await expect(
        kiosk.page
          .getByRole('region', { name: en.registration.card.front, exact: true })
          .getByText(en.registration.card.good, { exact: true }),
      ).toBeVisible();
      await clerk.button('Scan back').click();
      await expect(clerk.button('Retake back')).toBeVisible();
    } else await scanBothSides(counter);
    if (practice === 'no-code')
      await expect(kiosk.page.getByText(en.registration.card.code.unread)).toBeVisible();
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    await expect(clerk.field('Name (English)')).toHaveValue(person.customer_name_eng);
    await additionalActions[practice](counter, person);
    await completeAndCheck(counter, person);
    const verdict = kiosk.page.locator('[data-verdict]');
    if (practice !== 'verification-failed')
      return expect(verdict).toHaveAttribute('data-verdict', 'passed');
    await expect(verdict).toHaveAttribute('data-verdict', 'verification-failed');
    await clerk.button('Correct and register again').click();
    await clerk.heading('Registration').waitFor();
    await scanBothSides(counter);
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    await clerk.field("Father's name").fill(person.ec?.father_name ?? '');
    await completeAndCheck(counter, person);
    await expect(verdict).toHaveAttribute('data-verdict', 'passed');
  });
}

test('the registration of the customer for practice is completed: returning', async ({ open }) => {
  const counter = await open({ env });
  const { clerk, kiosk } = counter;
  const person = findPerson('returning');
  await skipGuide(counter);
  await signIn(counter);
  await chooseCustomer(counter, 'returning');
  await clerk.startRegistration();
  await scanBothSides(counter);
  await clerk.continue('Continue to details');
  await clerk.waitForReading();
  await completeDetailsOf(counter, person);
  await expect(kiosk.page.locator('[data-duplicate]')).toBeVisible();
  await kiosk.page.keyboard.press('Control+1');
  await kiosk.page.getByRole('button', { name: 'Discard', exact: true }).click();
  const dialog = kiosk.page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('registered before');
  await dialog.getByRole('button', { name: 'Discard', exact: true }).click();
  await clerk.heading('Counter').waitFor();
  await clerk.button('Verification status').click();
  await clerk.field('Mobile number').fill(person.mobile_number);
  await clerk.button('Check status').click();
  await expect(kiosk.page.locator('[data-verdict]')).toHaveAttribute('data-verdict', 'passed');
});

for (const locale of ['en', 'bn'] as const) {
  test(`each fault shows its texts and can be resolved by the trainee (${locale})`, async ({
    open,
  }) => {
    const counter = await open({ env, locale });
    const { clerk, kiosk } = counter;
    const { page } = kiosk;
    const texts = textsOf(locale);
    const switchFault = (fault: Parameters<typeof setFault>[1], on: boolean) =>
      setFault(counter, fault, on, locale);
    const details = { nominee: 'নমুনা মিয়া', mobile: '01300001234' };
    const completeSelections = async (): Promise<void> => {
      await page.locator('[data-field="gender"]').getByRole('radio').first().check({ force: true });
      for (const field of ['Profession', 'Nominee relation'] as const)
        await clerk.field(field).selectOption({ index: 1 });
    };
    await skipGuide(counter, locale);
    await signIn(counter, locale);
    await clerk.startRegistration();

    await test.step('cover open', async () => {
      await switchFault('cover-open', true);
      await clerk.button('Scan front').click();
      await expect(page.getByText(texts.errors['SCAN-COVER-OPEN'].cause).first()).toBeVisible();
      await switchFault('cover-open', false);
      await scanBothSides(counter);
    });
    await test.step('card not read', async () => {
      await switchFault('unread-card', true);
      await clerk.continue('Continue to details');
      await expect(page.getByText(texts.registration.reading.notRead).first()).toBeVisible();
    });
    await test.step('slow connection', async () => {
      await switchFault('slow-connection', true);
      await clerk.button('Read again').first().click();
      await expect(page.getByText(texts.registration.reading.going).first()).toBeVisible();
      await switchFault('slow-connection', false);
      await clerk.waitForReading();
    });
    await test.step('signed out elsewhere', async () => {
      await clerk.field('Nominee').fill(details.nominee);
      await switchFault('signed-out', true);
      // The next call to the service is the search for duplicates of the customer.
      await clerk.field('Customer mobile').fill(details.mobile);
      await expect(page.getByText(texts.common.sessionEnded)).toBeVisible();
      await clerk.requestOtp(TRAINEE_MOBILE);
      await clerk.field('OTP').fill(await readShownOtp(counter, locale));
      await clerk.button('Verify').click();
      await expect(page.getByText(texts.common.sessionEnded)).toBeHidden();
      await expect(clerk.field('Nominee')).toHaveValue(details.nominee);
    });
    await test.step('connection down', async () => {
      await switchFault('connection-down', true);
      await expect(
        page.getByText(new RegExp(texts.common.offlineSince.replace('{time}', '.+'))).first(),
      ).toBeVisible();
      await completeSelections();
      await continueToReview(counter);
      await clerk.consentAndSubmit();
      await expect(clerk.heading('Queued')).toBeVisible();
      await switchFault('connection-down', false);
      await expect(clerk.heading('Submitted')).toBeVisible();
    });
    await test.step('HTTP 500 after saving', async () => {
      await clerk.button('Home').click();
      await chooseCustomer(counter, 'no-code', locale);
      await clerk.startRegistration();
      await scanBothSides(counter);
      await clerk.continue('Continue to details');
      await clerk.waitForReading();
      await clerk.field('Nominee').fill(details.nominee);
      await clerk.field('Customer mobile').fill('01300001235');
      await completeSelections();
      await continueToReview(counter);
      await switchFault('lost-answer', true);
      await clerk.consentAndSubmit();
      await expect(clerk.heading('Outcome unknown')).toBeVisible();
      await expect(clerk.heading('Submitted')).toBeVisible();
    });
  });
}
