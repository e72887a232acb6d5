import { describe, expect, it } from 'vitest';
import { nextOutcomeQueryAt, nextVerdictQueryAt } from '#main/record/poll-times.ts';

const MINUTE_MS = 60_000;
const SUBMITTED_AT = 1_000_000_000;

describe('nextVerdictQueryAt and nextOutcomeQueryAt', () => {
  it('return times whose distance grows from half a minute to an hour', () => {
    expect(
      [0, 30_000, 2 * MINUTE_MS].map(
        (elapsedMs) => nextVerdictQueryAt(SUBMITTED_AT, SUBMITTED_AT + elapsedMs) - SUBMITTED_AT,
      ),
    ).toEqual([30_000, 120_000, 300_000]);
    const pauseAfter = (elapsedMs: number): number =>
      nextVerdictQueryAt(SUBMITTED_AT, SUBMITTED_AT + elapsedMs) - SUBMITTED_AT - elapsedMs;
    expect(pauseAfter(10 * MINUTE_MS)).toBeGreaterThan(11 * MINUTE_MS);
    expect(pauseAfter(10 * MINUTE_MS)).toBeLessThanOrEqual(15 * MINUTE_MS);
    expect(pauseAfter(200 * MINUTE_MS)).toBeGreaterThan(47 * MINUTE_MS);
    expect(pauseAfter(200 * MINUTE_MS)).toBeLessThanOrEqual(60 * MINUTE_MS);
  });

  it('return for an unknown outcome 2 s, 10 s, 1 min, the end of the quiet period and half a period later', () => {
    const quietMs = 15 * MINUTE_MS;
    const elapsedTimes = [0, 2_000, 10_000, MINUTE_MS, quietMs];
    expect(
      elapsedTimes.map(
        (ms) => nextOutcomeQueryAt(SUBMITTED_AT, SUBMITTED_AT + ms, quietMs) - SUBMITTED_AT,
      ),
    ).toEqual([2_000, 10_000, MINUTE_MS, quietMs, quietMs * 1.5]);
  });

  it('return a time at most an hour ahead after the clock was set back', () => {
    expect(nextVerdictQueryAt(SUBMITTED_AT + 86_400_000, SUBMITTED_AT)).toBe(
      SUBMITTED_AT + 60 * MINUTE_MS,
    );
    expect(nextOutcomeQueryAt(SUBMITTED_AT + 86_400_000, SUBMITTED_AT, 15 * MINUTE_MS)).toBe(
      SUBMITTED_AT + 60 * MINUTE_MS,
    );
  });
});
