/** Take-over by the branch lead: the token that is used afterwards, and conclusions that the new clerk’s view does not allow. */
import { describe, expect, it } from 'vitest';
import { atWork } from './registrations-rig.ts';
import { LEAD_PIN, must, QUIET_MS, READING, STATUS } from '#tests/support/test-counter.ts';
import { CLERK, OTHER_CLERK } from '#tests/support/fake-session.ts';
import { err, ok } from '#shared/result.ts';

const work = atWork();
const MOBILE_LINE = {
  mobile: '01300000777',
  name: 'N',
  nid: '0123456789',
  submittedOn: '23/11/2026',
  verdict: 'pending',
};

/** Queued by the first clerk without a connection; then the second clerk is at the counter and the connection is restored. */
const queuedByAnother = async (): Promise<string> => {
  work.counter.service.answers.verificationStatus = async () => err('NET-DNS');
  const id = await work.submit();
  await work.becomes(id, 'waiting');
  work.counter.service.answers.verificationStatus = async () => ok(STATUS);
  work.counter.desk.signIn(OTHER_CLERK);
  await work.settle();
  expect(work.sent()).toBe(0);
  return id;
};
const unknownOfAnother = async (): Promise<string> => {
  work.counter.service.answers.submit = async () => ({
    kind: 'unknown',
    error: { code: 'NET-CUT' },
  });
  const id = await work.submit();
  await work.becomes(id, 'unknown');
  work.counter.desk.signIn(OTHER_CLERK);
  return id;
};
const lastEvent = async (id: string) => must(await work.counter.store.timeline(id)).at(-1);

describe('takeOver of a waiting registration', () => {
  it('sends card and form with the new clerk’s token and records both clerks', async () => {
    const id = await queuedByAnother();
    const before = must(await work.counter.store.get(id));
    const cards = work.counter.service.calls.readCard.length;
    must(await work.counter.registrations.takeOver(id, LEAD_PIN));
    await work.becomes(id, 'submitted');
    expect(work.counter.service.calls.submit.map(([token]) => token)).toEqual([
      expect.stringContaining(OTHER_CLERK),
    ]);
    expect(work.counter.service.calls.readCard.slice(cards).map(([token]) => token)).toEqual([
      expect.stringContaining(OTHER_CLERK),
    ]);
    const record = must(await work.counter.store.get(id));
    expect(before.body.clerk).toBe(CLERK);
    expect(record.body.clerk).toBe(OTHER_CLERK);
    expect(record.body.takeOvers).toEqual([
      { from: CLERK, to: OTHER_CLERK, at: expect.any(Number) },
    ]);
    expect(
      must(await work.counter.store.timeline(id)).find(({ event }) => event === 'take-over')?.cause,
    ).toBe('LEAD-RELEASED');
  });

  it('is refused with a wrong lead PIN, without a clerk and for its own clerk', async () => {
    const id = await queuedByAnother();
    expect(await work.counter.registrations.takeOver(id, '111111')).toEqual(err('LEAD-PIN-WRONG'));
    work.counter.desk.signOut();
    expect(await work.counter.registrations.takeOver(id, LEAD_PIN)).toEqual(err('SESSION-NEEDED'));
    work.counter.desk.signIn(CLERK);
    expect(await work.counter.registrations.takeOver(id, LEAD_PIN)).toEqual(err('REG-STATE'));
    must(await work.counter.registrations.retry(id));
    await work.becomes(id, 'submitted');
    expect(work.counter.service.calls.submit.map(([token]) => token)).toEqual([
      expect.stringContaining(CLERK),
    ]);
  });

  it('keeps a held registration on hold', async () => {
    const id = await queuedByAnother();
    must(await work.counter.registrations.hold(id));
    must(await work.counter.registrations.takeOver(id, LEAD_PIN));
    await work.settle();
    expect(await work.state(id)).toBe('on-hold');
    must(await work.counter.registrations.release(id));
    await work.becomes(id, 'submitted');
  });

  it('keeps the wait that the service asked for', async () => {
    work.counter.service.answers.submit = async () => ({
      kind: 'throttled',
      error: { code: 'SVC-THROTTLED' },
      retryAfterMs: 600_000,
    });
    const id = await work.submit();
    await work.becomes(id, 'waiting');
    const { notBefore } = must(await work.counter.store.get(id));
    work.counter.desk.signIn(OTHER_CLERK);
    must(await work.counter.registrations.takeOver(id, LEAD_PIN));
    await work.settle();
    expect(must(await work.counter.store.get(id))).toMatchObject({
      state: 'waiting',
      waitsFor: 'time',
      notBefore,
    });
    expect(work.sent()).toBe(1);
  });
});

