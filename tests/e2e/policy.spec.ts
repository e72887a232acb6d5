/** Tests the machine-wide policy: its values apply, and an unusable policy is reported with a code and prevents sign-in. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { CLERK_MOBILE, expect, test, testLanguages } from './fixture.ts';

/** Writes a policy file. @returns the environment with which the app uses it. */
const writePolicy = async (dataDir: string, content: unknown): Promise<Record<string, string>> => {
  const file = path.join(dataDir, 'policy.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return { KIOSK_POLICY_FILE: file };
};
const readLog = (dataDir: string): Promise<string> =>
  readFile(path.join(dataDir, 'log', 'kiosk.log'), 'utf8');

test('the policy overrides the settings of the counter', async ({
  openSignedIn,
  service,
  dataDir,
}) => {
  const bank = { en: 'Policy Bank', bn: 'নীতি ব্যাংক' };
  const env = await writePolicy(dataDir, {
    settings: { bank },
    serviceHosts: [new URL(service.url).host],
  });
  const { kiosk } = await openSignedIn({ env });
  await expect(kiosk.page.getByText('Policy Bank').first()).toBeVisible();
  const settingsState = await kiosk.page.evaluate(async () => {
    const result = await (window as unknown as { kiosk: KioskBridge }).kiosk.app.state();
    return result.ok ? result.data.settings : null;
  });
  expect(settingsState).toMatchObject({ locked: ['bank'], policyProblem: null });
});

test('a policy that does not allow the service prevents sign-in and shows the code', async ({
  open,
  service,
  dataDir,
}) => {
  const env = await writePolicy(dataDir, { serviceHosts: ['kyc.bank.example'] });
  const { kiosk, clerk } = await open({ env });
  await clerk.field('Mobile number').fill(CLERK_MOBILE);
  await clerk.button('Send OTP').click();
  await expect(kiosk.page.getByText('CFG-URL').first()).toBeVisible();
  expect(service.requests()).toEqual([]);
});

for (const locale of testLanguages) {
  test(`a wrong value of the policy is reported on the screen and in the log, and nothing is sent (${locale})`, async ({
    open,
    service,
    dataDir,
  }) => {
    const env = await writePolicy(dataDir, { settings: { idleLockMinutes: 'never' } });
    const { kiosk, clerk } = await open({ env, locale });
    const banner = kiosk.page.getByRole('alert').filter({ hasText: 'CFG-POLICY' });
    await expect(banner).toContainText('settings.idleLockMinutes');
    await clerk.field('Mobile number').fill(CLERK_MOBILE);
    await clerk.button('Send OTP').click();
    await expect(kiosk.page.getByText('CFG-URL').first()).toBeVisible();
    expect(service.requests()).toEqual([]);
    expect(await readLog(dataDir)).toContain('"event":"policy.unusable","problem":"wrong-value"');
  });
}
