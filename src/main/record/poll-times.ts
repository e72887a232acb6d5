/** Times of the next query about a registration that was sent. All times are epoch milliseconds. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const FIRST_LOOKS_MS = [2 * SECOND_MS, 10 * SECOND_MS, MINUTE_MS] as const;
const FIRST_VERDICTS_MS = [30 * SECOND_MS, 2 * MINUTE_MS, 5 * MINUTE_MS] as const;
const VERDICT_EVERY_MS = 15 * MINUTE_MS;
const VERDICT_SLOW_AFTER_MS = 2 * HOUR_MS;

/** Longest pause between two queries: a time further ahead means that the clock was set back. */
export const LONGEST_POLL_MS = HOUR_MS;

/** Jitter of up to a fifth, so that the registrations of one morning are not queried at once. */
const withJitter = (ms: number): number => Math.round(ms * (1 - Math.random() * 0.2));

/** The next look at an unknown outcome, after the one at once: soon, then at the end of the quiet period and half a period later. */
export const nextLookAt = (unknownSince: number, now: number, quietPeriodMs: number): number => {
  const ahead = [...FIRST_LOOKS_MS.filter((ms) => ms < quietPeriodMs), quietPeriodMs]
    .map((ms) => unknownSince + ms)
    .find((at) => at > now);
  return Math.min(ahead ?? now + Math.max(quietPeriodMs / 2, SECOND_MS), now + LONGEST_POLL_MS);
};

/** The next question for the verdict: 30 s, 2 min and 5 min after it was accepted, every 15 min, hourly after 2 h. */
export const nextVerdictAt = (acceptedAt: number, now: number): number => {
  const early = FIRST_VERDICTS_MS.map((ms) => acceptedAt + ms).find((at) => at > now);
  const later =
    now + withJitter(now - acceptedAt < VERDICT_SLOW_AFTER_MS ? VERDICT_EVERY_MS : HOUR_MS);
  return Math.min(early ?? later, now + LONGEST_POLL_MS);
};
