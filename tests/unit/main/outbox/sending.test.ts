import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { atWork } from '#tests/unit/main/registrations/registrations-rig.ts';
import {
  AGREED,
  createTestCounter,
  fillDraft,
  must,
  READING,
} from '#tests/support/test-counter.ts';
import { CLERK, OTHER_CLERK } from '#tests/support/fake-session.ts';
import type { SubmitOutcome } from '#main/ekyc/port.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { limits } from '#shared/limits.ts';
import { err, ok } from '#shared/result.ts';

const work = atWork();
const { submit, state, becomes, settle, sent, restart } = work;

describe('a submitted registration', () => {
  it('is sent once: step 1, then step 2 with the handles of step 1', async () => {
    const id = await submit();
    const done = await becomes(id, 'submitted');
    expect(done.lastError).toBeNull();
    const [token, form] = work.counter.service.calls.submit[0]!;
    expect(token).toBe(`token-${CLERK}-0`);
    expect(form).toMatchObject({
      nid_no: '0123456789',
      dob: '1/10/1980',
      mobile_number: '01300000777',
      gender: 'Female',
      front: READING.front,
      back: READING.back,
    });
    expect(form.photo.byteLength).toBe(done.pictures.photo!.bytes);
    expect([work.counter.service.calls.readCard.length, sent()]).toEqual([1, 1]);
    expect(must(await work.counter.registrations.counts())).toEqual({
      submittedToday: 1,
      passedToday: 0,
      failedOrInvalidToday: 0,
      openToday: 1,
      waiting: 0,
      attentionOrDraft: 0,
      oldestWaitingSince: null,
    });
  });

  it('needs no second step 1 while its handles are valid, and one when they are a day old', async () => {
    const id = await fillDraft(work.counter.registrations);
    must(await work.counter.registrations.readCard(id));
    await work.counter.until(id, (view) => view.reading.state === 'read');
    work.counter.clock.now += limits.handleMaxAgeMs - 1;
    must(await work.counter.registrations.submit(id, AGREED));
    await becomes(id, 'submitted');
    expect(work.counter.service.calls.readCard).toHaveLength(1);

    const old = await fillDraft(work.counter.registrations, { nid_no: '0123456780' });
    work.counter.service.answers.readCard = async () => ok({ ...READING, fields: {} });
    must(await work.counter.registrations.readCard(old));
    await work.counter.until(old, (view) => view.reading.state === 'unread');
    work.counter.clock.now += limits.handleMaxAgeMs;
    must(await work.counter.registrations.submit(old, AGREED));
    await becomes(old, 'submitted');
    expect(work.counter.service.calls.readCard).toHaveLength(3);
  });

  it('uses the background reading in progress instead of uploading the card twice', async () => {
    let answer: (reading: ReturnType<typeof ok<typeof READING>>) => void = () => undefined;
    work.counter.service.answers.readCard = () => new Promise((resolve) => (answer = resolve));
    const id = await fillDraft(work.counter.registrations);
    must(await work.counter.registrations.readCard(id));
    await work.counter.until(id, () => work.counter.service.calls.readCard.length === 1);
    must(await work.counter.registrations.submit(id, AGREED));
    await becomes(id, 'sending-card');
    answer(ok(READING));
    await becomes(id, 'submitted');
    expect([work.counter.service.calls.readCard.length, sent()]).toEqual([1, 1]);
  });

  it('is on disk as an intent before any byte of step 2 is sent', async () => {
    let seen: unknown = null;
    work.counter.service.answers.submit = async () => {
      const other = new DatabaseSync(work.file, { readOnly: true });
      seen = other.prepare('SELECT state, attempts FROM registration').get();
      other.close();
      return { kind: 'accepted', detail: '' };
    };
    const id = await submit();
    await becomes(id, 'submitted');
    expect(seen).toEqual({ state: 'sending-form', attempts: 1 });
  });

  it('is confirmed to the clerk once it is on disk, independent of the service', async () => {
    work.counter.service.answers.readCard = () => new Promise(() => undefined);
    const id = await fillDraft(work.counter.registrations);
    expect(must(await work.counter.registrations.submit(id, AGREED)).state).toBe('ready');
    await becomes(id, 'sending-card');
  });
});

