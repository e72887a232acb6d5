/** An outcome nobody heard settles by itself: by asking, never by sending on a guess. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, fillRegistration, requestsOf, test } from './fixture.ts';

test('the service has it: found out without a click, and not sent again', async ({
  openSignedIn,
  service,
}) => {
  const { clerk } = await openSignedIn();
  await fillRegistration(clerk);
  service.faults.next('submit', 'accept-then-drop');
  await clerk.consentAndSubmit();
  // The status is asked at once: no quarter of an hour, no decision.
  await expect(clerk.heading('Submitted')).toBeVisible();
  expect(requestsOf(service, 'submit')).toHaveLength(1);
  expect(service.ledger()).toHaveLength(1);
});

test('the service does not have it: after the quiet period it goes once more', async ({
  openSignedIn,
  service,
  dataDir,
}) => {
  await writeFile(path.join(dataDir, 'settings.json'), JSON.stringify({ quietPeriodMs: 4_000 }));
  const { clerk } = await openSignedIn();
  await fillRegistration(clerk);
  service.faults.next('submit', { kind: 'drop' });
  await clerk.consentAndSubmit();
  await expect(clerk.heading('Outcome unknown')).toBeVisible();
  expect(service.ledger()).toHaveLength(0);
  await expect(clerk.heading('Submitted')).toBeVisible();
  expect(requestsOf(service, 'submit')).toHaveLength(2);
  expect(service.ledger()).toHaveLength(1);
});
