/** Tests the signed export of the audit trail: it needs the lead PIN, is audited, and is verified by `npm run verify-audit`. */
import { findAxeViolations } from '#tests/support/axe.ts';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { accessibleNames } from '#tests/support/accessible-names.ts';
import { createFileChooser } from '#tests/support/file-chooser.ts';
import { CLERK_MOBILE, expect, test, testLanguages } from './fixture.ts';
import { readAuditTrail, LEAD_PIN, createSettingsPage } from './settings-page.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Runs `npm run verify-audit`. @returns its exit code and output. */
const runVerifyAudit = async (...args: string[]): Promise<{ code: number; text: string }> => {
  try {
    const { stdout } = await promisify(execFile)(
      'npm',
      ['run', '--silent', 'verify-audit', '--', ...args],
      { cwd: ROOT },
    );
    return { code: 0, text: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
};

for (const locale of testLanguages) {
  test(`the branch lead exports the trail, which verifies with the key of Diagnostics (${locale})`, async ({
    openSignedIn,
    dataDir,
  }) => {
    test.slow();
    const drive = path.join(dataDir, 'drive');
    await mkdir(drive);
    const counter = await openSignedIn({ locale, exchangeFolders: [drive] });
    const { kiosk, clerk } = counter;
    const { page } = kiosk;
    const settings = createSettingsPage(counter, locale);
    const dialog = page.getByRole('dialog').last();
    const confirmButton = dialog.getByRole('button', {
      name: accessibleNames['Export audit trail'][locale],
      exact: true,
    });
    await clerk.pressUntilShown('F8', 'Diagnostics');
    await expect(page.locator('[data-audit-key]')).toHaveCount(0);

    const exportTrail = async (pin: string): Promise<void> => {
      await clerk.button('Export audit trail').click();
      await createFileChooser(page, locale).saveHere();
      await settings.leadPin.fill(pin);
      const repeatedPin = page.getByLabel(accessibleNames['Lead PIN again'][locale], {
        exact: true,
      });
      if (await repeatedPin.isVisible()) await repeatedPin.fill(pin);
      await confirmButton.click();
    };
    await exportTrail(LEAD_PIN);
    const key = page.locator('[data-audit-key]');
    await expect(key).toBeVisible();
    expect(await findAxeViolations(page)).toEqual([]);
    const publicKey = (await key.textContent()) ?? '';
    const [name = ''] = await readdir(drive);
    expect(name).toMatch(/^ekyc-audit-0142-3-.*\.jsonl$/);
    const file = path.join(drive, name);
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain(CLERK_MOBILE);

    const verification = await runVerifyAudit(file, '--key', publicKey);
    expect(verification).toMatchObject({ code: 0 });
    expect(verification.text).toContain('The signature is right for the key given.');
    expect(verification.text).toContain('The chain is unbroken');
    expect((await runVerifyAudit(file)).text).toContain('Without --key');

    // A wrong PIN exports nothing. The trail contains the attempt with its code, and the first export.
    await exportTrail('975310');
    await expect(dialog).toContainText(
      locale === 'en' ? 'Wrong lead PIN.' : 'শাখা প্রধানের পিন ভুল।',
    );
    expect(await readdir(drive)).toHaveLength(1);
    await page.keyboard.press('Escape');
    await expect
      .poll(() => readAuditTrail(dataDir))
      .toMatch(/"event":"audit\.exported".*"code":"LEAD-PIN-WRONG"/);
    expect(await readAuditTrail(dataDir)).toMatch(
      /"event":"audit\.exported","clerk":\{[^}]*\},"count":\d+/,
    );

    const alteredFile = path.join(drive, 'altered.jsonl');
    await writeFile(alteredFile, text.replace('session.signed-in', 'session.signed-out'));
    expect(await runVerifyAudit(alteredFile)).toMatchObject({
      code: 1,
      text: expect.stringContaining('BROKEN altered'),
    });
    const truncatedFile = path.join(drive, 'cut.jsonl');
    await writeFile(truncatedFile, text.slice(0, -40));
    expect(await runVerifyAudit(truncatedFile, '--key', publicKey)).toMatchObject({
      code: 1,
      text: expect.stringContaining('BROKEN cut-short'),
    });
    const otherKey = Buffer.alloc(32, 7).toString('base64');
    expect(await runVerifyAudit(file, '--key', otherKey)).toMatchObject({
      code: 1,
      text: expect.stringContaining('BROKEN wrong-key'),
    });
    expect((await runVerifyAudit(file, '--key', 'short')).code).toBe(2);
  });
}