describe('each outcome of step 2', () => {
  const cases: [SubmitOutcome, RegistrationState][] = [
    [{ kind: 'accepted', detail: 'ok' }, 'submitted'],
    [{ kind: 'not-sent', error: { code: 'NET-REFUSED' } }, 'waiting'],
    [{ kind: 'session-ended', error: { code: 'SESSION-ENDED' } }, 'waiting'],
    [{ kind: 'throttled', retryAfterMs: 90_000, error: { code: 'SVC-THROTTLED' } }, 'waiting'],
    [
      { kind: 'refused', error: { code: 'SVC-REFUSED', fields: { nominee: 'not known' } } },
      'refused',
    ],
    [{ kind: 'refused', error: { code: 'SESSION-ROLE' } }, 'waiting'],
    [{ kind: 'unknown', error: { code: 'SEND-UNKNOWN' } }, 'unknown'],
  ];

  it.each(cases)('%j leads to %s, with the cause, after one attempt', async (outcome, wanted) => {
    work.counter.service.answers.submit = async () => outcome;
    const id = await submit();
    const view = await becomes(id, wanted);
    await settle();
    expect(await state(id)).toBe(wanted);
    expect(sent()).toBe(1);
    expect(view.lastError).toEqual('error' in outcome ? outcome.error : null);
    expect(must(await work.counter.registrations.list('all'))[0]).toMatchObject({
      attempts: 1,
      state: wanted,
    });
  });

  it('is unknown when the client throws', async () => {
    work.counter.service.answers.submit = async () => {
      throw new Error('a bug');
    };
    await becomes(await submit(), 'unknown');
  });
});

