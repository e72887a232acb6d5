/**
 * Determines which customer an answer of the service is about. The status (`verificationStatus`) is looked up by mobile
 * number and describes the first customer with that number; a line of the log (`verificationLog`) has a mobile number
 * and an NID.
 */
import { mobileDigits, type MobileNumber } from '#shared/domain/mobile.ts';
import { cleanNid, compareNidWith, isNidNumber } from '#shared/domain/nid.ts';
import type { LogEntry } from '#shared/domain/verification.ts';
import type { StatusAnswer } from '#main/ekyc/port.ts';

/**
 * `same`: this customer. `other`: another one. `someone`: a customer without an NID that can be compared. `invalid`: a
 * customer unknown to the Election Commission, or none, because the service uses one word for both. `nobody`: no
 * customer.
 */
export const aboutWhom = ['same', 'other', 'someone', 'invalid', 'nobody'] as const;
export type AboutWhom = (typeof aboutWhom)[number];

export interface Customer {
  /** Every NID number known to be this customer's, as it is sent: one that the service read need not be valid. */
  readonly nids: readonly string[];
  readonly mobile: MobileNumber;
}

/** The NID number the status names, or null. */
export const nidNamed = (answer: StatusAnswer): string | null =>
  answer.comparisons.find(({ field, card }) => field === 'nid' && card !== null)?.card ?? null;

export const aboutOf = (answer: StatusAnswer, { nids }: Customer): AboutWhom => {
  const named = nidNamed(answer);
  if (named !== null) {
    const found = compareNidWith(named, nids);
    return found === 'not-comparable' ? 'someone' : found;
  }
  return answer.verdict === 'nobody' || answer.verdict === 'invalid' ? answer.verdict : 'someone';
};

const MOBILE_TAIL = 10;

/** A mobile number may have lost its leading zero, or gained the country's code. One that cannot be parsed cannot be compared. */
const mobileOf = (entry: LogEntry, mobile: MobileNumber): 'same' | 'other' | 'not-comparable' => {
  const digits = mobileDigits(entry.mobile);
  if (!/^\d+$/.test(digits) || digits.length < MOBILE_TAIL) return 'not-comparable';
  return digits.slice(-MOBILE_TAIL) === mobile.slice(-MOBILE_TAIL) ? 'same' : 'other';
};

/** Whether a line is this customer's, may be (`not-comparable`), or is another customer's. */
export const lineOf = (
  entry: LogEntry,
  { nids, mobile }: Customer,
): 'same' | 'other' | 'not-comparable' => {
  const [byMobile, byNid] = [mobileOf(entry, mobile), compareNidWith(entry.nid, nids)];
  if (byMobile === 'other') return 'other';
  // A number of neither numbering scheme may be the same one in another notation of the service.
  if (byNid === 'other') return isNidNumber(cleanNid(entry.nid)) ? 'other' : 'not-comparable';
  return byMobile === 'same' && byNid === 'same' ? 'same' : 'not-comparable';
};
