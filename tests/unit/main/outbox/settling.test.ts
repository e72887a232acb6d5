/** Settlement of unknown outcomes by status and log, with the times of the queries on the test’s clock. */
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { serviceVerdicts } from '#main/ekyc/decode/aliases.ts';
import type { KnownVerdict } from '#shared/domain/verification.ts';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import {
  CONSENT_EVIDENCE,
  fillDraft,
  must,
  QUIET_MS,
  STATUS,
} from '#tests/support/test-counter.ts';
import { CLERK, OTHER_CLERK } from '#tests/support/fake-session.ts';
import type { Decision } from '#shared/domain/registration.ts';
import { err, ok } from '#shared/result.ts';

const perTest = createCounterPerTest();
const { submit, submitUnknown, state, untilState, allowPendingWork, sent, restart } = perTest;
const MINUTE_MS = 60_000;

/** Time passes, and the counter notices. */
const later = async (ms: number): Promise<void> => {
  perTest.counter.clock.now += ms;
  perTest.counter.desk.signIn(CLERK);
  await allowPendingWork();
};
const asked = (): number => perTest.counter.service.calls.verificationStatus.length;

/** Sets the service's answer about this customer from now on. */
const says = (card: string | null, verdict: KnownVerdict = 'pending'): void => {
  const comparisons = card === null ? [] : [{ field: 'nid' as const, card, ec: null, score: null }];
  perTest.counter.service.answers.verificationStatus = async () =>
    ok({ ...STATUS, verdict, statusText: serviceVerdicts[verdict], comparisons });
};
const lines = (count: number): void => {
  const entry = {
    mobile: '01300000777',
    nid: '0123456789',
    name: 'X',
    submittedOn: '23/11/2026',
    verdict: 'pending',
  };
  perTest.counter.service.answers.verificationLog = async () =>
    ok({ entries: Array.from({ length: count }, () => entry), complete: true });
};
const causes = (): unknown[] => {
  const raw = new DatabaseSync(perTest.file, { readOnly: true });
  const found = raw.prepare('SELECT event, cause FROM event ORDER BY seq').all();
  raw.close();
  return found.map((row) => [row['event'], row['cause']]);
};

describe('an outbox before it sends a form', () => {
  it('stores the baseline, sealed, with the intent', async () => {
    let seen: Record<string, unknown> = {};
    perTest.counter.service.answers.submit = async () => {
      const raw = new DatabaseSync(perTest.file, { readOnly: true });
      seen = raw.prepare('SELECT state, baseline FROM registration').get() ?? {};
      raw.close();
      return { kind: 'accepted', detail: '' };
    };
    const id = await submit();
    await untilState(id, 'submitted');
    expect(seen['state']).toBe('sending-form');
    expect(Buffer.from(seen['baseline'] as Uint8Array).includes('invalid')).toBe(false);
    expect(must(await perTest.counter.store.get(id)).baseline).toMatchObject({
      status: { match: 'invalid', statusText: 'invalid' },
      exactMatches: 0,
    });
    expect([asked(), perTest.counter.service.calls.verificationLog.length]).toEqual([1, 1]);
  });

  it('sends nothing while the baseline cannot be queried, and sends it when the connection is restored', async () => {
    perTest.counter.service.answers.verificationStatus = async () => err('NET-CONNECT-TIMEOUT');
    const id = await submit();
    expect(await untilState(id, 'waiting')).toMatchObject({
      lastError: { code: 'NET-CONNECT-TIMEOUT' },
    });
    expect(sent()).toBe(0);
    says(null, 'invalid');
    perTest.counter.registrations.onServiceReachable();
    await untilState(id, 'submitted');
  });

  it('waits for a sign-in when the session has ended', async () => {
    perTest.counter.service.answers.verificationLog = async () => err('SESSION-ENDED');
    const id = await submit();
    await untilState(id, 'waiting');
    expect([perTest.counter.desk.session.clerk(), sent()]).toEqual([null, 0]);
  });
});

