/** Tests the settlement of unknown outcomes by status and log queries. The times of the queries follow the clock of the test. */
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { serviceVerdicts } from '#main/ekyc/decode/aliases.ts';
import type { KnownVerdict } from '#shared/domain/verification.ts';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { INVALID_STATUS } from '#tests/support/fake-ekyc-client.ts';
import { CONSENT_EVIDENCE } from '#tests/support/registration-values.ts';
import { fillDraft, QUIET_PERIOD_MS } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK, OTHER_CLERK_MOBILE } from '#tests/support/fake-session.ts';
import type { Decision } from '#shared/domain/registration.ts';
import { err, ok } from '#shared/result.ts';

const fixture = createCounterPerTest();
const {
  submit,
  submitWithUnknownOutcome: submitUnknown,
  readState: state,
  waitForState: untilState,
  allowPendingWork,
  countSentForms: sent,
  restart,
} = fixture;
const MINUTE_MS = 60_000;

/** Advances the clock and signs the clerk in, which starts due work. */
const advanceTime = async (ms: number): Promise<void> => {
  fixture.counter.clock.now += ms;
  fixture.counter.fakeSession.signIn(CLERK);
  await allowPendingWork();
};
const countStatusQueries = (): number => fixture.counter.fakeClient.calls.verificationStatus.length;

/** Sets the status that the service returns for the customer. `card` is the NID in it, or null. */
const setStatus = (card: string | null, verdict: KnownVerdict = 'pending'): void => {
  const comparisons = card === null ? [] : [{ field: 'nid' as const, card, ec: null, score: null }];
  fixture.counter.fakeClient.answers.verificationStatus = async () =>
    ok({ ...INVALID_STATUS, verdict, statusText: serviceVerdicts[verdict], comparisons });
};
const setLogLines = (count: number): void => {
  const entry = {
    mobile: '01300000777',
    nid: '0123456789',
    name: 'X',
    submittedOn: '23/11/2026',
    verdict: 'pending',
  };
  fixture.counter.fakeClient.answers.verificationLog = async () =>
    ok({ entries: Array.from({ length: count }, () => entry), complete: true });
};
const readEvents = (): unknown[] => {
  const connection = new DatabaseSync(fixture.file, { readOnly: true });
  const rows = connection.prepare('SELECT event, cause FROM event ORDER BY seq').all();
  connection.close();
  return rows.map((row) => [row['event'], row['cause']]);
};

describe('outbox before it sends a form', () => {
  it('stores the sealed baseline with the intent', async () => {
    let storedAtSubmit: Record<string, unknown> = {};
    fixture.counter.fakeClient.answers.submit = async () => {
      const connection = new DatabaseSync(fixture.file, { readOnly: true });
      storedAtSubmit = connection.prepare('SELECT state, baseline FROM registration').get() ?? {};
      connection.close();
      return { kind: 'accepted', detail: '' };
    };
    const id = await submit();
    await untilState(id, 'submitted');
    expect(storedAtSubmit['state']).toBe('sending-form');
    expect(Buffer.from(storedAtSubmit['baseline'] as Uint8Array).includes('invalid')).toBe(false);
    expect(unwrap(await fixture.counter.store.get(id)).baseline).toMatchObject({
      status: { match: 'invalid', statusText: 'invalid' },
      exactMatches: 0,
    });
    expect([countStatusQueries(), fixture.counter.fakeClient.calls.verificationLog.length]).toEqual(
      [1, 1],
    );
  });

  it('sends nothing while the baseline cannot be queried, and sends it when the connection is restored', async () => {
    fixture.counter.fakeClient.answers.verificationStatus = async () => err('NET-CONNECT-TIMEOUT');
    const id = await submit();
    expect(await untilState(id, 'waiting')).toMatchObject({
      lastError: { code: 'NET-CONNECT-TIMEOUT' },
    });
    expect(sent()).toBe(0);
    setStatus(null, 'invalid');
    fixture.counter.registrations.onServiceReachable();
    await untilState(id, 'submitted');
  });

  it('waits for a sign-in when the session has ended', async () => {
    fixture.counter.fakeClient.answers.verificationLog = async () => err('SESSION-ENDED');
    const id = await submit();
    await untilState(id, 'waiting');
    expect([fixture.counter.fakeSession.session.clerk(), sent()]).toEqual([null, 0]);
  });
});

