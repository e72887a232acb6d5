/** The verification of a registration by the Election Commission (EC), and the log of verifications. */

import type { CardKind } from './card-zones.ts';
import type { MobileNumber } from './mobile.ts';

export const verdicts = ['passed', 'verification-failed', 'pending', 'invalid'] as const;
export type KnownVerdict = (typeof verdicts)[number];

/** The fields for which the service returns card value, EC value and score, by the prefix of their keys. */
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
  /** 0 to 100; null when the service sent no score. */
  readonly score: number | null;
}

export interface PhotoComparison {
  /** Opaque address inside the app; null when the service sent no picture or it could not be downloaded. */
  readonly url: string | null;
  /** Whether the picture matches the EC's; null when the answer does not contain it. */
  readonly matchesEc: boolean | null;
}

/** This counter's own pictures of the registration, as long as they are stored. */
export interface StoredPictures {
  readonly reference: string;
  /** Opaque addresses; null when the picture is deleted. */
  readonly card: string | null;
  readonly photo: string | null;
  readonly cardKind: CardKind | null;
}

export interface VerificationView {
  /** The requested mobile number. */
  readonly mobile: MobileNumber;
  /**
   * A known verdict, `not-found` for an unknown number, or `other` for any other text of the status, which is treated as
   * pending.
   */
  readonly verdict: KnownVerdict | 'other' | 'not-found';
  /** The text of the status as received. */
  readonly statusText: string;
  readonly comparisons: readonly Comparison[];
  readonly textMatches: boolean | null;
  readonly cardPhoto: PhotoComparison;
  readonly counterPhoto: PhotoComparison;
  /** Null when this counter stores no pictures of the customer. */
  readonly storedPictures: StoredPictures | null;
  /** Values of the service's answer that this version does not know. */
  readonly other: readonly { readonly key: string; readonly value: string }[];
  /** Time of the query, epoch milliseconds. */
  readonly askedAt: number;
}

export const logFilters = ['passed', 'verification-failed', 'pending', 'all'] as const;
export type LogFilter = (typeof logFilters)[number];

/** Whether names and numbers in an exported log are masked, or complete as the bank's policy allows. */
export const logExportValues = ['masked', 'full'] as const;
export type LogExportValues = (typeof logExportValues)[number];

export interface LogEntry {
  /** Number and NID as the service sent them; they may be invalid. */
  readonly mobile: string;
  readonly name: string;
  readonly nid: string;
  /** As the service sent it: a date without a time, or an ISO time in UTC. */
  readonly submittedOn: string;
  /** A known verdict, or the text of the service's status. */
  readonly verdict: string;
}

export interface LogPage {
  readonly entries: readonly LogEntry[];
  /**
   * Whether the pages up to this one are the complete log. Only an empty page, a repeated page or more entries than
   * requested prove it. A short page proves nothing, because the service chooses the page size.
   */
  readonly complete: boolean;
}

/** A page of the log for the screen. */
export interface ScreenLogPage extends LogPage {
  /**
   * Whether the pages are parts of one list that is sorted, newest first. This requires that the complete log was read
   * before the first page was returned.
   */
  readonly sorted: boolean;
}
