/** Take-over by the branch lead: the token that is used afterwards, and conclusions that the new clerk’s view does not allow. */
import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from './counter-per-test.ts';
import { LEAD_PIN, must, QUIET_MS, READING, STATUS } from '#tests/support/test-counter.ts';
import { CLERK, OTHER_CLERK } from '#tests/support/fake-session.ts';
import { err, ok } from '#shared/result.ts';

const perTest = createCounterPerTest();
const MOBILE_LINE = {
  mobile: '01300000777',
  name: 'N',
  nid: '0123456789',
  submittedOn: '23/11/2026',
  verdict: 'pending',
};

/** Queued by the first clerk without a connection; then the second clerk is at the counter and the connection is restored. */
const queuedByAnother = async (): Promise<string> => {
  perTest.counter.service.answers.verificationStatus = async () => err('NET-DNS');
  const id = await perTest.submit();
  await perTest.untilState(id, 'waiting');
  perTest.counter.service.answers.verificationStatus = async () => ok(STATUS);
  perTest.counter.desk.signIn(OTHER_CLERK);
  await perTest.allowPendingWork();
  expect(perTest.sent()).toBe(0);
  return id;
};
const unknownOfAnother = async (): Promise<string> => {
  perTest.counter.service.answers.submit = async () => ({
    kind: 'unknown',
    error: { code: 'NET-CUT' },
  });
  const id = await perTest.submit();
  await perTest.untilState(id, 'unknown');
  perTest.counter.desk.signIn(OTHER_CLERK);
  return id;
};
const lastEvent = async (id: string) => must(await perTest.counter.store.timeline(id)).at(-1);

describe('takeOver of a waiting registration', () => {
  it('sends card and form with the new clerk’s token and records both clerks', async () => {
    const id = await queuedByAnother();
    const before = must(await perTest.counter.store.get(id));
    const cards = perTest.counter.service.calls.readCard.length;
    must(await perTest.counter.registrations.takeOver(id, LEAD_PIN));
    await perTest.untilState(id, 'submitted');
    expect(perTest.counter.service.calls.submit.map(([token]) => token)).toEqual([
      expect.stringContaining(OTHER_CLERK),
    ]);
    expect(perTest.counter.service.calls.readCard.slice(cards).map(([token]) => token)).toEqual([
      expect.stringContaining(OTHER_CLERK),
    ]);
    const record = must(await perTest.counter.store.get(id));
    expect(before.body.clerk).toBe(CLERK);
    expect(record.body.clerk).toBe(OTHER_CLERK);
    expect(record.body.takeOvers).toEqual([
      { from: CLERK, to: OTHER_CLERK, at: expect.any(Number) },
    ]);
    expect(
      must(await perTest.counter.store.timeline(id)).find(({ event }) => event === 'take-over')
        ?.cause,
    ).toBe('LEAD-RELEASED');
  });

  it('is refused with a wrong lead PIN, without a clerk and for its own clerk', async () => {
    const id = await queuedByAnother();
    expect(await perTest.counter.registrations.takeOver(id, '111111')).toEqual(
      err('LEAD-PIN-WRONG'),
    );
    perTest.counter.desk.signOut();
    expect(await perTest.counter.registrations.takeOver(id, LEAD_PIN)).toEqual(
      err('SESSION-NEEDED'),
    );
    perTest.counter.desk.signIn(CLERK);
    expect(await perTest.counter.registrations.takeOver(id, LEAD_PIN)).toEqual(err('REG-STATE'));
    must(await perTest.counter.registrations.retry(id));
    await perTest.untilState(id, 'submitted');
    expect(perTest.counter.service.calls.submit.map(([token]) => token)).toEqual([
      expect.stringContaining(CLERK),
    ]);
  });

  it('keeps a held registration on hold', async () => {
    const id = await queuedByAnother();
    must(await perTest.counter.registrations.hold(id));
    must(await perTest.counter.registrations.takeOver(id, LEAD_PIN));
    await perTest.allowPendingWork();
    expect(await perTest.state(id)).toBe('on-hold');
    must(await perTest.counter.registrations.release(id));
    await perTest.untilState(id, 'submitted');
  });

  it('keeps the wait that the service asked for', async () => {
    perTest.counter.service.answers.submit = async () => ({
      kind: 'throttled',
      error: { code: 'SVC-THROTTLED' },
      retryAfterMs: 600_000,
    });
    const id = await perTest.submit();
    await perTest.untilState(id, 'waiting');
    const { notBefore } = must(await perTest.counter.store.get(id));
    perTest.counter.desk.signIn(OTHER_CLERK);
    must(await perTest.counter.registrations.takeOver(id, LEAD_PIN));
    await perTest.allowPendingWork();
    expect(must(await perTest.counter.store.get(id))).toMatchObject({
      state: 'waiting',
      waitsFor: 'time',
      notBefore,
    });
    expect(perTest.sent()).toBe(1);
  });
});

