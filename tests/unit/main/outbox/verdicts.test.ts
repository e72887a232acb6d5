import { describe, expect, it } from 'vitest';
import { serviceVerdicts } from '#main/ekyc/decode/aliases.ts';
import type { KnownVerdict } from '#shared/domain/verification.ts';
import { createCounterPerTest } from '#tests/unit/main/registrations/counter-per-test.ts';
import { must, QUIET_MS, STATUS } from '#tests/support/test-counter.ts';
import { CLERK, OTHER_CLERK } from '#tests/support/fake-session.ts';
import { nextOutcomeQueryAt, nextVerdictQueryAt } from '#main/record/poll-times.ts';
import { err, ok } from '#shared/result.ts';

const perTest = createCounterPerTest();
const { submit, state, untilState, allowPendingWork, restart } = perTest;
const MINUTE_MS = 60_000;

const asked = (): number => perTest.counter.service.calls.verificationStatus.length;
const says = (card: string, verdict: KnownVerdict): void => {
  const comparisons = [{ field: 'nid' as const, card, ec: null, score: null }];
  perTest.counter.service.answers.verificationStatus = async () =>
    ok({ ...STATUS, verdict, statusText: serviceVerdicts[verdict], comparisons });
};
const later = async (ms: number): Promise<void> => {
  perTest.counter.clock.now += ms;
  perTest.counter.registrations.onServiceReachable();
  await allowPendingWork();
};

describe('the verdict of a submitted registration', () => {
  it.each(['passed', 'verification-failed', 'invalid'] as const)(
    'is queried after half a minute, and no more after "%s"',
    async (verdict) => {
      const id = await submit();
      await untilState(id, 'submitted');
      says('0123456789', verdict);
      const before = asked();
      await later(29_000);
      expect(asked()).toBe(before);
      await later(1_000);
      await untilState(id, verdict);
      await later(3 * 3_600_000);
      expect(asked()).toBe(before + 1);
      const today = {
        passed: 'passedToday',
        'verification-failed': 'failedOrInvalidToday',
        invalid: 'failedOrInvalidToday',
      }[verdict];
      expect(must(await perTest.counter.registrations.counts())).toMatchObject({
        submittedToday: 1,
        openToday: 0,
        [today]: 1,
      });
    },
  );

  it('is not taken from somebody else with the same mobile number', async () => {
    const id = await submit();
    await untilState(id, 'submitted');
    says('0999999999', 'passed');
    await later(30_000);
    expect([await state(id), must(await perTest.counter.registrations.counts()).openToday]).toEqual(
      ['submitted', 1],
    );
  });

  it('is queried again after 2 and 5 minutes, also after a restart', async () => {
    const id = await submit();
    await untilState(id, 'submitted');
    says('0123456789', 'pending');
    const before = asked();
    await later(30_000);
    await restart();
    await later(89_000);
    expect(asked()).toBe(before + 1);
    await later(1_000);
    expect(asked()).toBe(before + 2);
    await later(3 * MINUTE_MS);
    expect(asked()).toBe(before + 3);
  });

  it('of a person registered twice is assigned to the later registration after the quiet period', async () => {
    const first = await submit();
    await untilState(first, 'submitted');
    perTest.counter.clock.now += 1_000;
    const second = await submit();
    await untilState(second, 'submitted');
    says('0123456789', 'passed');
    await later(MINUTE_MS);
    expect([await state(first), await state(second)]).toEqual(['submitted', 'submitted']);
    expect(must(await perTest.counter.store.get(first)).nextPoll).toBeNull();
    await later(QUIET_MS);
    await untilState(second, 'passed');
    expect(await state(first)).toBe('submitted');
  });

  it('is queried only with its own clerk and a connection, and one failure does not stop the others', async () => {
    const [one, two] = [
      await submit('0123456781', { mobile_number: '01300000781' }),
      await submit('0123456782', { mobile_number: '01300000782' }),
    ];
    await untilState(one, 'submitted');
    await untilState(two, 'submitted');
    const before = asked();
    perTest.counter.desk.signIn(OTHER_CLERK);
    await later(MINUTE_MS);
    expect(asked()).toBe(before);
    const comparisons = [{ field: 'nid' as const, card: '0123456782', ec: null, score: null }];
    perTest.counter.service.answers.verificationStatus = async (_token, mobile) =>
      mobile === '01300000781'
        ? err('SVC-REFUSED')
        : ok({ ...STATUS, verdict: 'passed', statusText: 'passed', comparisons });
    perTest.counter.desk.signIn(CLERK);
    await untilState(two, 'passed');
    expect(await state(one)).toBe('submitted');
  });
});

describe('the times of the queries', () => {
  const AT = 1_000_000_000;

  it('grow from half a minute to an hour', () => {
    expect(
      [0, 30_000, 2 * MINUTE_MS].map((passed) => nextVerdictQueryAt(AT, AT + passed) - AT),
    ).toEqual([30_000, 120_000, 300_000]);
    const pause = (passed: number): number => nextVerdictQueryAt(AT, AT + passed) - AT - passed;
    expect(pause(10 * MINUTE_MS)).toBeGreaterThan(11 * MINUTE_MS);
    expect(pause(10 * MINUTE_MS)).toBeLessThanOrEqual(15 * MINUTE_MS);
    expect(pause(200 * MINUTE_MS)).toBeGreaterThan(47 * MINUTE_MS);
    expect(pause(200 * MINUTE_MS)).toBeLessThanOrEqual(60 * MINUTE_MS);
  });

  it('of an unknown outcome are soon, at the end of the quiet period and half a period later', () => {
    const quiet = 15 * MINUTE_MS;
    const passed = [0, 2_000, 10_000, MINUTE_MS, quiet];
    expect(passed.map((ms) => nextOutcomeQueryAt(AT, AT + ms, quiet) - AT)).toEqual([
      2_000,
      10_000,
      MINUTE_MS,
      quiet,
      quiet * 1.5,
    ]);
  });

  it('are at most an hour ahead, whatever the clock showed', () => {
    expect(nextVerdictQueryAt(AT + 86_400_000, AT)).toBe(AT + 60 * MINUTE_MS);
    expect(nextOutcomeQueryAt(AT + 86_400_000, AT, 15 * MINUTE_MS)).toBe(AT + 60 * MINUTE_MS);
  });
});
