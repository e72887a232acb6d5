/** Tests the export of the verification log as CSV: it needs the lead PIN, is audited, and is masked unless the settings allow full values. */
import { findAxeViolations } from '#tests/support/axe.ts';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { accessibleNames } from '#tests/support/accessible-names.ts';
import { createFileChooser } from '#tests/support/file-chooser.ts';
import { expect, test } from './fixture.ts';
import { readAuditTrail, LEAD_PIN, createSettingsPage } from './settings-page.ts';

const createLogLine = (number: number, submittedOn: string, name: string) => ({
  mobile_number: `0130000${String(number).padStart(4, '0')}`,
  customer_name_eng: name,
  nid_no: `012345678${number}`,
  submitted_on: submittedOn,
  status: 'passed',
});
const logLines = [
  createLogLine(1, '2026-11-29T04:00:00Z', 'NAMUNA EXAMPLE'),
  createLogLine(2, '2026-11-28T04:00:00Z', '=HYPERLINK("http://example.test")'),
  createLogLine(3, '2026-11-28T03:00:00Z', 'উদাহরণ মিয়া'),
];

for (const [locale, values] of [
  ['en', 'masked'],
  ['bn', 'full'],
] as const) {
  test(`the branch lead exports the log, with names and numbers ${values} (${locale})`, async ({
    openSignedIn,
    service,
    dataDir,
  }) => {
    const drive = path.join(dataDir, 'drive');
    await mkdir(drive);
    await writeFile(path.join(dataDir, 'settings.json'), JSON.stringify({ logExport: values }));
    service.faults.failAlways('verificationLog', { kind: 'status', status: 200, body: logLines });
    const counter = await openSignedIn({ locale, exchangeFolders: [drive] });
    const { kiosk, clerk } = counter;
    const { page } = kiosk;
    const settings = createSettingsPage(counter, locale);
    const dialog = page.getByRole('dialog').last();
    await clerk.pressUntilShown('F4', 'Verification log');
    // One heading for each of the two days.
    await expect(page.locator('[data-log] h2')).toHaveCount(2);
    expect(await findAxeViolations(page)).toEqual([]);
    // The search does not limit the export.
    await page.getByRole('searchbox').fill('NAMUNA');
    await expect(page.locator('[data-log] h2')).toHaveCount(1);

    const exportLog = async (pin: string): Promise<void> => {
      await clerk.button('Export CSV').click();
      await createFileChooser(page, locale).saveHere();
      await settings.leadPin.fill(pin);
      const repeatedPin = page.getByLabel(accessibleNames['Lead PIN again'][locale], {
        exact: true,
      });
      if (await repeatedPin.isVisible()) await repeatedPin.fill(pin);
      await dialog
        .getByRole('button', { name: accessibleNames['Export CSV'][locale], exact: true })
        .click();
    };
    await exportLog(LEAD_PIN);
    await expect(page.getByText(/ekyc-log-0142-3-.*\.csv/)).toBeVisible();
    const [name = ''] = await readdir(drive);
    const text = await readFile(path.join(drive, name), 'utf8');
    const lines = text.split('\r\n');
    expect(text.startsWith('\ufeff')).toBe(true);
    expect(lines).toHaveLength(1 + logLines.length + 1);
    expect(lines[1]).toContain('"2026-11-29 10:00"');
    expect(text).not.toMatch(/"\s*[=+@-]/);
    expect(text.includes('NAMUNA EXAMPLE')).toBe(values === 'full');
    expect(text.includes('01300-000001')).toBe(values === 'full');
    expect(text.includes('0130•••0001')).toBe(values === 'masked');

    await exportLog('975310');
    await expect(dialog).toContainText(
      locale === 'en' ? 'Wrong lead PIN.' : 'শাখা প্রধানের পিন ভুল।',
    );
    await page.keyboard.press('Escape');
    expect(await readdir(drive)).toHaveLength(1);
    await expect
      .poll(() => readAuditTrail(dataDir))
      .toMatch(/"event":"verification-log\.exported".*"code":"LEAD-PIN-WRONG"/);
    expect(await readAuditTrail(dataDir)).toMatch(
      new RegExp(
        `"event":"verification-log\\.exported","clerk":\\{[^}]*\\},"count":3,"values":"${values}"`,
      ),
    );
  });
}
