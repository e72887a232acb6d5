/** The machine-wide policy at the counter: what it fixes is in force, and one that cannot be used stops the work, not silently. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { CLERK_MOBILE, expect, test } from './fixture.ts';

const write = async (dataDir: string, content: unknown): Promise<Record<string, string>> => {
  const file = path.join(dataDir, 'policy.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return { KIOSK_POLICY_FILE: file };
};
const logOf = (dataDir: string): Promise<string> =>
  readFile(path.join(dataDir, 'log', 'kiosk.log'), 'utf8');

test('the policy stands above the counter’s own settings', async ({
  openSignedIn,
  service,
  dataDir,
}) => {
  const bank = { en: 'Policy Bank', bn: 'নীতি ব্যাংক' };
  const env = await write(dataDir, {
    settings: { bank },
    serviceHosts: [new URL(service.url).host],
  });
  const { kiosk } = await openSignedIn({ env });
  await expect(kiosk.page.getByText('Policy Bank').first()).toBeVisible();
  const state = await kiosk.page.evaluate(async () => {
    const answer = await (window as unknown as { kiosk: KioskBridge }).kiosk.app.state();
    return answer.ok ? answer.data.settings : null;
  });
  expect(state).toMatchObject({ locked: ['bank'], policyProblem: null });
});

test('a policy that does not allow the service: no sign-in, and the code for IT', async ({
  open,
  service,
  dataDir,
}) => {
  const env = await write(dataDir, { serviceHosts: ['kyc.bank.example'] });
  const { kiosk, clerk } = await open({ env });
  await clerk.field('Mobile number').fill(CLERK_MOBILE);
  await clerk.button('Send OTP').click();
  await expect(kiosk.page.getByText('CFG-URL').first()).toBeVisible();
  expect(service.requests()).toEqual([]);
});

for (const locale of ['en', 'bn'] as const) {
  test(`a policy with a wrong value: named on the screen and in the log, nothing is sent (${locale})`, async ({
    open,
    service,
    dataDir,
  }) => {
    const env = await write(dataDir, { settings: { idleLockMinutes: 'never' } });
    const { kiosk, clerk } = await open({ env, locale });
    const banner = kiosk.page.getByRole('alert').filter({ hasText: 'CFG-POLICY' });
    await expect(banner).toContainText('settings.idleLockMinutes');
    await clerk.field('Mobile number').fill(CLERK_MOBILE);
    await clerk.button('Send OTP').click();
    await expect(kiosk.page.getByText('CFG-URL').first()).toBeVisible();
    expect(service.requests()).toEqual([]);
    expect(await logOf(dataDir)).toContain('"event":"policy.unusable","problem":"wrong-value"');
  });
}
