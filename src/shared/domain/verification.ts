/** The verification of a registration by the Election Commission (EC), and the log of verifications. */

import type { MobileNumber } from './mobile.ts';

export const verdicts = ['passed', 'verification-failed', 'pending', 'invalid'] as const;
export type KnownVerdict = (typeof verdicts)[number];

/** The fields whose card value, EC value and score the service reports, by the prefix it gives them. */
export const comparedFields = [
  'nid',
  'dob',
  'nameEng',
  'nameBng',
  'fatherName',
  'motherName',
  'presentAddress',
  'permanentAddress',
  'bloodGroup',
] as const;
export type ComparedField = (typeof comparedFields)[number];

export interface Comparison {
  readonly field: ComparedField;
  readonly card: string | null;
  readonly ec: string | null;
  /** 0–100; null when it is not scored yet or the service sent none. */
  readonly score: number | null;
}

export interface PhotoComparison {
  /** Opaque address inside the app, or null when the service sent no picture or it could not be fetched. */
  readonly url: string | null;
  /** Whether the picture matches the EC's; null when the service did not say. */
  readonly matchesEc: boolean | null;
}

export interface VerificationView {
  /** The number that was asked about. */
  readonly mobile: MobileNumber;
  /** One of the four known words, `nobody`, or `other` for a word this version does not know (still in progress). */
  readonly verdict: KnownVerdict | 'other' | 'nobody';
  /** The service's own word. */
  readonly word: string;
  readonly comparisons: readonly Comparison[];
  readonly textMatches: boolean | null;
  readonly cardPhoto: PhotoComparison;
  readonly counterPhoto: PhotoComparison;
  /** Values the service sent that this version has no name for. */
  readonly other: readonly { readonly key: string; readonly value: string }[];
  /** When the service was asked, epoch milliseconds. */
  readonly askedAt: number;
}

export const logFilters = ['passed', 'verification-failed', 'pending', 'all'] as const;
export type LogFilter = (typeof logFilters)[number];

export interface LogEntry {
  /** Number and NID as the service wrote them; neither need be valid. */
  readonly mobile: string;
  readonly name: string;
  readonly nid: string;
  /** As the service wrote it: a date without a time, or an ISO time in UTC. */
  readonly submittedOn: string;
  /** A known verdict, or the service's own word. */
  readonly verdict: string;
}

export interface LogPage {
  readonly entries: readonly LogEntry[];
  /**
   * Whether the pages up to this one are the whole log. Only an empty page, a repeated page or more lines than were asked
   * for prove it: the service chooses the size of its pages, so a short page is not the last.
   */
  readonly whole: boolean;
}
