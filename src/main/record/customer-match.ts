/**
 * Determines which customer an answer of the service is about. The status (`verificationStatus`) is looked up by mobile
 * number and describes the first customer with that number; an entry of the log (`verificationLog`) has a mobile number
 * and an NID.
 */
import { mobileDigits, type MobileNumber } from '#shared/domain/mobile.ts';
import { cleanNid, compareNidWith, isNidNumber } from '#shared/domain/nid.ts';
import type { LogEntry } from '#shared/domain/verification.ts';
import type { StatusAnswer } from '#main/ekyc/port.ts';

/**
 * Result of comparing an answer with a customer. `same`: this customer. `other`: another one. `not-comparable`: a customer without an
 * NID that can be compared. `invalid`: a customer unknown to the Election Commission, or none, because the service uses one word for
 * both. `not-found`: no customer.
 */
export type CustomerMatch = 'same' | 'other' | 'not-comparable' | 'invalid' | 'not-found';

export interface Customer {
  /** Every NID number known to be this customer's, as it is sent. A number that the service read need not be valid. */
  readonly nids: readonly string[];
  readonly mobile: MobileNumber;
}

/** The NID number in a status, or null. */
export const nidInStatus = (answer: StatusAnswer): string | null =>
  answer.comparisons.find(({ field, card }) => field === 'nid' && card !== null)?.card ?? null;

/** Which customer a status is about. */
export const matchStatus = (answer: StatusAnswer, { nids }: Customer): CustomerMatch => {
  const statusNid = nidInStatus(answer);
  if (statusNid !== null) return compareNidWith(statusNid, nids);
  return answer.verdict === 'not-found' || answer.verdict === 'invalid'
    ? answer.verdict
    : 'not-comparable';
};

const COMPARED_MOBILE_DIGITS = 10;

/**
 * Compares the last ten digits, because the log may omit the leading zero or add the country code. A number with other
 * characters than digits cannot be compared.
 */
const compareMobile = (
  entry: LogEntry,
  mobile: MobileNumber,
): 'same' | 'other' | 'not-comparable' => {
  const digits = mobileDigits(entry.mobile);
  if (!/^\d+$/.test(digits) || digits.length < COMPARED_MOBILE_DIGITS) return 'not-comparable';
  return digits.slice(-COMPARED_MOBILE_DIGITS) === mobile.slice(-COMPARED_MOBILE_DIGITS)
    ? 'same'
    : 'other';
};

/** Whether a log entry is this customer's (`same`), may be (`not-comparable`), or is another customer's (`other`). */
export const matchLogEntry = (
  entry: LogEntry,
  { nids, mobile }: Customer,
): 'same' | 'other' | 'not-comparable' => {
  const [byMobile, byNid] = [compareMobile(entry, mobile), compareNidWith(entry.nid, nids)];
  if (byMobile === 'other') return 'other';
  // A number of neither numbering scheme may be the same one in another notation of the service.
  if (byNid === 'other') return isNidNumber(cleanNid(entry.nid)) ? 'other' : 'not-comparable';
  return byMobile === 'same' && byNid === 'same' ? 'same' : 'not-comparable';
};
