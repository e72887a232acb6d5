/** Tests that an unknown outcome is settled by status queries without an action of the clerk. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, fillRegistration, requestsOf, test } from './fixture.ts';

test('a form that the service has is found without an action and not sent again', async ({
  openSignedIn,
  service,
}) => {
  const { clerk } = await openSignedIn();
  await fillRegistration(clerk);
  service.faults.failNext('submit', 'accept-then-drop');
  await clerk.consentAndSubmit();
  // The status is queried at once, without the quiet period and without a decision.
  await expect(clerk.heading('Submitted')).toBeVisible();
  expect(requestsOf(service, 'submit')).toHaveLength(1);
  expect(service.ledger()).toHaveLength(1);
});

test('a form that the service does not have is sent once more after the quiet period', async ({
  openSignedIn,
  service,
  dataDir,
}) => {
  await writeFile(path.join(dataDir, 'settings.json'), JSON.stringify({ quietPeriodMs: 4_000 }));
  const { clerk } = await openSignedIn();
  await fillRegistration(clerk);
  service.faults.failNext('submit', { kind: 'drop' });
  await clerk.consentAndSubmit();
  await expect(clerk.heading('Outcome unknown')).toBeVisible();
  expect(service.ledger()).toHaveLength(0);
  await expect(clerk.heading('Submitted')).toBeVisible();
  expect(requestsOf(service, 'submit')).toHaveLength(2);
  expect(service.ledger()).toHaveLength(1);
});
