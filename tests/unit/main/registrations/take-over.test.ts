/** Tests the take-over with the lead PIN: which token is used afterwards, and that the new clerk's log settles no outcome. */
import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from './counter-per-test.ts';
import { CARD_READING, INVALID_STATUS } from '#tests/support/fake-ekyc-client.ts';
import { LEAD_PIN, QUIET_PERIOD_MS } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK, OTHER_CLERK_MOBILE } from '#tests/support/fake-session.ts';
import { err, ok } from '#shared/result.ts';

const fixture = createCounterPerTest();
const LOG_ENTRY = {
  mobile: '01300000777',
  name: 'N',
  nid: '0123456789',
  submittedOn: '23/11/2026',
  verdict: 'pending',
};

/** Creates a registration that the first clerk submitted without a connection. Afterwards the connection is restored and the second clerk signed in. */
const createWaitingOfOtherClerk = async (): Promise<string> => {
  fixture.counter.fakeClient.answers.verificationStatus = async () => err('NET-DNS');
  const id = await fixture.submit();
  await fixture.waitForState(id, 'waiting');
  fixture.counter.fakeClient.answers.verificationStatus = async () => ok(INVALID_STATUS);
  fixture.counter.fakeSession.signIn(OTHER_CLERK_MOBILE);
  await fixture.allowPendingWork();
  expect(fixture.countSentForms()).toBe(0);
  return id;
};
const createUnknownOfOtherClerk = async (): Promise<string> => {
  fixture.counter.fakeClient.answers.submit = async () => ({
    kind: 'unknown',
    error: { code: 'NET-CUT' },
  });
  const id = await fixture.submit();
  await fixture.waitForState(id, 'unknown');
  fixture.counter.fakeSession.signIn(OTHER_CLERK_MOBILE);
  return id;
};
const readLastEvent = async (id: string) => unwrap(await fixture.counter.store.timeline(id)).at(-1);

describe('takeOver of a waiting registration', () => {
  it('sends card and form with the new clerk’s token and records both clerks', async () => {
    const id = await createWaitingOfOtherClerk();
    const before = unwrap(await fixture.counter.store.get(id));
    const readingsBefore = fixture.counter.fakeClient.calls.readCard.length;
    unwrap(await fixture.counter.registrations.takeOver(id, LEAD_PIN));
    await fixture.waitForState(id, 'submitted');
    expect(fixture.counter.fakeClient.calls.submit.map(([token]) => token)).toEqual([
      expect.stringContaining(OTHER_CLERK_MOBILE),
    ]);
    expect(
      fixture.counter.fakeClient.calls.readCard.slice(readingsBefore).map(([token]) => token),
    ).toEqual([expect.stringContaining(OTHER_CLERK_MOBILE)]);
    const record = unwrap(await fixture.counter.store.get(id));
    expect(before.body.clerk).toBe(CLERK);
    expect(record.body.clerk).toBe(OTHER_CLERK_MOBILE);
    expect(record.body.takeOvers).toEqual([
      { from: CLERK, to: OTHER_CLERK_MOBILE, at: expect.any(Number) },
    ]);
    expect(
      unwrap(await fixture.counter.store.timeline(id)).find(({ event }) => event === 'take-over')
        ?.cause,
    ).toBe('LEAD-RELEASED');
  });

  it('is refused with a wrong lead PIN, without a clerk and for its own clerk', async () => {
    const id = await createWaitingOfOtherClerk();
    expect(await fixture.counter.registrations.takeOver(id, '111111')).toEqual(
      err('LEAD-PIN-WRONG'),
    );
    fixture.counter.fakeSession.signOut();
    expect(await fixture.counter.registrations.takeOver(id, LEAD_PIN)).toEqual(
      err('SESSION-NEEDED'),
    );
    fixture.counter.fakeSession.signIn(CLERK);
    expect(await fixture.counter.registrations.takeOver(id, LEAD_PIN)).toEqual(err('REG-STATE'));
    unwrap(await fixture.counter.registrations.retry(id));
    await fixture.waitForState(id, 'submitted');
    expect(fixture.counter.fakeClient.calls.submit.map(([token]) => token)).toEqual([
      expect.stringContaining(CLERK),
    ]);
  });

  it('keeps a held registration on hold', async () => {
    const id = await createWaitingOfOtherClerk();
    unwrap(await fixture.counter.registrations.hold(id));
    unwrap(await fixture.counter.registrations.takeOver(id, LEAD_PIN));
    await fixture.allowPendingWork();
    expect(await fixture.readState(id)).toBe('on-hold');
    unwrap(await fixture.counter.registrations.release(id));
    await fixture.waitForState(id, 'submitted');
  });

  it('keeps the waiting time that the service requested', async () => {
    fixture.counter.fakeClient.answers.submit = async () => ({
      kind: 'throttled',
      error: { code: 'SVC-THROTTLED' },
      retryAfterMs: 600_000,
    });
    const id = await fixture.submit();
    await fixture.waitForState(id, 'waiting');
    const { notBefore } = unwrap(await fixture.counter.store.get(id));
    fixture.counter.fakeSession.signIn(OTHER_CLERK_MOBILE);
    unwrap(await fixture.counter.registrations.takeOver(id, LEAD_PIN));
    await fixture.allowPendingWork();
    expect(unwrap(await fixture.counter.store.get(id))).toMatchObject({
      state: 'waiting',
      waitsFor: 'time',
      notBefore,
    });
    expect(fixture.countSentForms()).toBe(1);
  });
});

