/**
 * Determines an unknown outcome of step 2 by comparing the service's answers with the baseline. It returns `present` or
 * `absent` only where no other explanation is possible; everything else is `doubtful` and left to a clerk.
 */
import type { CustomerMatch } from './customer-match.ts';
import type { Baseline } from './baseline.ts';

/** Result of a search of the log for one customer. */
export interface LogSearchResult {
  /** Number of entries with this mobile number and NID. */
  readonly exactMatches: number;
  /** `exactMatches` plus the entries that may be this customer's, because their NID or mobile number cannot be compared. */
  readonly possibleMatches: number;
  /**
   * Whether the whole log was read. The service chooses the length of its pages, so a short page need not be the last.
   */
  readonly complete: boolean;
  /** Whether the service returned the whole log at once, regardless of the requested page. */
  readonly unpaged: boolean;
}

/** The service's answers about a customer after step 2 was sent. */
export interface Observation {
  readonly match: CustomerMatch;
  /** The text of the status as received. */
  readonly statusText: string;
  /** Null when the log was not requested, or the service refused it. */
  readonly log: LogSearchResult | null;
  /** Whether this counter sent another registration of the same person that the service has or may have. */
  readonly hasOtherSent: boolean;
}

export type Finding = 'present' | 'absent' | 'doubtful';

/** Whether the service may have known this person with this mobile number before the form was sent. */
const mayHaveBeenKnown = (
  { status, exactMatches, possibleMatches }: Baseline,
  { hasOtherSent: otherSent }: Observation,
): boolean => {
  if (otherSent || status === null) return true;
  if (status.match === 'not-found') return false;
  return (
    status.match === 'same' ||
    status.match === 'not-comparable' ||
    exactMatches === null ||
    exactMatches > 0 ||
    (possibleMatches ?? 0) > 0
  );
};

/**
 * Whether the log has an entry of this customer that was not there before step 2. Where only a part of the log was read before, more
 * entries alone are no proof, because another sort order may have moved an older entry to the pages that are read.
 */
const hasNewEntry = (
  baseline: Baseline,
  { match, log, hasOtherSent: otherSent }: Observation,
): boolean => {
  if (!log) return false;
  const hadNoCustomer = baseline.status?.match === 'not-found';
  const [exactBefore, possibleBefore] = hadNoCustomer
    ? [0, 0]
    : [baseline.exactMatches, baseline.possibleMatches];
  if (exactBefore === null || possibleBefore === null) return false;
  // Another registration that this counter sent may have caused the new entry, unless the log had an entry before.
  if (otherSent && exactBefore === 0) return false;
  const wasWholeLogRead = hadNoCustomer || baseline.complete;
  if (log.exactMatches > exactBefore) {
    // A status that changed from "invalid" proves that a registration was accepted after the baseline.
    return (
      wasWholeLogRead ||
      (baseline.status?.match === 'invalid' && (match === 'same' || match === 'not-comparable'))
    );
  }
  return wasWholeLogRead && !otherSent && possibleBefore === 0 && log.possibleMatches > 0;
};

/**
 * Determines the outcome from the status alone. If no customer had the mobile number before and one has it now, it is
 * this registration, even if the NID in the status cannot be compared.
 */
export const reconcileByStatus = (
  baseline: Baseline | null,
  observation: Observation,
): 'present' | null => {
  if (!baseline || mayHaveBeenKnown(baseline, observation)) return null;
  if (observation.match === 'same') return 'present';
  return observation.match === 'not-comparable' && baseline.status?.match === 'not-found'
    ? 'present'
    : null;
};

/** Determines the outcome from the status and the log. */
export const reconcile = (baseline: Baseline | null, observation: Observation): Finding => {
  if (baseline) {
    if (
      reconcileByStatus(baseline, observation) === 'present' ||
      hasNewEntry(baseline, observation)
    )
      return 'present';
    if (mayHaveBeenKnown(baseline, observation)) return 'doubtful';
  } else if (observation.hasOtherSent) return 'doubtful';
  const isAbsentFromStatus =
    observation.match === 'not-found' ||
    observation.match === 'invalid' ||
    observation.match === 'other';
  return isAbsentFromStatus &&
    observation.log?.complete === true &&
    observation.log.possibleMatches === 0
    ? 'absent'
    : 'doubtful';
};