describe('takeOver of a registration with unknown outcome', () => {
  it('is refused without checking the PIN while its request may still arrive', async () => {
    const id = await unknownOfAnother();
    perTest.counter.clock.now += QUIET_MS - 61_000;
    expect(await perTest.counter.registrations.takeOver(id, '111111')).toEqual(
      err('REG-TOO-SOON', { params: { minutes: 2 } }),
    );
    expect(await perTest.state(id)).toBe('unknown');
  });

  it('leads to review and never sends it because of the new clerk’s log', async () => {
    const id = await unknownOfAnother();
    perTest.counter.clock.now += QUIET_MS;
    must(await perTest.counter.registrations.takeOver(id, LEAD_PIN));
    expect(await perTest.state(id)).toBe('needs-review');
    expect(must(await perTest.counter.registrations.open(id)).review?.kind).toBe('outcome');
    perTest.counter.clock.now += 10 * QUIET_MS;
    perTest.counter.registrations.onServiceReachable();
    await perTest.allowPendingWork();
    expect(await perTest.state(id)).toBe('needs-review');
    expect(perTest.sent()).toBe(1);
  });

  it('is not submitted because of a line in the new clerk’s log', async () => {
    const id = await unknownOfAnother();
    perTest.counter.service.answers.verificationLog = async () =>
      ok({ entries: [MOBILE_LINE], complete: true });
    perTest.counter.clock.now += QUIET_MS;
    must(await perTest.counter.registrations.takeOver(id, LEAD_PIN));
    expect(await perTest.counter.registrations.checkNow(id)).toEqual(err('REG-STATE'));
    expect(await perTest.state(id)).toBe('needs-review');
  });

  it('is decided by the new clerk: sent again, with a baseline of their own', async () => {
    const id = await unknownOfAnother();
    perTest.counter.clock.now += QUIET_MS;
    must(await perTest.counter.registrations.takeOver(id, LEAD_PIN));
    perTest.counter.service.answers.submit = async () => ({ kind: 'accepted', detail: 'saved' });
    must(await perTest.counter.registrations.decide(id, 'send-again', 'Not in my log'));
    await perTest.untilState(id, 'submitted');
    expect(
      perTest.counter.service.calls.submit.map(([token]) => token.includes(OTHER_CLERK)),
    ).toEqual([false, true]);
    const { body } = must(await perTest.counter.store.get(id));
    expect(body.decisions).toMatchObject([{ decision: 'send-again', clerk: OTHER_CLERK }]);
  });

  it('that is already under review can be taken over to be decided', async () => {
    const id = await unknownOfAnother();
    perTest.counter.desk.signIn(CLERK);
    perTest.counter.service.answers.verificationStatus = async () =>
      ok({ ...STATUS, verdict: 'pending', statusText: 'pending' });
    perTest.counter.clock.now += QUIET_MS;
    must(await perTest.counter.registrations.checkNow(id));
    await perTest.untilState(id, 'needs-review');
    perTest.counter.desk.signIn(OTHER_CLERK);
    expect(await perTest.counter.registrations.decide(id, 'service-has-it', 'Seen')).toEqual(
      err('SESSION-NEEDED'),
    );
    must(await perTest.counter.registrations.takeOver(id, LEAD_PIN));
    must(await perTest.counter.registrations.decide(id, 'service-has-it', 'Seen'));
    expect(await perTest.state(id)).toBe('submitted');
  });
});

it('takeOver refuses registrations that were sent and those that any clerk may open', async () => {
  const sent = await perTest.submit();
  await perTest.untilState(sent, 'submitted');
  perTest.counter.service.answers.readCard = async () =>
    ok({ ...READING, fields: { dob: '2/10/1980' } });
  const review = await perTest.submit('0123456780', { mobile_number: '01300000778' });
  await perTest.untilState(review, 'needs-review');
  perTest.counter.desk.signIn(OTHER_CLERK);
  for (const id of [sent, review])
    expect(await perTest.counter.registrations.takeOver(id, LEAD_PIN)).toEqual(err('REG-STATE'));
  expect((await lastEvent(sent))?.event).toBe('accepted');
});