describe('takeOver of a registration with unknown outcome', () => {
  it('is refused without checking the PIN while its request may still arrive', async () => {
    const id = await unknownOfAnother();
    work.counter.clock.now += QUIET_MS - 61_000;
    expect(await work.counter.registrations.takeOver(id, '111111')).toEqual(
      err('REG-TOO-SOON', { params: { minutes: 2 } }),
    );
    expect(await work.state(id)).toBe('unknown');
  });

  it('leads to review and never sends it because of the new clerk’s log', async () => {
    const id = await unknownOfAnother();
    work.counter.clock.now += QUIET_MS;
    must(await work.counter.registrations.takeOver(id, LEAD_PIN));
    expect(await work.state(id)).toBe('needs-review');
    expect(must(await work.counter.registrations.open(id)).review?.kind).toBe('outcome');
    work.counter.clock.now += 10 * QUIET_MS;
    work.counter.registrations.onServiceReachable();
    await work.settle();
    expect(await work.state(id)).toBe('needs-review');
    expect(work.sent()).toBe(1);
  });

  it('is not submitted because of a line in the new clerk’s log', async () => {
    const id = await unknownOfAnother();
    work.counter.service.answers.verificationLog = async () =>
      ok({ entries: [MOBILE_LINE], complete: true });
    work.counter.clock.now += QUIET_MS;
    must(await work.counter.registrations.takeOver(id, LEAD_PIN));
    expect(await work.counter.registrations.checkNow(id)).toEqual(err('REG-STATE'));
    expect(await work.state(id)).toBe('needs-review');
  });

  it('is decided by the new clerk: sent again, with a baseline of their own', async () => {
    const id = await unknownOfAnother();
    work.counter.clock.now += QUIET_MS;
    must(await work.counter.registrations.takeOver(id, LEAD_PIN));
    work.counter.service.answers.submit = async () => ({ kind: 'accepted', detail: 'saved' });
    must(await work.counter.registrations.decide(id, 'send-again', 'Not in my log'));
    await work.becomes(id, 'submitted');
    expect(work.counter.service.calls.submit.map(([token]) => token.includes(OTHER_CLERK))).toEqual(
      [false, true],
    );
    const { body } = must(await work.counter.store.get(id));
    expect(body.decisions).toMatchObject([{ decision: 'send-again', clerk: OTHER_CLERK }]);
  });

  it('that is already under review can be taken over to be decided', async () => {
    const id = await unknownOfAnother();
    work.counter.desk.signIn(CLERK);
    work.counter.service.answers.verificationStatus = async () =>
      ok({ ...STATUS, verdict: 'pending', statusText: 'pending' });
    work.counter.clock.now += QUIET_MS;
    must(await work.counter.registrations.checkNow(id));
    await work.becomes(id, 'needs-review');
    work.counter.desk.signIn(OTHER_CLERK);
    expect(await work.counter.registrations.decide(id, 'service-has-it', 'Seen')).toEqual(
      err('SESSION-NEEDED'),
    );
    must(await work.counter.registrations.takeOver(id, LEAD_PIN));
    must(await work.counter.registrations.decide(id, 'service-has-it', 'Seen'));
    expect(await work.state(id)).toBe('submitted');
  });
});

it('takeOver refuses registrations that were sent and those that any clerk may open', async () => {
  const sent = await work.submit();
  await work.becomes(sent, 'submitted');
  work.counter.service.answers.readCard = async () =>
    ok({ ...READING, fields: { dob: '2/10/1980' } });
  const review = await work.submit('0123456780', { mobile_number: '01300000778' });
  await work.becomes(review, 'needs-review');
  work.counter.desk.signIn(OTHER_CLERK);
  for (const id of [sent, review])
    expect(await work.counter.registrations.takeOver(id, LEAD_PIN)).toEqual(err('REG-STATE'));
  expect((await lastEvent(sent))?.event).toBe('accepted');
});
