/** "Run all checks" of Diagnostics: each check with its result, each failure with its remedy, and no personal value. */
import { chmod } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test, testLanguages } from './fixture.ts';

const state = (page: Page, check: string) => page.locator(`[data-check="${check}"]`);

for (const locale of testLanguages) {
  test(`the checks pass on a sound counter and name a missing connection and an open data folder (${locale})`, async ({
    openSignedIn,
    service,
    dataDir,
  }) => {
    await chmod(dataDir, 0o700);
    const { kiosk, clerk } = await openSignedIn({ locale });
    const { page } = kiosk;
    await clerk.pressTo('F8', 'Diagnostics');
    await clerk.button('Run all checks').click();
    for (const check of ['service', 'clock', 'proxy', 'keychain', 'disk', 'store', 'data-folder'])
      await expect(state(page, check), check).toHaveAttribute('data-state', 'ok');
    // The service of the tests uses http, and the counter has no policy.
    for (const check of ['certificate', 'policy'])
      await expect(state(page, check), check).toHaveAttribute('data-state', 'not-checked');

    await service.close();
    await chmod(dataDir, 0o755);
    await clerk.button('Run all checks').click();
    await expect(state(page, 'service')).toHaveAttribute('data-state', 'failed');
    await expect(state(page, 'service')).toContainText('NET-REFUSED');
    await expect(state(page, 'clock')).toHaveAttribute('data-state', 'not-checked');
    await expect(state(page, 'data-folder')).toHaveAttribute('data-state', 'warning');
  });
}
