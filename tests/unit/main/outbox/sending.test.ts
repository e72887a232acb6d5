import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { CARD_READING } from '#tests/support/fake-ekyc-client.ts';
import { CONSENT_EVIDENCE } from '#tests/support/registration-values.ts';
import { createTestCounter, fillDraft } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK, OTHER_CLERK_MOBILE } from '#tests/support/fake-session.ts';
import type { SubmitOutcome } from '#main/ekyc/port.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { limits } from '#shared/limits.ts';
import { err, ok } from '#shared/result.ts';

const fixture = createCounterPerTest();
const {
  submit,
  readState: state,
  waitForState: untilState,
  allowPendingWork,
  countSentForms: sent,
  restart,
} = fixture;

describe('submitted registration', () => {
  it('is sent once: step 1, then step 2 with the handles of step 1', async () => {
    const id = await submit();
    const view = await untilState(id, 'submitted');
    expect(view.lastError).toBeNull();
    const [token, form] = fixture.counter.fakeClient.calls.submit[0]!;
    expect(token).toBe(`token-${CLERK}-0`);
    expect(form).toMatchObject({
      nid_no: '0123456789',
      dob: '1/10/1980',
      mobile_number: '01300000777',
      gender: 'Female',
      front: CARD_READING.front,
      back: CARD_READING.back,
    });
    expect(form.photo.byteLength).toBe(view.pictures.photo!.bytes);
    expect([fixture.counter.fakeClient.calls.readCard.length, sent()]).toEqual([1, 1]);
    expect(unwrap(await fixture.counter.registrations.counts())).toEqual({
      submittedToday: 1,
      passedToday: 0,
      failedOrInvalidToday: 0,
      openToday: 1,
      waiting: 0,
      attentionOrDraft: 0,
      oldestWaitingSince: null,
    });
  });

  it('does not repeat step 1 while its handles are valid, and repeats it when they are a day old', async () => {
    const id = await fillDraft(fixture.counter.registrations);
    unwrap(await fixture.counter.registrations.readCard(id));
    await fixture.counter.waitUntil(id, (view) => view.reading.state === 'read');
    fixture.counter.clock.now += limits.handleMaxAgeMs - 1;
    unwrap(await fixture.counter.registrations.submit(id, CONSENT_EVIDENCE));
    await untilState(id, 'submitted');
    expect(fixture.counter.fakeClient.calls.readCard).toHaveLength(1);

    const oldHandlesId = await fillDraft(fixture.counter.registrations, { nid_no: '0123456780' });
    fixture.counter.fakeClient.answers.readCard = async () => ok({ ...CARD_READING, fields: {} });
    unwrap(await fixture.counter.registrations.readCard(oldHandlesId));
    await fixture.counter.waitUntil(oldHandlesId, (view) => view.reading.state === 'unread');
    fixture.counter.clock.now += limits.handleMaxAgeMs;
    unwrap(await fixture.counter.registrations.submit(oldHandlesId, CONSENT_EVIDENCE));
    await untilState(oldHandlesId, 'submitted');
    expect(fixture.counter.fakeClient.calls.readCard).toHaveLength(3);
  });

  it('uses the background reading in progress instead of uploading the card twice', async () => {
    let resolveReading: (reading: ReturnType<typeof ok<typeof CARD_READING>>) => void = () =>
      undefined;
    fixture.counter.fakeClient.answers.readCard = () =>
      new Promise((resolve) => (resolveReading = resolve));
    const id = await fillDraft(fixture.counter.registrations);
    unwrap(await fixture.counter.registrations.readCard(id));
    await fixture.counter.waitUntil(
      id,
      () => fixture.counter.fakeClient.calls.readCard.length === 1,
    );
    unwrap(await fixture.counter.registrations.submit(id, CONSENT_EVIDENCE));
    await untilState(id, 'sending-card');
    resolveReading(ok(CARD_READING));
    await untilState(id, 'submitted');
    expect([fixture.counter.fakeClient.calls.readCard.length, sent()]).toEqual([1, 1]);
  });

  it('is on disk as an intent before any byte of step 2 is sent', async () => {
    let storedAtSubmit: unknown = null;
    fixture.counter.fakeClient.answers.submit = async () => {
      const connection = new DatabaseSync(fixture.file, { readOnly: true });
      storedAtSubmit = connection.prepare('SELECT state, attempts FROM registration').get();
      connection.close();
      return { kind: 'accepted', detail: '' };
    };
    const id = await submit();
    await untilState(id, 'submitted');
    expect(storedAtSubmit).toEqual({ state: 'sending-form', attempts: 1 });
  });

  it('is confirmed to the clerk once it is on disk, independent of the service', async () => {
    fixture.counter.fakeClient.answers.readCard = () => new Promise(() => undefined);
    const id = await fillDraft(fixture.counter.registrations);
    expect(unwrap(await fixture.counter.registrations.submit(id, CONSENT_EVIDENCE)).state).toBe(
      'ready',
    );
    await untilState(id, 'sending-card');
  });
});