describe('automatic settlement of an unknown outcome', () => {
  it('leads to submitted at the second query when the log contains the customer', async () => {
    const id = await submitUnknown();
    setStatus(null);
    setLogLines(1);
    await advanceTime(1_000);
    expect(await state(id)).toBe('unknown');
    await advanceTime(1_000);
    await untilState(id, 'submitted');
    expect(sent()).toBe(1);
  });

  it('follows immediately, with one status query, when the service answered and the status contains the customer', async () => {
    fixture.counter.fakeClient.answers.submit = async () => {
      setStatus('0123456789');
      return { kind: 'unknown', error: { code: 'SEND-UNKNOWN', params: { cause: 'SVC-BROKEN' } } };
    };
    const id = await submit();
    const viewCountBefore = fixture.counter.views.length;
    await untilState(id, 'submitted');
    const logQueryCount = fixture.counter.fakeClient.calls.verificationLog.length;
    expect([
      sent(),
      countStatusQueries(),
      logQueryCount,
      fixture.counter.views.length > viewCountBefore,
    ]).toEqual([1, 2, 1, true]);
  });

  it('concludes that the form is absent after two queries after the quiet period, and then sends it', async () => {
    const id = await submitUnknown();
    await advanceTime(10_000);
    await advanceTime(MINUTE_MS);
    expect(await state(id)).toBe('unknown');
    await advanceTime(QUIET_PERIOD_MS - MINUTE_MS - 11_000);
    expect([await state(id), unwrap(await fixture.counter.store.get(id)).absentAnswers]).toEqual([
      'unknown',
      0,
    ]);
    await advanceTime(1_000);
    expect([await state(id), unwrap(await fixture.counter.store.get(id)).absentAnswers]).toEqual([
      'unknown',
      1,
    ]);
    await restart();
    await allowPendingWork();
    expect([await state(id), sent()]).toEqual(['unknown', 1]);
    await advanceTime(QUIET_PERIOD_MS / 2);
    await untilState(id, 'submitted');
    expect(sent()).toBe(2);
  });

  it('does not run for another clerk, or when nobody is signed in', async () => {
    const id = await submitUnknown();
    const queriesBefore = countStatusQueries();
    fixture.counter.fakeSession.signIn(OTHER_CLERK_MOBILE);
    fixture.counter.clock.now += QUIET_PERIOD_MS;
    fixture.counter.registrations.onServiceReachable();
    await allowPendingWork();
    expect(await fixture.counter.registrations.checkNow(id)).toEqual(err('SESSION-NEEDED'));
    fixture.counter.fakeSession.signOut();
    fixture.counter.registrations.onServiceReachable();
    await allowPendingWork();
    expect(countStatusQueries()).toBe(queriesBefore);
  });

  it('stops its queries without a connection', async () => {
    const id = await submitUnknown();
    fixture.counter.fakeClient.answers.verificationStatus = async () => err('NET-DNS');
    await advanceTime(10_000);
    const queriesBefore = countStatusQueries();
    fixture.counter.clock.now += 1_000;
    await allowPendingWork();
    expect(countStatusQueries()).toBe(queriesBefore);
    setStatus('0123456789');
    fixture.counter.registrations.onServiceReachable();
    await untilState(id, 'submitted');
  });
});

describe('outcome that cannot be settled', () => {
  const createReview = async (): Promise<string> => {
    setStatus('0123456789', 'passed');
    setLogLines(1);
    const id = await submitUnknown();
    await advanceTime(QUIET_PERIOD_MS);
    await untilState(id, 'needs-review');
    return id;
  };

  it('goes to review with the evidence when the service had the customer before', async () => {
    const id = await createReview();
    const view = unwrap(await fixture.counter.registrations.open(id));
    expect(view.review).toEqual({
      kind: 'outcome',
      typed: { nid: '0123456789', dob: '01 Oct 1980' },
      read: { nid: null, dob: '1/10/1980' },
      details: {
        sentAt: fixture.counter.clock.now - QUIET_PERIOD_MS,
        askedAt: fixture.counter.clock.now,
        statusBefore: 'passed',
        statusNow: 'passed',
        maskedNid: '012•••••89',
        matchesBefore: 1,
        matchesNow: 1,
      },
    });
    expect(sent()).toBe(1);
  });

  it('can neither be edited nor submitted', async () => {
    const id = await createReview();
    expect(await fixture.counter.registrations.saveFields(id, { nominee: 'X' }, undefined)).toEqual(
      err('REG-STATE'),
    );
    expect(await fixture.counter.registrations.submit(id, CONSENT_EVIDENCE)).toEqual(
      err('REG-STATE'),
    );
    await restart();
    await allowPendingWork();
    expect([await state(id), sent()]).toEqual(['needs-review', 1]);
  });

  it.each<[Decision, 'submitted', number, string, string]>([
    ['service-has-it', 'submitted', 1, 'confirm', 'DECIDED-SERVICE-HAS-IT'],
    ['send-again', 'submitted', 2, 'submit', 'DECIDED-SEND-AGAIN'],
  ])(
    'is decided by the clerk: %s',
    async (decision, expectedState, expectedForms, event, cause) => {
      const id = await createReview();
      expect(
        await fixture.counter.registrations.decide(
          '00000000-0000-4000-8000-000000000000',
          decision,
          '',
        ),
      ).toEqual(err('REG-NOT-FOUND'));
      fixture.counter.fakeSession.signIn(OTHER_CLERK_MOBILE);
      expect(await fixture.counter.registrations.decide(id, decision, '')).toEqual(
        err('SESSION-NEEDED'),
      );
      fixture.counter.fakeSession.signIn(CLERK);
      unwrap(await fixture.counter.registrations.decide(id, decision, 'looked in the log'));
      await fixture.counter.waitUntil(
        id,
        (view) => view.state === expectedState && sent() === expectedForms,
      );
      const { body } = unwrap(await fixture.counter.store.get(id));
      expect(body).toMatchObject({
        evidence: null,
        decisions: [{ decision, note: 'looked in the log', clerk: CLERK }],
      });
      expect(readEvents()).toContainEqual([event, cause]);
      expect(await fixture.counter.registrations.decide(id, decision, '')).toEqual(
        err('REG-STATE'),
      );
    },
  );

  it('is not offered for a card that could not be read', async () => {
    fixture.counter.fakeClient.answers.readCard = async () => err('SVC-UNREAD');
    const id = await submit();
    expect((await untilState(id, 'needs-review')).review).toMatchObject({
      kind: 'card-unread',
      details: null,
    });
    expect(await fixture.counter.registrations.decide(id, 'send-again', '')).toEqual(
      err('REG-STATE'),
    );
  });
});