describe('the automatic settlement of an unknown outcome', () => {
  it('leads to submitted a second later when the log has the line', async () => {
    const id = await submitUnknown();
    says(null);
    lines(1);
    await later(1_000);
    expect(await state(id)).toBe('unknown');
    await later(1_000);
    await untilState(id, 'submitted');
    expect(sent()).toBe(1);
  });

  it('is immediate when the service answered and the status has the customer, without pause, log query or second query', async () => {
    perTest.counter.service.answers.submit = async () => {
      says('0123456789');
      return { kind: 'unknown', error: { code: 'SEND-UNKNOWN', params: { cause: 'SVC-BROKEN' } } };
    };
    const id = await submit();
    const views = perTest.counter.views.length;
    await untilState(id, 'submitted');
    const logs = perTest.counter.service.calls.verificationLog.length;
    expect([sent(), asked(), logs, perTest.counter.views.length > views]).toEqual([1, 2, 1, true]);
  });

  it('concludes that the form is absent after two queries after the quiet period, and then sends it', async () => {
    const id = await submitUnknown();
    await later(10_000);
    await later(MINUTE_MS);
    expect(await state(id)).toBe('unknown');
    await later(QUIET_MS - MINUTE_MS - 11_000);
    expect([await state(id), must(await perTest.counter.store.get(id)).absentAnswers]).toEqual([
      'unknown',
      0,
    ]);
    await later(1_000);
    expect([await state(id), must(await perTest.counter.store.get(id)).absentAnswers]).toEqual([
      'unknown',
      1,
    ]);
    await restart();
    await allowPendingWork();
    expect([await state(id), sent()]).toEqual(['unknown', 1]);
    await later(QUIET_MS / 2);
    await untilState(id, 'submitted');
    expect(sent()).toBe(2);
  });

  it('does not run for another clerk, or when nobody is signed in', async () => {
    const id = await submitUnknown();
    const before = asked();
    perTest.counter.desk.signIn(OTHER_CLERK);
    perTest.counter.clock.now += QUIET_MS;
    perTest.counter.registrations.onServiceReachable();
    await allowPendingWork();
    expect(await perTest.counter.registrations.checkNow(id)).toEqual(err('SESSION-NEEDED'));
    perTest.counter.desk.signOut();
    perTest.counter.registrations.onServiceReachable();
    await allowPendingWork();
    expect(asked()).toBe(before);
  });

  it('stops its queries without a connection', async () => {
    const id = await submitUnknown();
    perTest.counter.service.answers.verificationStatus = async () => err('NET-DNS');
    await later(10_000);
    const before = asked();
    perTest.counter.clock.now += 1_000;
    await allowPendingWork();
    expect(asked()).toBe(before);
    says('0123456789');
    perTest.counter.registrations.onServiceReachable();
    await untilState(id, 'submitted');
  });
});

