/** Tests that registrations transferred from another counter are on hold, can be released, taken over or reviewed, and are not sent automatically. */
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { INVALID_STATUS } from '#tests/support/fake-ekyc-client.ts';
import { CONSENT_EVIDENCE } from '#tests/support/registration-values.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import {
  createTestCounter,
  fillDraft,
  LEAD_PIN,
  openStoreAt,
  QUIET_PERIOD_MS,
  type TestCounter,
} from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK, OTHER_CLERK_MOBILE } from '#tests/support/fake-session.ts';
import { err, ok } from '#shared/result.ts';
import { putRegistration } from './put-registration.ts';

const CODE = Buffer.alloc(16, 3);
const FROM = '0142-3';
const TO = '0142-4';
const folders = createTemporaryFolders();
let folder = '';
let file = '';

beforeEach(async () => {
  folder = await folders.make();
  file = path.join(folder, 'registrations.ekycmove');
});
afterEach(folders.remove);

describe('registration transferred from another counter', () => {
  let counter: TestCounter;
  afterEach(() => counter.stop());
  const transferFromOtherCounter = async (status = INVALID_STATUS): Promise<string> => {
    counter = await createTestCounter({ file: path.join(folder, 'counter.sqlite') });
    const originCounter = await createTestCounter({
      file: path.join(folder, 'first.sqlite'),
      mobile: null,
    });
    counter.fakeClient.answers.verificationStatus = async () => ok(status);
    originCounter.fakeSession.signIn(CLERK);
    originCounter.fakeClient.answers.verificationStatus = async () => err('NET-DNS');
    const id = await fillDraft(originCounter.registrations, { nid_no: '0123456789' });
    unwrap(await originCounter.registrations.submit(id, CONSENT_EVIDENCE));
    await originCounter.waitUntil(id, (view) => view.state === 'waiting');
    unwrap(
      await originCounter.store.transferOut({
        file,
        code: CODE,
        from: FROM,
        to: TO,
        at: originCounter.clock.now,
      }),
    );
    await originCounter.registrations.notifyChanged([id]);
    expect(unwrap(await originCounter.registrations.current())).toBeNull();
    await originCounter.stop();
    unwrap(
      await counter.store.transferIn({ file, code: CODE, counter: TO, at: counter.clock.now }),
    );
    await counter.registrations.notifyTransferredIn([id]);
    return id;
  };

  it('stays on hold until it is released, and is then sent with its own clerk’s token', async () => {
    const id = await transferFromOtherCounter();
    counter.registrations.onServiceReachable();
    unwrap(await counter.registrations.retryAll());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(counter.fakeClient.calls.submit).toHaveLength(0);
    unwrap(await counter.registrations.release(id));
    await counter.waitUntil(id, (view) => view.state === 'submitted');
    expect(counter.fakeClient.calls.submit.map(([token]) => token)).toEqual([
      expect.stringContaining(CLERK),
    ]);
  });

  it('is sent with another clerk’s token only after a take-over with the lead PIN', async () => {
    const id = await transferFromOtherCounter();
    counter.fakeSession.signIn(OTHER_CLERK_MOBILE);
    unwrap(await counter.registrations.release(id));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(counter.fakeClient.calls.submit).toHaveLength(0);
    unwrap(await counter.registrations.takeOver(id, LEAD_PIN));
    await counter.waitUntil(id, (view) => view.state === 'submitted');
    expect(counter.fakeClient.calls.submit.map(([token]) => token)).toEqual([
      expect.stringContaining(OTHER_CLERK_MOBILE),
    ]);
  });

  it('goes to needs-review when the service has the customer, and to submitted by the clerk’s decision', async () => {
    const id = await transferFromOtherCounter({
      ...INVALID_STATUS,
      verdict: 'passed',
      statusText: 'passed',
      comparisons: [{ field: 'nid', card: '0123456789', ec: '0123456789', score: 100 }],
    });
    await counter.waitUntil(id, (view) => view.state === 'needs-review');
    expect(unwrap(await counter.store.get(id)).body.lastError).toEqual({ code: 'REG-KNOWN' });
    unwrap(await counter.registrations.decide(id, 'service-has-it', 'Seen in the log'));
    expect(unwrap(await counter.store.get(id)).state).toBe('submitted');
    expect(counter.fakeClient.calls.submit).toHaveLength(0);
  });

  it('with unknown outcome goes to needs-review and is not sent when the service has no such customer', async () => {
    counter = await createTestCounter({ file: path.join(folder, 'counter.sqlite') });
    const origin = await openStoreAt(path.join(folder, 'from.sqlite'));
    const { id } = await putRegistration(
      origin,
      '0123456789',
      'submit',
      'send-form',
      'outcome-unknown',
    );
    unwrap(await origin.transferOut({ file, code: CODE, from: FROM, to: TO, at: 10 }));
    origin.close();
    unwrap(
      await counter.store.transferIn({ file, code: CODE, counter: TO, at: counter.clock.now }),
    );
    await counter.registrations.notifyTransferredIn([id]);
    for (const quietPeriods of [0, 1, 2]) {
      counter.clock.now += quietPeriods * QUIET_PERIOD_MS;
      const checkResult = await counter.registrations.checkNow(id);
      if (checkResult.ok && checkResult.data.state !== 'unknown') break;
    }
    expect(unwrap(await counter.store.get(id)).state).toBe('needs-review');
    expect(unwrap(await counter.registrations.open(id)).review).toMatchObject({
      kind: 'outcome',
      details: { matchesNow: 0 },
    });
    expect(counter.fakeClient.calls.submit).toHaveLength(0);
  });
});
