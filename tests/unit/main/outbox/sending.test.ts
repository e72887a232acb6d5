import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import {
  CONSENT_EVIDENCE,
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

const perTest = createCounterPerTest();
const { submit, state, untilState, allowPendingWork, sent, restart } = perTest;

describe('a submitted registration', () => {
  it('is sent once: step 1, then step 2 with the handles of step 1', async () => {
    const id = await submit();
    const done = await untilState(id, 'submitted');
    expect(done.lastError).toBeNull();
    const [token, form] = perTest.counter.service.calls.submit[0]!;
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
    expect([perTest.counter.service.calls.readCard.length, sent()]).toEqual([1, 1]);
    expect(must(await perTest.counter.registrations.counts())).toEqual({
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
    const id = await fillDraft(perTest.counter.registrations);
    must(await perTest.counter.registrations.readCard(id));
    await perTest.counter.until(id, (view) => view.reading.state === 'read');
    perTest.counter.clock.now += limits.handleMaxAgeMs - 1;
    must(await perTest.counter.registrations.submit(id, CONSENT_EVIDENCE));
    await untilState(id, 'submitted');
    expect(perTest.counter.service.calls.readCard).toHaveLength(1);

    const old = await fillDraft(perTest.counter.registrations, { nid_no: '0123456780' });
    perTest.counter.service.answers.readCard = async () => ok({ ...READING, fields: {} });
    must(await perTest.counter.registrations.readCard(old));
    await perTest.counter.until(old, (view) => view.reading.state === 'unread');
    perTest.counter.clock.now += limits.handleMaxAgeMs;
    must(await perTest.counter.registrations.submit(old, CONSENT_EVIDENCE));
    await untilState(old, 'submitted');
    expect(perTest.counter.service.calls.readCard).toHaveLength(3);
  });

  it('uses the background reading in progress instead of uploading the card twice', async () => {
    let answer: (reading: ReturnType<typeof ok<typeof READING>>) => void = () => undefined;
    perTest.counter.service.answers.readCard = () => new Promise((resolve) => (answer = resolve));
    const id = await fillDraft(perTest.counter.registrations);
    must(await perTest.counter.registrations.readCard(id));
    await perTest.counter.until(id, () => perTest.counter.service.calls.readCard.length === 1);
    must(await perTest.counter.registrations.submit(id, CONSENT_EVIDENCE));
    await untilState(id, 'sending-card');
    answer(ok(READING));
    await untilState(id, 'submitted');
    expect([perTest.counter.service.calls.readCard.length, sent()]).toEqual([1, 1]);
  });

  it('is on disk as an intent before any byte of step 2 is sent', async () => {
    let seen: unknown = null;
    perTest.counter.service.answers.submit = async () => {
      const other = new DatabaseSync(perTest.file, { readOnly: true });
      seen = other.prepare('SELECT state, attempts FROM registration').get();
      other.close();
      return { kind: 'accepted', detail: '' };
    };
    const id = await submit();
    await untilState(id, 'submitted');
    expect(seen).toEqual({ state: 'sending-form', attempts: 1 });
  });

  it('is confirmed to the clerk once it is on disk, independent of the service', async () => {
    perTest.counter.service.answers.readCard = () => new Promise(() => undefined);
    const id = await fillDraft(perTest.counter.registrations);
    expect(must(await perTest.counter.registrations.submit(id, CONSENT_EVIDENCE)).state).toBe(
      'ready',
    );
    await untilState(id, 'sending-card');
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
    perTest.counter.service.answers.submit = async () => outcome;
    const id = await submit();
    const view = await untilState(id, wanted);
    await allowPendingWork();
    expect(await state(id)).toBe(wanted);
    expect(sent()).toBe(1);
    expect(view.lastError).toEqual('error' in outcome ? outcome.error : null);
    expect(must(await perTest.counter.registrations.list('all'))[0]).toMatchObject({
      attempts: 1,
      state: wanted,
    });
  });

  it('is unknown when the client throws', async () => {
    perTest.counter.service.answers.submit = async () => {
      throw new Error('a bug');
    };
    await untilState(await submit(), 'unknown');
  });
});

describe('a registration that waits', () => {
  const notSent = (code: ErrorCode = 'NET-DNS'): void => {
    perTest.counter.service.answers.submit = async () => ({ kind: 'not-sent', error: { code } });
  };
  const accept = (): void => {
    perTest.counter.service.answers.submit = async () => ({ kind: 'accepted', detail: '' });
  };

  it('for the connection is sent when the connection is restored, otherwise after its pause', async () => {
    notSent();
    const id = await submit();
    await untilState(id, 'waiting');
    const { notBefore } = must(await perTest.counter.store.get(id));
    expect(notBefore - perTest.counter.clock.now).toBeGreaterThanOrEqual(4_000);
    expect(notBefore - perTest.counter.clock.now).toBeLessThanOrEqual(6_000);
    accept();
    await allowPendingWork();
    expect(await state(id)).toBe('waiting');
    perTest.counter.registrations.onServiceReachable();
    await untilState(id, 'submitted');
    expect(sent()).toBe(2);
    expect(perTest.counter.service.calls.readCard).toHaveLength(1);
  });

  it('waits longer after every attempt, up to a minute, also across a restart', async () => {
    notSent('NET-CUT');
    const id = await submit();
    await untilState(id, 'waiting');
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      const { notBefore, attempts } = must(await perTest.counter.store.get(id));
      expect(attempts).toBe(attempt);
      pauses.push(notBefore - perTest.counter.clock.now);
      perTest.counter.clock.now = notBefore;
      await restart();
      await perTest.counter.until(id, (view) => view.state === 'waiting' && sent() === attempt + 1);
    }
    const expected = [5_000, 15_000, 60_000, 60_000, 60_000, 60_000];
    pauses.forEach((pause, index) => {
      expect(pause / expected[index]!).toBeGreaterThanOrEqual(0.8);
      expect(pause / expected[index]!).toBeLessThanOrEqual(1.2);
    });
  });

  it('waits the time that the service requested, also when the connection is restored', async () => {
    perTest.counter.service.answers.submit = async () => ({
      kind: 'throttled',
      retryAfterMs: 90_000,
      error: { code: 'SVC-THROTTLED' },
    });
    const id = await submit();
    await untilState(id, 'waiting');
    expect(must(await perTest.counter.store.get(id)).notBefore).toBe(
      perTest.counter.clock.now + 90_000,
    );
    accept();
    perTest.counter.registrations.onServiceReachable();
    perTest.counter.desk.signIn(CLERK);
    await allowPendingWork();
    expect(await state(id)).toBe('waiting');
    perTest.counter.clock.now += 90_000;
    perTest.counter.desk.signIn(CLERK);
    await untilState(id, 'submitted');
  });

  it('for its clerk is sent when that clerk signs in, and never with the token of another', async () => {
    perTest.counter.service.answers.submit = async () => ({
      kind: 'session-ended',
      error: { code: 'SESSION-ENDED' },
    });
    const id = await submit();
    await untilState(id, 'waiting');
    expect(perTest.counter.desk.ended).toEqual([`token-${CLERK}-0`]);
    accept();
    perTest.counter.desk.signIn(OTHER_CLERK);
    expect(await perTest.counter.registrations.retry(id)).toEqual(err('SESSION-NEEDED'));
    const others = await submit('0123456780');
    await untilState(others, 'submitted');
    perTest.counter.registrations.onServiceReachable();
    await allowPendingWork();
    expect(await state(id)).toBe('waiting');
    perTest.counter.desk.signIn(CLERK);
    await untilState(id, 'submitted');
    expect(perTest.counter.service.calls.submit.map(([token]) => token)).toEqual([
      `token-${CLERK}-0`,
      `token-${OTHER_CLERK}-1`,
      `token-${CLERK}-2`,
    ]);
  });

  it('is not sent when another clerk signed in during its step 1', async () => {
    perTest.counter.service.answers.readCard = async () => {
      perTest.counter.desk.signIn(OTHER_CLERK);
      return ok(READING);
    };
    const id = await submit();
    await untilState(id, 'waiting');
    expect(sent()).toBe(0);
  });

  it('is sent at once on the clerk’s request', async () => {
    notSent('NET-CUT');
    const id = await submit();
    await untilState(id, 'waiting');
    accept();
    must(await perTest.counter.registrations.retry(id));
    await untilState(id, 'submitted');
  });

  it('is sent automatically at its time', async () => {
    await perTest.counter.stop();
    const clock = {
      get now() {
        return Date.now();
      },
    };
    perTest.counter = await createTestCounter({
      file: perTest.file,
      service: perTest.counter.service,
      clock,
    });
    perTest.counter.service.answers.submit = async () =>
      sent() === 1
        ? { kind: 'throttled', retryAfterMs: 200, error: { code: 'SVC-THROTTLED' } }
        : { kind: 'accepted', detail: '' };
    const id = await submit();
    await untilState(id, 'submitted');
    expect(sent()).toBe(2);
  });

  it('tests the connection with one registration, not with all', async () => {
    perTest.counter.desk.signOut();
    const ids = [
      await submit('0123456781'),
      await submit('0123456782'),
      await submit('0123456783'),
    ];
    perTest.counter.service.answers.readCard = async () => err('NET-CONNECT-TIMEOUT');
    perTest.counter.desk.signIn(CLERK);
    await perTest.counter.until(ids[0]!, () => perTest.counter.service.calls.readCard.length === 1);
    await allowPendingWork();
    expect(await Promise.all(ids.map(state))).toEqual(['waiting', 'ready', 'ready']);
    expect(must(await perTest.counter.registrations.counts())).toMatchObject({ waiting: 3 });
    perTest.counter.service.answers.readCard = async () => ok({ ...READING, fields: {} });
    perTest.counter.registrations.onServiceReachable();
    for (const id of ids) await untilState(id, 'submitted');
  });

  it('does not block others when its failure concerns only itself', async () => {
    perTest.counter.desk.signOut();
    const [bad, good] = [await submit('0123456781'), await submit('0123456782')];
    const { answers, calls } = perTest.counter.service;
    answers.readCard = async () =>
      calls.readCard.length === 1 ? err('SVC-BROKEN') : ok({ ...READING, fields: {} });
    perTest.counter.desk.signIn(CLERK);
    await untilState(good, 'submitted');
    expect(await state(bad)).toBe('waiting');
  });
});

describe('a customer whose earlier registration is being verified', () => {
  it('waits and is sent again automatically, and blocks no other', async () => {
    perTest.counter.service.answers.submit = async (_token, form) =>
      form.nid_no === '0123456781' && sent() === 1
        ? { kind: 'under-way', error: { code: 'SVC-UNDER-WAY' } }
        : { kind: 'accepted', detail: '' };
    const id = await submit('0123456781');
    expect(await untilState(id, 'waiting')).toMatchObject({ lastError: { code: 'SVC-UNDER-WAY' } });
    await untilState(await submit('0123456782'), 'submitted');
    expect(await state(id)).toBe('waiting');
    perTest.counter.clock.now += 15 * 60_000;
    perTest.counter.desk.signIn(CLERK);
    await untilState(id, 'submitted');
  });
});