describe('takeOver of a registration with unknown outcome', () => {
  it('is refused without checking the PIN while its request may still arrive', async () => {
    const id = await createUnknownOfOtherClerk();
    fixture.counter.clock.now += QUIET_PERIOD_MS - 61_000;
    expect(await fixture.counter.registrations.takeOver(id, '111111')).toEqual(
      err('REG-TOO-SOON', { params: { minutes: 2 } }),
    );
    expect(await fixture.readState(id)).toBe('unknown');
  });

  it('leads to review and never sends it because of the new clerk’s log', async () => {
    const id = await createUnknownOfOtherClerk();
    fixture.counter.clock.now += QUIET_PERIOD_MS;
    unwrap(await fixture.counter.registrations.takeOver(id, LEAD_PIN));
    expect(await fixture.readState(id)).toBe('needs-review');
    expect(unwrap(await fixture.counter.registrations.open(id)).review?.kind).toBe('outcome');
    fixture.counter.clock.now += 10 * QUIET_PERIOD_MS;
    fixture.counter.registrations.onServiceReachable();
    await fixture.allowPendingWork();
    expect(await fixture.readState(id)).toBe('needs-review');
    expect(fixture.countSentForms()).toBe(1);
  });

  it('does not settle as submitted because of an entry in the new clerk’s log', async () => {
    const id = await createUnknownOfOtherClerk();
    fixture.counter.fakeClient.answers.verificationLog = async () =>
      ok({ entries: [LOG_ENTRY], complete: true });
    fixture.counter.clock.now += QUIET_PERIOD_MS;
    unwrap(await fixture.counter.registrations.takeOver(id, LEAD_PIN));
    expect(await fixture.counter.registrations.checkNow(id)).toEqual(err('REG-STATE'));
    expect(await fixture.readState(id)).toBe('needs-review');
  });

  it('lets the new clerk decide to send it again, with their own token', async () => {
    const id = await createUnknownOfOtherClerk();
    fixture.counter.clock.now += QUIET_PERIOD_MS;
    unwrap(await fixture.counter.registrations.takeOver(id, LEAD_PIN));
    fixture.counter.fakeClient.answers.submit = async () => ({ kind: 'accepted', detail: 'saved' });
    unwrap(await fixture.counter.registrations.decide(id, 'send-again', 'Not in my log'));
    await fixture.waitForState(id, 'submitted');
    expect(
      fixture.counter.fakeClient.calls.submit.map(([token]) => token.includes(OTHER_CLERK_MOBILE)),
    ).toEqual([false, true]);
    const { body } = unwrap(await fixture.counter.store.get(id));
    expect(body.decisions).toMatchObject([{ decision: 'send-again', clerk: OTHER_CLERK_MOBILE }]);
  });

  it('lets the new clerk decide about a registration already under review', async () => {
    const id = await createUnknownOfOtherClerk();
    fixture.counter.fakeSession.signIn(CLERK);
    fixture.counter.fakeClient.answers.verificationStatus = async () =>
      ok({ ...INVALID_STATUS, verdict: 'pending', statusText: 'pending' });
    fixture.counter.clock.now += QUIET_PERIOD_MS;
    unwrap(await fixture.counter.registrations.checkNow(id));
    await fixture.waitForState(id, 'needs-review');
    fixture.counter.fakeSession.signIn(OTHER_CLERK_MOBILE);
    expect(await fixture.counter.registrations.decide(id, 'service-has-it', 'Seen')).toEqual(
      err('SESSION-NEEDED'),
    );
    unwrap(await fixture.counter.registrations.takeOver(id, LEAD_PIN));
    unwrap(await fixture.counter.registrations.decide(id, 'service-has-it', 'Seen'));
    expect(await fixture.readState(id)).toBe('submitted');
  });
});

it('takeOver refuses registrations that were sent and those that any clerk may open', async () => {
  const sentId = await fixture.submit();
  await fixture.waitForState(sentId, 'submitted');
  fixture.counter.fakeClient.answers.readCard = async () =>
    ok({ ...CARD_READING, fields: { dob: '2/10/1980' } });
  const reviewId = await fixture.submit('0123456780', { mobile_number: '01300000778' });
  await fixture.waitForState(reviewId, 'needs-review');
  fixture.counter.fakeSession.signIn(OTHER_CLERK_MOBILE);
  for (const id of [sentId, reviewId])
    expect(await fixture.counter.registrations.takeOver(id, LEAD_PIN)).toEqual(err('REG-STATE'));
  expect((await readLastEvent(sentId))?.event).toBe('accepted');
});
