import { describe, expect, it } from 'vitest';
import { serviceVerdicts } from '#main/ekyc/decode/aliases.ts';
import type { KnownVerdict } from '#shared/domain/verification.ts';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { CONSENT_EVIDENCE } from '#tests/support/registration-values.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK, OTHER_CLERK_MOBILE } from '#tests/support/fake-session.ts';
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

describe('unknown outcome', () => {
  it('is not sent again after a restored connection, a sign-in, a week, a retry or a restart', async () => {
    const id = await submitUnknown();
    fixture.counter.fakeClient.answers.verificationStatus = async () => err('NET-DNS');
    fixture.counter.registrations.onServiceReachable();
    fixture.counter.fakeSession.signIn(CLERK);
    fixture.counter.clock.now += 7 * 86_400_000;
    expect(await fixture.counter.registrations.retry(id)).toEqual(err('REG-STATE'));
    expect(await fixture.counter.registrations.submit(id, CONSENT_EVIDENCE)).toEqual(
      err('REG-STATE'),
    );
    expect(await fixture.counter.registrations.discard(id, 'x')).toEqual(err('REG-STATE'));
    await restart();
    fixture.counter.registrations.onServiceReachable();
    await allowPendingWork();
    expect(await state(id)).toBe('unknown');
    expect(sent()).toBe(1);
  });

  it('is the state after a restart during step 2', async () => {
    fixture.counter.fakeClient.answers.submit = () => new Promise(() => undefined);
    const id = await submit();
    await untilState(id, 'sending-form');
    await fixture.kill();
    expect(await fixture.counter.view(id)).toMatchObject({
      state: 'unknown',
      lastError: { code: 'SEND-UNKNOWN' },
    });
    await allowPendingWork();
    expect(sent()).toBe(1);
  });

  it('delays a later registration of the same person only', async () => {
    await submitUnknown();
    fixture.counter.clock.now += 60_000;
    const sameId = await submit();
    const otherId = await submit('0123456780');
    await untilState(otherId, 'submitted');
    expect(await state(sameId)).toBe('ready');
    expect(sent()).toBe(2);
  });

  it('that is not settled at once pauses the run, so that no other outcome becomes unknown on the same failing connection', async () => {
    fixture.counter.fakeSession.signOut();
    const [first, second] = [await submit(), await submit('0123456780')];
    fixture.counter.fakeClient.answers.submit = async () => ({
      kind: 'unknown',
      error: { code: 'SEND-UNKNOWN' },
    });
    fixture.counter.fakeSession.signIn(CLERK);
    await fixture.counter.waitUntil(first, () => sent() === 1);
    await allowPendingWork();
    expect([await state(first), await state(second), sent()]).toEqual(['unknown', 'ready', 1]);
  });

  const createStatusAnswer = (nid: string, verdict: KnownVerdict) => async () =>
    ok({
      verdict,
      statusText: serviceVerdicts[verdict],
      comparisons: [{ field: 'nid' as const, card: nid, ec: null, score: null }],
      textMatches: null,
      cardPhoto: { url: null, matchesEc: null },
      counterPhoto: { url: null, matchesEc: null },
      other: [],
    });
  const createAnswerWithoutComparisons = async () => {
    const answer = await createStatusAnswer('', 'pending')();
    return ok({ ...answer.data, comparisons: [] });
  };
  const createLogEntry = (nid: string, mobile: string) => ({
    nid,
    mobile,
    name: 'X',
    submittedOn: '23/11/2026',
    verdict: 'pending',
  });

  it.each([
    ['passed', 'passed'],
    ['verification-failed', 'verification-failed'],
    ['invalid', 'invalid'],
    ['pending', 'submitted'],
  ] as const)(
    'is settled when the service returns "%s" for the same NID',
    async (verdict, expectedState) => {
      const id = await submitUnknown();
      fixture.counter.fakeClient.answers.verificationStatus = createStatusAnswer(
        '012 345 6789',
        verdict,
      );
      expect(unwrap(await fixture.counter.registrations.checkNow(id))).toMatchObject({
        state: expectedState,
        lastError: null,
      });
      expect(fixture.counter.fakeClient.calls.verificationStatus[0]!.slice(0, 2)).toEqual([
        `token-${CLERK}-0`,
        '01300000777',
      ]);
      expect(unwrap(await fixture.counter.registrations.counts()).submittedToday).toBe(1);
    },
  );

  it('stays unknown when the service returns another person with the same mobile number', async () => {
    const id = await submitUnknown();
    fixture.counter.fakeClient.answers.verificationStatus = createStatusAnswer(
      '0999999999',
      'passed',
    );
    expect(unwrap(await fixture.counter.registrations.checkNow(id)).state).toBe('unknown');
    expect(sent()).toBe(1);
  });

  it('is settled by an entry of the log with the same NID and mobile number, and by no other', async () => {
    const id = await submitUnknown();
    fixture.counter.fakeClient.answers.verificationStatus = createAnswerWithoutComparisons;
    const pages = [
      [createLogEntry('0123456789', '01300000001')],
      [createLogEntry('0999999999', '01300000777')],
    ];
    fixture.counter.fakeClient.answers.verificationLog = async (_token, filter, page) =>
      ok({
        entries: filter === 'all' ? (pages[page - 1] ?? []) : [],
        complete: page > pages.length,
      });
    expect(unwrap(await fixture.counter.registrations.checkNow(id)).state).toBe('unknown');
    pages.push([createLogEntry('0123456789', '+8801300000777')]);
    expect(unwrap(await fixture.counter.registrations.checkNow(id)).state).toBe('submitted');
  });

  it('stays unknown when this counter sent the same person before, because the answer may concern that registration', async () => {
    await untilState(await submit(), 'submitted');
    const id = await submitUnknown();
    fixture.counter.fakeClient.answers.verificationStatus = createStatusAnswer(
      '0123456789',
      'pending',
    );
    expect(unwrap(await fixture.counter.registrations.checkNow(id)).state).toBe('unknown');
  });

  it('stays unknown, and the check returns the reason, when the service cannot be queried or another clerk is signed in', async () => {
    const id = await submitUnknown();
    const queriesBefore = fixture.counter.fakeClient.calls.verificationStatus.length;
    fixture.counter.fakeClient.answers.verificationStatus = async () => err('SESSION-ENDED');
    expect(await fixture.counter.registrations.checkNow(id)).toEqual(err('SESSION-ENDED'));
    expect(await fixture.counter.registrations.checkNow(id)).toEqual(err('SESSION-NEEDED'));
    fixture.counter.fakeSession.signIn(OTHER_CLERK_MOBILE);
    expect(await fixture.counter.registrations.checkNow(id)).toEqual(err('SESSION-NEEDED'));
    expect(fixture.counter.fakeClient.calls.verificationStatus).toHaveLength(queriesBefore + 1);
    expect(await state(id)).toBe('unknown');
  });
});