describe('registration on hold', () => {
  it('is not sent by any event until it is released', async () => {
    fixture.counter.fakeSession.signOut();
    const id = await submit();
    expect(unwrap(await fixture.counter.registrations.hold(id)).state).toBe('on-hold');
    fixture.counter.fakeSession.signIn(CLERK);
    fixture.counter.registrations.onServiceReachable();
    unwrap(await fixture.counter.registrations.retryAll());
    expect(await fixture.counter.registrations.retry(id)).toEqual(err('REG-STATE'));
    await advanceTime(86_400_000);
    await restart();
    await allowPendingWork();
    expect([await state(id), sent()]).toEqual(['on-hold', 0]);
    unwrap(await fixture.counter.registrations.release(id));
    await untilState(id, 'submitted');
    expect(await fixture.counter.registrations.hold(id)).toEqual(err('REG-STATE'));
  });

  it('is not sent when it is put on hold during the query before its form', async () => {
    const { answers } = fixture.counter.fakeClient;
    let holdResult: Promise<unknown> = Promise.resolve();
    const id = await fillDraft(fixture.counter.registrations);
    unwrap(await fixture.counter.registrations.readCard(id));
    await fixture.counter.waitUntil(id, (view) => view.reading.state === 'read');
    answers.verificationStatus = async () => {
      holdResult = fixture.counter.registrations.hold(id);
      await holdResult;
      return ok({ ...INVALID_STATUS });
    };
    unwrap(await fixture.counter.registrations.submit(id, CONSENT_EVIDENCE));
    await untilState(id, 'on-hold');
    await allowPendingWork();
    expect([
      await holdResult.then((answer) => (answer as { ok: boolean }).ok),
      await state(id),
      sent(),
    ]).toEqual([true, 'on-hold', 0]);
  });

  it('is accepted from the state waiting', async () => {
    fixture.counter.fakeClient.answers.readCard = async () => err('NET-DNS');
    const id = await submit();
    await untilState(id, 'waiting');
    expect(unwrap(await fixture.counter.registrations.hold(id)).state).toBe('on-hold');
    expect(
      await fixture.counter.registrations.release('00000000-0000-4000-8000-000000000000'),
    ).toEqual(err('REG-NOT-FOUND'));
  });
});

describe('"Retry all" of waiting registrations', () => {
  it('sends those of the signed-in clerk only, at once', async () => {
    fixture.counter.fakeClient.answers.submit = async () => ({
      kind: 'throttled',
      retryAfterMs: 3_000_000,
      error: { code: 'SVC-THROTTLED' },
    });
    const id = await submit();
    await untilState(id, 'waiting');
    fixture.counter.fakeClient.answers.submit = async () => ({ kind: 'accepted', detail: '' });
    fixture.counter.fakeSession.signOut();
    expect(await fixture.counter.registrations.retryAll()).toEqual(err('SESSION-NEEDED'));
    fixture.counter.fakeSession.signIn(OTHER_CLERK_MOBILE);
    expect(await fixture.counter.registrations.retryAll()).toEqual(ok({ due: 0 }));
    expect(await state(id)).toBe('waiting');
    fixture.counter.fakeSession.signIn(CLERK);
    expect(await fixture.counter.registrations.retryAll()).toEqual(ok({ due: 1 }));
    await untilState(id, 'submitted');
  });
});
