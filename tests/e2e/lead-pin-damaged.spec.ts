/** Tests a lead PIN whose keychain item is damaged: the Settings screen cannot be opened until the policy resets the PIN. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { keychainFile } from '#tests/support/kiosk.ts';
import { keychainItemKey } from '#tests/support/standin/keyring.ts';
import { expect, test } from './fixture.ts';
import { createSettingsPage } from './settings-page.ts';

test('a lead PIN that cannot be read opens nothing, cannot be replaced, and is reset by the policy', async ({
  openSignedIn,
  open,
  dataDir,
}) => {
  const first = await openSignedIn({ keychain: 'stand-in' });
  await createSettingsPage(first).open();
  await first.kiosk.close();
  const file = keychainFile(dataDir);
  const items = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  const leadPinItem = keychainItemKey('ekyc-branch-kiosk', 'pin lead');
  const invalidJson = Buffer.from('{').toString('base64');
  expect(items).toHaveProperty(leadPinItem);
  await writeFile(file, JSON.stringify({ ...items, [leadPinItem]: invalidJson }));

  const second = await open({ keychain: 'stand-in' });
  await second.clerk.unlock();
  await second.clerk.pressUntilShown('F9', 'Settings');
  await expect(second.kiosk.page.getByText('LEAD-PIN-DAMAGED')).toBeVisible();
  await expect(createSettingsPage(second).leadPin).toHaveCount(0);
  await second.kiosk.close();

  const policy = path.join(dataDir, 'policy.json');
  await writeFile(
    policy,
    JSON.stringify({ leadPin: { resetBefore: new Date(Date.now() - 1_000).toISOString() } }),
  );
  const third = await open({ keychain: 'stand-in', env: { KIOSK_POLICY_FILE: policy } });
  await third.clerk.unlock();
  await third.clerk.pressUntilShown('F9', 'Settings');
  await expect(third.kiosk.page.getByText('The bank’s IT has reset the lead PIN.')).toBeVisible();
  await third.kiosk.page.keyboard.press('Escape');
  await third.clerk.heading('Counter').waitFor();
  await createSettingsPage(third).open();
});
