/** Tests discarding: a submitted registration needs the lead PIN, and the discard of a draft can be undone for some time. */
import { BACK, expect, fillRegistration, FRONT, test, type Counter } from './fixture.ts';

test('a refused registration is discarded only with the lead PIN, which is chosen when first needed', async ({
  openSignedIn,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await fillRegistration(clerk);
  service.faults.failNext('submit', {
    kind: 'status',
    status: 400,
    body: { nominee: ['This field may not be blank.'] },
  });
  await clerk.consentAndSubmit();
  await clerk.heading('Not accepted').waitFor();
  await clerk.button('Correct').click();
  await kiosk.page.keyboard.press('Control+1');
  const dialog = kiosk.page.getByRole('dialog');
  const confirmDiscard = async (): Promise<void> =>
    dialog.getByRole('button', { name: 'Discard', exact: true }).click();
  await kiosk.page.getByRole('button', { name: 'Discard', exact: true }).click();
  await dialog.getByLabel('Reason').fill('registered twice');
  await confirmDiscard();
  await expect(dialog.getByText('A PIN has six digits.')).toBeVisible();
  await clerk.field('Lead PIN').fill('246802');
  await clerk.field('Lead PIN again').fill('246802');
  await confirmDiscard();
  await expect(dialog).toBeHidden();
  await expect(kiosk.page.getByText('Discarded 0142-3-')).toBeVisible();
});

/** Discards the open draft from its Card step. */
const discardDraft = async ({ clerk, kiosk }: Counter): Promise<void> => {
  await clerk.button('Discard').click();
  const dialog = kiosk.page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('customer left');
  await dialog.getByRole('button', { name: 'Discard', exact: true }).click();
  await expect(kiosk.page.getByText('Discarding 0142-3-')).toBeVisible();
};

test('a discarded draft is restored completely with Undo, and is deleted when the time for Undo has passed', async ({
  openSignedIn,
}) => {
  const counter = await openSignedIn();
  const { clerk, kiosk } = counter;
  await clerk.startRegistration();
  await clerk.importCard(FRONT, BACK);
  const picture = kiosk.page.getByRole('img', { name: 'Front of the card' });
  await discardDraft(counter);
  await clerk.heading('Counter').waitFor();
  await kiosk.page.keyboard.press('Control+z');
  await clerk.heading('Registration').waitFor();
  await expect(picture).toBeVisible();
  await expect(clerk.button('Retake back')).toBeVisible();
  await expect(kiosk.page.getByText('Kept 0142-3-')).toBeVisible();

  await discardDraft(counter);
  await kiosk.page.keyboard.press('F6');
  const row = kiosk.page.locator('[data-reference]');
  await expect(row).toHaveCount(1);
  await expect(kiosk.page.locator('[data-state="discarded"]')).toHaveCount(1);
  await expect(kiosk.page.getByRole('button', { name: 'Undo' })).toBeHidden();
});

test('a draft stays a draft when the app is killed while its discard can be undone', async ({
  openSignedIn,
  open,
}) => {
  const first = await openSignedIn();
  await first.clerk.startRegistration();
  await first.clerk.importCard(FRONT, BACK);
  await discardDraft(first);
  await first.kiosk.kill();

  const { clerk, kiosk } = await open();
  await clerk.unlock();
  await clerk.heading('Counter').waitFor();
  await kiosk.page.keyboard.press('F6');
  await expect(kiosk.page.locator('[data-state="draft"]')).toHaveCount(1);
  await kiosk.page.keyboard.press('Enter');
  await expect(clerk.button('Retake front')).toBeVisible();
  await expect(clerk.button('Retake back')).toBeVisible();
});