describe('outcome of step 2', () => {
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

  it.each(cases)(
    'that is %j leads to %s with its error after one attempt',
    async (outcome, expectedState) => {
      fixture.counter.fakeClient.answers.submit = async () => outcome;
      const id = await submit();
      const view = await untilState(id, expectedState);
      await allowPendingWork();
      expect(await state(id)).toBe(expectedState);
      expect(sent()).toBe(1);
      expect(view.lastError).toEqual('error' in outcome ? outcome.error : null);
      expect(unwrap(await fixture.counter.registrations.list('all'))[0]).toMatchObject({
        attempts: 1,
        state: expectedState,
      });
    },
  );

  it('is unknown when the client throws', async () => {
    fixture.counter.fakeClient.answers.submit = async () => {
      throw new Error('a bug');
    };
    await untilState(await submit(), 'unknown');
  });
});

describe('waiting registration', () => {
  const failToSendForms = (code: ErrorCode = 'NET-DNS'): void => {
    fixture.counter.fakeClient.answers.submit = async () => ({ kind: 'not-sent', error: { code } });
  };
  const acceptForms = (): void => {
    fixture.counter.fakeClient.answers.submit = async () => ({ kind: 'accepted', detail: '' });
  };

  it('is sent when the connection is restored, and not before its pause ends otherwise', async () => {
    failToSendForms();
    const id = await submit();
    await untilState(id, 'waiting');
    const { notBefore } = unwrap(await fixture.counter.store.get(id));
    expect(notBefore - fixture.counter.clock.now).toBeGreaterThanOrEqual(4_000);
    expect(notBefore - fixture.counter.clock.now).toBeLessThanOrEqual(6_000);
    acceptForms();
    await allowPendingWork();
    expect(await state(id)).toBe('waiting');
    fixture.counter.registrations.onServiceReachable();
    await untilState(id, 'submitted');
    expect(sent()).toBe(2);
    expect(fixture.counter.fakeClient.calls.readCard).toHaveLength(1);
  });

  it('waits longer after every attempt, up to a minute, also across a restart', async () => {
    failToSendForms('NET-CUT');
    const id = await submit();
    await untilState(id, 'waiting');
    const pausesMs: number[] = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      const { notBefore, attempts } = unwrap(await fixture.counter.store.get(id));
      expect(attempts).toBe(attempt);
      pausesMs.push(notBefore - fixture.counter.clock.now);
      fixture.counter.clock.now = notBefore;
      await restart();
      await fixture.counter.waitUntil(
        id,
        (view) => view.state === 'waiting' && sent() === attempt + 1,
      );
    }
    const expectedMs = [5_000, 15_000, 60_000, 60_000, 60_000, 60_000];
    pausesMs.forEach((pauseMs, index) => {
      expect(pauseMs / expectedMs[index]!).toBeGreaterThanOrEqual(0.8);
      expect(pauseMs / expectedMs[index]!).toBeLessThanOrEqual(1.2);
    });
  });

  it('waits the time that the service requested, also when the connection is restored', async () => {
    fixture.counter.fakeClient.answers.submit = async () => ({
      kind: 'throttled',
      retryAfterMs: 90_000,
      error: { code: 'SVC-THROTTLED' },
    });
    const id = await submit();
    await untilState(id, 'waiting');
    expect(unwrap(await fixture.counter.store.get(id)).notBefore).toBe(
      fixture.counter.clock.now + 90_000,
    );
    acceptForms();
    fixture.counter.registrations.onServiceReachable();
    fixture.counter.fakeSession.signIn(CLERK);
    await allowPendingWork();
    expect(await state(id)).toBe('waiting');
    fixture.counter.clock.now += 90_000;
    fixture.counter.fakeSession.signIn(CLERK);
    await untilState(id, 'submitted');
  });

  it('is sent after an ended session when its clerk signs in, and never with the token of another clerk', async () => {
    fixture.counter.fakeClient.answers.submit = async () => ({
      kind: 'session-ended',
      error: { code: 'SESSION-ENDED' },
    });
    const id = await submit();
    await untilState(id, 'waiting');
    expect(fixture.counter.fakeSession.ended).toEqual([`token-${CLERK}-0`]);
    acceptForms();
    fixture.counter.fakeSession.signIn(OTHER_CLERK_MOBILE);
    expect(await fixture.counter.registrations.retry(id)).toEqual(err('SESSION-NEEDED'));
    const idOfOther = await submit('0123456780');
    await untilState(idOfOther, 'submitted');
    fixture.counter.registrations.onServiceReachable();
    await allowPendingWork();
    expect(await state(id)).toBe('waiting');
    fixture.counter.fakeSession.signIn(CLERK);
    await untilState(id, 'submitted');
    expect(fixture.counter.fakeClient.calls.submit.map(([token]) => token)).toEqual([
      `token-${CLERK}-0`,
      `token-${OTHER_CLERK_MOBILE}-1`,
      `token-${CLERK}-2`,
    ]);
  });

  it('is not sent when another clerk signed in during its step 1', async () => {
    fixture.counter.fakeClient.answers.readCard = async () => {
      fixture.counter.fakeSession.signIn(OTHER_CLERK_MOBILE);
      return ok(CARD_READING);
    };
    const id = await submit();
    await untilState(id, 'waiting');
    expect(sent()).toBe(0);
  });

  it('is sent at once on the clerk’s request', async () => {
    failToSendForms('NET-CUT');
    const id = await submit();
    await untilState(id, 'waiting');
    acceptForms();
    unwrap(await fixture.counter.registrations.retry(id));
    await untilState(id, 'submitted');
  });

  it('is sent automatically at its time', async () => {
    await fixture.counter.stop();
    const clock = {
      get now() {
        return Date.now();
      },
    };
    fixture.counter = await createTestCounter({
      file: fixture.file,
      fakeClient: fixture.counter.fakeClient,
      clock,
    });
    fixture.counter.fakeClient.answers.submit = async () =>
      sent() === 1
        ? { kind: 'throttled', retryAfterMs: 200, error: { code: 'SVC-THROTTLED' } }
        : { kind: 'accepted', detail: '' };
    const id = await submit();
    await untilState(id, 'submitted');
    expect(sent()).toBe(2);
  });

  it('is the only one with which the connection is tested', async () => {
    fixture.counter.fakeSession.signOut();
    const ids = [
      await submit('0123456781'),
      await submit('0123456782'),
      await submit('0123456783'),
    ];
    fixture.counter.fakeClient.answers.readCard = async () => err('NET-CONNECT-TIMEOUT');
    fixture.counter.fakeSession.signIn(CLERK);
    await fixture.counter.waitUntil(
      ids[0]!,
      () => fixture.counter.fakeClient.calls.readCard.length === 1,
    );
    await allowPendingWork();
    expect(await Promise.all(ids.map(state))).toEqual(['waiting', 'ready', 'ready']);
    expect(unwrap(await fixture.counter.registrations.counts())).toMatchObject({ waiting: 3 });
    fixture.counter.fakeClient.answers.readCard = async () => ok({ ...CARD_READING, fields: {} });
    fixture.counter.registrations.onServiceReachable();
    for (const id of ids) await untilState(id, 'submitted');
  });

  it('does not block others when its failure concerns only this registration', async () => {
    fixture.counter.fakeSession.signOut();
    const [failingId, healthyId] = [await submit('0123456781'), await submit('0123456782')];
    const { answers, calls } = fixture.counter.fakeClient;
    answers.readCard = async () =>
      calls.readCard.length === 1 ? err('SVC-BROKEN') : ok({ ...CARD_READING, fields: {} });
    fixture.counter.fakeSession.signIn(CLERK);
    await untilState(healthyId, 'submitted');
    expect(await state(failingId)).toBe('waiting');
  });
});

describe('registration of a customer whose earlier registration is being verified', () => {
  it('waits and is sent again automatically, and blocks no other', async () => {
    fixture.counter.fakeClient.answers.submit = async (_token, form) =>
      form.nid_no === '0123456781' && sent() === 1
        ? { kind: 'under-way', error: { code: 'SVC-UNDER-WAY' } }
        : { kind: 'accepted', detail: '' };
    const id = await submit('0123456781');
    expect(await untilState(id, 'waiting')).toMatchObject({ lastError: { code: 'SVC-UNDER-WAY' } });
    await untilState(await submit('0123456782'), 'submitted');
    expect(await state(id)).toBe('waiting');
    fixture.counter.clock.now += 15 * 60_000;
    fixture.counter.fakeSession.signIn(CLERK);
    await untilState(id, 'submitted');
  });
});
