/** Discarding a registration that was submitted: it needs the PIN of the branch lead. */
import { expect, fillRegistration, test } from './fixture.ts';

test('a refused registration is discarded only with the lead PIN, which is chosen when first needed', async ({
  openSignedIn,
  service,
}) => {
  const { clerk, kiosk } = await openSignedIn();
  await fillRegistration(clerk);
  service.faults.next('submit', {
    kind: 'status',
    status: 400,
    body: { nominee: ['This field may not be blank.'] },
  });
  await clerk.consentAndSubmit();
  await clerk.heading('Not accepted').waitFor();
  await clerk.button('Correct').click();
  await kiosk.page.keyboard.press('Control+1');
  const dialog = kiosk.page.getByRole('dialog');
  const discard = async (): Promise<void> =>
    dialog.getByRole('button', { name: 'Discard', exact: true }).click();
  await kiosk.page.getByRole('button', { name: 'Discard', exact: true }).click();
  await dialog.getByLabel('Reason').fill('registered twice');
  await discard();
  await expect(dialog.getByText('A PIN has six digits.')).toBeVisible();
  await clerk.field('Lead PIN').fill('246802');
  await clerk.field('Lead PIN again').fill('246802');
  await discard();
  await expect(dialog).toBeHidden();
  await expect(kiosk.page.getByText('Discarded 0142-3-')).toBeVisible();
});