describe('an outcome that cannot be settled', () => {
  const makeReview = async (): Promise<string> => {
    says('0123456789', 'passed');
    lines(1);
    const id = await submitUnknown();
    await later(QUIET_MS);
    await untilState(id, 'needs-review');
    return id;
  };

  it('goes to review, with the evidence, when the service had the customer before', async () => {
    const id = await makeReview();
    const view = must(await perTest.counter.registrations.open(id));
    expect(view.review).toEqual({
      kind: 'outcome',
      typed: { nid: '0123456789', dob: '01 Oct 1980' },
      read: { nid: null, dob: '1/10/1980' },
      details: {
        sentAt: perTest.counter.clock.now - QUIET_MS,
        askedAt: perTest.counter.clock.now,
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
    const id = await makeReview();
    expect(await perTest.counter.registrations.saveFields(id, { nominee: 'X' }, undefined)).toEqual(
      err('REG-STATE'),
    );
    expect(await perTest.counter.registrations.submit(id, CONSENT_EVIDENCE)).toEqual(
      err('REG-STATE'),
    );
    await restart();
    await allowPendingWork();
    expect([await state(id), sent()]).toEqual(['needs-review', 1]);
  });

  it.each<[Decision, 'submitted', number, string, string]>([
    ['service-has-it', 'submitted', 1, 'confirm', 'DECIDED-SERVICE-HAS-IT'],
    ['send-again', 'submitted', 2, 'submit', 'DECIDED-SEND-AGAIN'],
  ])('is decided by the clerk: %s', async (decision, wanted, times, event, cause) => {
    const id = await makeReview();
    expect(
      await perTest.counter.registrations.decide(
        '00000000-0000-4000-8000-000000000000',
        decision,
        '',
      ),
    ).toEqual(err('REG-NOT-FOUND'));
    perTest.counter.desk.signIn(OTHER_CLERK);
    expect(await perTest.counter.registrations.decide(id, decision, '')).toEqual(
      err('SESSION-NEEDED'),
    );
    perTest.counter.desk.signIn(CLERK);
    must(await perTest.counter.registrations.decide(id, decision, 'looked in the log'));
    await perTest.counter.until(id, (view) => view.state === wanted && sent() === times);
    const { body } = must(await perTest.counter.store.get(id));
    expect(body).toMatchObject({
      evidence: null,
      decisions: [{ decision, note: 'looked in the log', clerk: CLERK }],
    });
    expect(causes()).toContainEqual([event, cause]);
    expect(await perTest.counter.registrations.decide(id, decision, '')).toEqual(err('REG-STATE'));
  });

  it('is not offered for a card that could not be read', async () => {
    perTest.counter.service.answers.readCard = async () => err('SVC-UNREAD');
    const id = await submit();
    expect((await untilState(id, 'needs-review')).review).toMatchObject({
      kind: 'card-unread',
      details: null,
    });
    expect(await perTest.counter.registrations.decide(id, 'send-again', '')).toEqual(
      err('REG-STATE'),
    );
  });
});

describe('a registration on hold', () => {
  it('is not sent by any event until it is released', async () => {
    perTest.counter.desk.signOut();
    const id = await submit();
    expect(must(await perTest.counter.registrations.hold(id)).state).toBe('on-hold');
    perTest.counter.desk.signIn(CLERK);
    perTest.counter.registrations.onServiceReachable();
    must(await perTest.counter.registrations.retryAll());
    expect(await perTest.counter.registrations.retry(id)).toEqual(err('REG-STATE'));
    await later(86_400_000);
    await restart();
    await allowPendingWork();
    expect([await state(id), sent()]).toEqual(['on-hold', 0]);
    must(await perTest.counter.registrations.release(id));
    await untilState(id, 'submitted');
    expect(await perTest.counter.registrations.hold(id)).toEqual(err('REG-STATE'));
  });

  it('is not sent when it is held during the query before its form', async () => {
    const { answers } = perTest.counter.service;
    let held: Promise<unknown> = Promise.resolve();
    const id = await fillDraft(perTest.counter.registrations);
    must(await perTest.counter.registrations.readCard(id));
    await perTest.counter.until(id, (view) => view.reading.state === 'read');
    answers.verificationStatus = async () => {
      held = perTest.counter.registrations.hold(id);
      await held;
      return ok({ ...STATUS });
    };
    must(await perTest.counter.registrations.submit(id, CONSENT_EVIDENCE));
    await untilState(id, 'on-hold');
    await allowPendingWork();
    expect([
      await held.then((answer) => (answer as { ok: boolean }).ok),
      await state(id),
      sent(),
    ]).toEqual([true, 'on-hold', 0]);
  });

  it('may have been waiting for the connection', async () => {
    perTest.counter.service.answers.readCard = async () => err('NET-DNS');
    const id = await submit();
    await untilState(id, 'waiting');
    expect(must(await perTest.counter.registrations.hold(id)).state).toBe('on-hold');
    expect(
      await perTest.counter.registrations.release('00000000-0000-4000-8000-000000000000'),
    ).toEqual(err('REG-NOT-FOUND'));
  });
});

describe('"Retry all" of waiting registrations', () => {
  it('sends those of the signed-in clerk only, at once', async () => {
    perTest.counter.service.answers.submit = async () => ({
      kind: 'throttled',
      retryAfterMs: 3_000_000,
      error: { code: 'SVC-THROTTLED' },
    });
    const id = await submit();
    await untilState(id, 'waiting');
    perTest.counter.service.answers.submit = async () => ({ kind: 'accepted', detail: '' });
    perTest.counter.desk.signOut();
    expect(await perTest.counter.registrations.retryAll()).toEqual(err('SESSION-NEEDED'));
    perTest.counter.desk.signIn(OTHER_CLERK);
    expect(await perTest.counter.registrations.retryAll()).toEqual(ok({ due: 0 }));
    expect(await state(id)).toBe('waiting');
    perTest.counter.desk.signIn(CLERK);
    expect(await perTest.counter.registrations.retryAll()).toEqual(ok({ due: 1 }));
    await untilState(id, 'submitted');
  });
});
