import { describe, expect, it } from 'vitest';
import { serviceVerdicts } from '#main/ekyc/decode/aliases.ts';
import type { KnownVerdict } from '#shared/domain/verification.ts';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { INVALID_STATUS } from '#tests/support/fake-ekyc-client.ts';
import { QUIET_PERIOD_MS } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK, OTHER_CLERK_MOBILE } from '#tests/support/fake-session.ts';
import { err, ok } from '#shared/result.ts';

const fixture = createCounterPerTest();
const { submit, readState: state, waitForState: untilState, allowPendingWork, restart } = fixture;
const MINUTE_MS = 60_000;

const countStatusQueries = (): number => fixture.counter.fakeClient.calls.verificationStatus.length;
const setStatus = (card: string, verdict: KnownVerdict): void => {
  const comparisons = [{ field: 'nid' as const, card, ec: null, score: null }];
  fixture.counter.fakeClient.answers.verificationStatus = async () =>
    ok({ ...INVALID_STATUS, verdict, statusText: serviceVerdicts[verdict], comparisons });
};
const advanceTime = async (ms: number): Promise<void> => {
  fixture.counter.clock.now += ms;
  fixture.counter.registrations.onServiceReachable();
  await allowPendingWork();
};

describe('verdict of a submitted registration', () => {
  it.each(['passed', 'verification-failed', 'invalid'] as const)(
    'is queried after half a minute, and not again after "%s"',
    async (verdict) => {
      const id = await submit();
      await untilState(id, 'submitted');
      setStatus('0123456789', verdict);
      const queriesBefore = countStatusQueries();
      await advanceTime(29_000);
      expect(countStatusQueries()).toBe(queriesBefore);
      await advanceTime(1_000);
      await untilState(id, verdict);
      await advanceTime(3 * 3_600_000);
      expect(countStatusQueries()).toBe(queriesBefore + 1);
      const countName = {
        passed: 'passedToday',
        'verification-failed': 'failedOrInvalidToday',
        invalid: 'failedOrInvalidToday',
      }[verdict];
      expect(unwrap(await fixture.counter.registrations.counts())).toMatchObject({
        submittedToday: 1,
        openToday: 0,
        [countName]: 1,
      });
    },
  );

  it('is not taken from another person with the same mobile number', async () => {
    const id = await submit();
    await untilState(id, 'submitted');
    setStatus('0999999999', 'passed');
    await advanceTime(30_000);
    expect([
      await state(id),
      unwrap(await fixture.counter.registrations.counts()).openToday,
    ]).toEqual(['submitted', 1]);
  });

  it('is queried again after 2 and 5 minutes, also after a restart', async () => {
    const id = await submit();
    await untilState(id, 'submitted');
    setStatus('0123456789', 'pending');
    const queriesBefore = countStatusQueries();
    await advanceTime(30_000);
    await restart();
    await advanceTime(89_000);
    expect(countStatusQueries()).toBe(queriesBefore + 1);
    await advanceTime(1_000);
    expect(countStatusQueries()).toBe(queriesBefore + 2);
    await advanceTime(3 * MINUTE_MS);
    expect(countStatusQueries()).toBe(queriesBefore + 3);
  });

  it('of a person registered twice is assigned to the later registration after the quiet period', async () => {
    const first = await submit();
    await untilState(first, 'submitted');
    fixture.counter.clock.now += 1_000;
    const second = await submit();
    await untilState(second, 'submitted');
    setStatus('0123456789', 'passed');
    await advanceTime(MINUTE_MS);
    expect([await state(first), await state(second)]).toEqual(['submitted', 'submitted']);
    expect(unwrap(await fixture.counter.store.get(first)).nextPoll).toBeNull();
    await advanceTime(QUIET_PERIOD_MS);
    await untilState(second, 'passed');
    expect(await state(first)).toBe('submitted');
  });

  it('is queried only with its own clerk and a connection, and one failure does not stop the others', async () => {
    const [first, second] = [
      await submit('0123456781', { mobile_number: '01300000781' }),
      await submit('0123456782', { mobile_number: '01300000782' }),
    ];
    await untilState(first, 'submitted');
    await untilState(second, 'submitted');
    const queriesBefore = countStatusQueries();
    fixture.counter.fakeSession.signIn(OTHER_CLERK_MOBILE);
    await advanceTime(MINUTE_MS);
    expect(countStatusQueries()).toBe(queriesBefore);
    const comparisons = [{ field: 'nid' as const, card: '0123456782', ec: null, score: null }];
    fixture.counter.fakeClient.answers.verificationStatus = async (_token, mobile) =>
      mobile === '01300000781'
        ? err('SVC-REFUSED')
        : ok({ ...INVALID_STATUS, verdict: 'passed', statusText: 'passed', comparisons });
    fixture.counter.fakeSession.signIn(CLERK);
    await untilState(second, 'passed');
    expect(await state(first)).toBe('submitted');
  });
});
