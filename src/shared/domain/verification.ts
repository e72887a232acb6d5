/** The verification of a registration by the Election Commission (EC), and the log of verifications. */

import type { MobileNumber } from './mobile.ts';

export const verdicts = ['passed', 'verification-failed', 'pending', 'invalid'] as const;
export type KnownVerdict = (typeof verdicts)[number];

/** The fields for which the service returns the card value, EC value and score, by the prefix of their keys. */
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
  /** Whether the picture matches the EC's; null when the answer does not contain it. */
  readonly matchesEc: boolean | null;
}

export interface VerificationView {
  /** The requested mobile number. */
  readonly mobile: MobileNumber;
  /** One of the four known words, `nobody`, or `other` for any further word (treated as in progress). */
  readonly verdict: KnownVerdict | 'other' | 'nobody';
  /** The status word as received. */
  readonly word: string;
  readonly comparisons: readonly Comparison[];
  readonly textMatches: boolean | null;
  readonly cardPhoto: PhotoComparison;
  readonly counterPhoto: PhotoComparison;
  /** Values the service sent that this version has no name for. */
  readonly other: readonly { readonly key: string; readonly value: string }[];
  /** Time of the query, epoch milliseconds. */
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
   * Whether the pages up to this one are the whole log. Only an empty page, a repeated page or more lines than
   * requested prove it: the service chooses the size of its pages, so a short page need not be the last.
   */
  readonly whole: boolean;
}