describe('a registration that waits', () => {
  const notSent = (code: ErrorCode = 'NET-DNS'): void => {
    work.counter.service.answers.submit = async () => ({ kind: 'not-sent', error: { code } });
  };
  const accept = (): void => {
    work.counter.service.answers.submit = async () => ({ kind: 'accepted', detail: '' });
  };

  it('for the connection is sent when the connection is restored, otherwise after its pause', async () => {
    notSent();
    const id = await submit();
    await becomes(id, 'waiting');
    const { notBefore } = must(await work.counter.store.get(id));
    expect(notBefore - work.counter.clock.now).toBeGreaterThanOrEqual(4_000);
    expect(notBefore - work.counter.clock.now).toBeLessThanOrEqual(6_000);
    accept();
    await settle();
    expect(await state(id)).toBe('waiting');
    work.counter.registrations.onServiceReachable();
    await becomes(id, 'submitted');
    expect(sent()).toBe(2);
    expect(work.counter.service.calls.readCard).toHaveLength(1);
  });

  it('waits longer after every attempt, up to a minute, also across a restart', async () => {
    notSent('NET-CUT');
    const id = await submit();
    await becomes(id, 'waiting');
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      const { notBefore, attempts } = must(await work.counter.store.get(id));
      expect(attempts).toBe(attempt);
      pauses.push(notBefore - work.counter.clock.now);
      work.counter.clock.now = notBefore;
      await restart();
      await work.counter.until(id, (view) => view.state === 'waiting' && sent() === attempt + 1);
    }
    const expected = [5_000, 15_000, 60_000, 60_000, 60_000, 60_000];
    pauses.forEach((pause, index) => {
      expect(pause / expected[index]!).toBeGreaterThanOrEqual(0.8);
      expect(pause / expected[index]!).toBeLessThanOrEqual(1.2);
    });
  });

  it('waits the time that the service requested, also when the connection is restored', async () => {
    work.counter.service.answers.submit = async () => ({
      kind: 'throttled',
      retryAfterMs: 90_000,
      error: { code: 'SVC-THROTTLED' },
    });
    const id = await submit();
    await becomes(id, 'waiting');
    expect(must(await work.counter.store.get(id)).notBefore).toBe(work.counter.clock.now + 90_000);
    accept();
    work.counter.registrations.onServiceReachable();
    work.counter.desk.signIn(CLERK);
    await settle();
    expect(await state(id)).toBe('waiting');
    work.counter.clock.now += 90_000;
    work.counter.desk.signIn(CLERK);
    await becomes(id, 'submitted');
  });

  it('for its clerk is sent when that clerk signs in, and never with the token of another', async () => {
    work.counter.service.answers.submit = async () => ({
      kind: 'session-ended',
      error: { code: 'SESSION-ENDED' },
    });
    const id = await submit();
    await becomes(id, 'waiting');
    expect(work.counter.desk.ended).toEqual([`token-${CLERK}-0`]);
    accept();
    work.counter.desk.signIn(OTHER_CLERK);
    expect(await work.counter.registrations.retry(id)).toEqual(err('SESSION-NEEDED'));
    const others = await submit('0123456780');
    await becomes(others, 'submitted');
    work.counter.registrations.onServiceReachable();
    await settle();
    expect(await state(id)).toBe('waiting');
    work.counter.desk.signIn(CLERK);
    await becomes(id, 'submitted');
    expect(work.counter.service.calls.submit.map(([token]) => token)).toEqual([
      `token-${CLERK}-0`,
      `token-${OTHER_CLERK}-1`,
      `token-${CLERK}-2`,
    ]);
  });

  it('is not sent when another clerk signed in during its step 1', async () => {
    work.counter.service.answers.readCard = async () => {
      work.counter.desk.signIn(OTHER_CLERK);
      return ok(READING);
    };
    const id = await submit();
    await becomes(id, 'waiting');
    expect(sent()).toBe(0);
  });

  it('is sent at once on the clerk’s request', async () => {
    notSent('NET-CUT');
    const id = await submit();
    await becomes(id, 'waiting');
    accept();
    must(await work.counter.registrations.retry(id));
    await becomes(id, 'submitted');
  });

  it('is sent automatically at its time', async () => {
    await work.counter.stop();
    const clock = {
      get now() {
        return Date.now();
      },
    };
    work.counter = await createTestCounter({
      file: work.file,
      service: work.counter.service,
      clock,
    });
    work.counter.service.answers.submit = async () =>
      sent() === 1
        ? { kind: 'throttled', retryAfterMs: 200, error: { code: 'SVC-THROTTLED' } }
        : { kind: 'accepted', detail: '' };
    const id = await submit();
    await becomes(id, 'submitted');
    expect(sent()).toBe(2);
  });

  it('tests the connection with one registration, not with all', async () => {
    work.counter.desk.signOut();
    const ids = [
      await submit('0123456781'),
      await submit('0123456782'),
      await submit('0123456783'),
    ];
    work.counter.service.answers.readCard = async () => err('NET-CONNECT-TIMEOUT');
    work.counter.desk.signIn(CLERK);
    await work.counter.until(ids[0]!, () => work.counter.service.calls.readCard.length === 1);
    await settle();
    expect(await Promise.all(ids.map(state))).toEqual(['waiting', 'ready', 'ready']);
    expect(must(await work.counter.registrations.counts())).toMatchObject({ waiting: 3 });
    work.counter.service.answers.readCard = async () => ok({ ...READING, fields: {} });
    work.counter.registrations.onServiceReachable();
    for (const id of ids) await becomes(id, 'submitted');
  });

  it('does not block others when its failure concerns only itself', async () => {
    work.counter.desk.signOut();
    const [bad, good] = [await submit('0123456781'), await submit('0123456782')];
    const { answers, calls } = work.counter.service;
    answers.readCard = async () =>
      calls.readCard.length === 1 ? err('SVC-BROKEN') : ok({ ...READING, fields: {} });
    work.counter.desk.signIn(CLERK);
    await becomes(good, 'submitted');
    expect(await state(bad)).toBe('waiting');
  });
});

describe('a customer whose earlier registration is being verified', () => {
  it('waits and is sent again automatically, and blocks no other', async () => {
    work.counter.service.answers.submit = async (_token, form) =>
      form.nid_no === '0123456781' && sent() === 1
        ? { kind: 'under-way', error: { code: 'SVC-UNDER-WAY' } }
        : { kind: 'accepted', detail: '' };
    const id = await submit('0123456781');
    expect(await becomes(id, 'waiting')).toMatchObject({ lastError: { code: 'SVC-UNDER-WAY' } });
    await becomes(await submit('0123456782'), 'submitted');
    expect(await state(id)).toBe('waiting');
    work.counter.clock.now += 15 * 60_000;
    work.counter.desk.signIn(CLERK);
    await becomes(id, 'submitted');
  });
});
