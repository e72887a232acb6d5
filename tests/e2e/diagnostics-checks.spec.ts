/** Tests "Run all checks" of Diagnostics: the state of each check on a counter without faults and after faults. */
import { chmod } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test, testLanguages } from './fixture.ts';

const checkRow = (page: Page, check: string) => page.locator(`[data-check="${check}"]`);

for (const locale of testLanguages) {
  test(`the checks pass on a counter without faults and report an unreachable service and a data folder that others can read (${locale})`, async ({
    openSignedIn,
    service,
    dataDir,
  }) => {
    await chmod(dataDir, 0o700);
    const { kiosk, clerk } = await openSignedIn({ locale });
    const { page } = kiosk;
    await clerk.pressUntilShown('F8', 'Diagnostics');
    await clerk.button('Run all checks').click();
    for (const check of ['service', 'clock', 'proxy', 'keychain', 'disk', 'store', 'data-folder'])
      await expect(checkRow(page, check), check).toHaveAttribute('data-state', 'ok');
    // Not checked, because the test service uses http and the counter has no policy.
    for (const check of ['certificate', 'policy'])
      await expect(checkRow(page, check), check).toHaveAttribute('data-state', 'not-checked');

    await service.close();
    await chmod(dataDir, 0o755);
    await clerk.button('Run all checks').click();
    await expect(checkRow(page, 'service')).toHaveAttribute('data-state', 'failed');
    await expect(checkRow(page, 'service')).toContainText('NET-REFUSED');
    await expect(checkRow(page, 'clock')).toHaveAttribute('data-state', 'not-checked');
    await expect(checkRow(page, 'data-folder')).toHaveAttribute('data-state', 'warning');
  });
}
