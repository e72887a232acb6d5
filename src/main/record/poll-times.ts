/** Computes the time of the next query about a registration that was sent. All times are epoch milliseconds. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const FIRST_OUTCOME_QUERIES_MS = [2 * SECOND_MS, 10 * SECOND_MS, MINUTE_MS] as const;
const FIRST_VERDICT_QUERIES_MS = [30 * SECOND_MS, 2 * MINUTE_MS, 5 * MINUTE_MS] as const;
const VERDICT_INTERVAL_MS = 15 * MINUTE_MS;
const VERDICT_HOURLY_AFTER_MS = 2 * HOUR_MS;

/** Longest interval between two queries. A stored time further in the future means that the clock was set back. */
export const MAX_POLL_INTERVAL_MS = HOUR_MS;

/** Shortens an interval by up to 20 % at random, so that registrations sent together are not queried all at once. */
const withJitter = (ms: number): number => Math.round(ms * (1 - Math.random() * 0.2));

/**
 * Time of the next query for an unknown outcome: 2 s, 10 s and 1 min after the outcome became unknown, at the end of the
 * quiet period, then every half quiet period.
 */
export const nextOutcomeQueryAt = (
  unknownSince: number,
  now: number,
  quietPeriodMs: number,
): number => {
  const scheduled = [...FIRST_OUTCOME_QUERIES_MS.filter((ms) => ms < quietPeriodMs), quietPeriodMs]
    .map((ms) => unknownSince + ms)
    .find((at) => at > now);
  return Math.min(
    scheduled ?? now + Math.max(quietPeriodMs / 2, SECOND_MS),
    now + MAX_POLL_INTERVAL_MS,
  );
};

/**
 * Time of the next query for the verdict: 30 s, 2 min and 5 min after the registration was accepted, then every 15 min,
 * hourly after 2 h.
 */
export const nextVerdictQueryAt = (acceptedAt: number, now: number): number => {
  const early = FIRST_VERDICT_QUERIES_MS.map((ms) => acceptedAt + ms).find((at) => at > now);
  const later =
    now + withJitter(now - acceptedAt < VERDICT_HOURLY_AFTER_MS ? VERDICT_INTERVAL_MS : HOUR_MS);
  return Math.min(early ?? later, now + MAX_POLL_INTERVAL_MS);
};
