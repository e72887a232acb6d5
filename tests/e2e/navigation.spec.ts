/** Tests that events in the background do not leave the screen that the clerk has opened. */
import { startFaultProxy } from '#tests/support/fault-proxy.ts';
import { expect, fillRegistration, test } from './fixture.ts';

test('a screen that was opened by a key stays open while the previous registration is closed', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  const { page } = kiosk;
  await fillRegistration(clerk);
  await clerk.consentAndSubmit();
  await clerk.heading('Submitted').waitFor();
  // F3 is pressed before the main process has closed the registration.
  await clerk.button('Home').evaluate((button) => {
    (button as HTMLElement).click();
    button.dispatchEvent(new KeyboardEvent('keydown', { code: 'F3', bubbles: true }));
  });
  await clerk.heading('Verification status').waitFor();
  await expect
    .poll(() => page.evaluate(() => window.kiosk.registration.current()))
    .toMatchObject({ ok: true, data: null });
  await expect(clerk.heading('Verification status')).toBeVisible();
});

test('a screen stays open when a registration is sent and the connection changes in the background', async ({
  openSignedIn,
  service,
}) => {
  const proxy = await startFaultProxy(service.url);
  const { clerk, kiosk } = await openSignedIn({ baseUrl: proxy.url });
  const statusBar = kiosk.page.locator('header');
  await fillRegistration(clerk);
  await proxy.cut();
  await clerk.consentAndSubmit();
  await clerk.heading('Queued').waitFor();
  await clerk.button('Home').click();
  await clerk.heading('Counter').waitFor();
  for (const [key, screen] of [
    ['F3', 'Verification status'],
    ['F6', 'Outbox'],
  ] as const) {
    await clerk.pressUntilShown(key, screen);
    await expect(statusBar).toContainText('Offline since');
    await proxy.restore();
    await expect(statusBar).toContainText('Service reachable');
    await expect(statusBar).toContainText('0 waiting');
    await expect(clerk.heading(screen)).toBeVisible();
    await proxy.cut();
  }
  await proxy.close();
});

test('Diagnostics returns to the registration from which it was opened, with its values', async ({
  openSignedIn,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await fillRegistration(clerk);
  const reference = kiosk.page.locator('.registration-reference');
  const openedReference = await reference.textContent();
  await clerk.pressUntilShown('F8', 'Diagnostics');
  await kiosk.page.keyboard.press('Escape');
  await clerk.heading('Registration').waitFor();
  await expect(reference).toHaveText(openedReference ?? '');
  await clerk.consentAndSubmit();
  await clerk.heading('Submitted').waitFor();
});
