/** Types of a registration as it is kept in the store. */
import {
  pictureParts,
  type CardSide,
  type RegistrationState,
} from '#shared/domain/registration.ts';
import type { Baseline } from './baseline.ts';
import type { Body } from './body.ts';

/** Binary parts of a registration: its pictures, and the scans from which the card pictures were cropped. */
export const storedParts = [...pictureParts, 'front-source', 'back-source'] as const;
export type StoredPart = (typeof storedParts)[number];

/** The part with the scan from which the card's picture of this side was cropped. */
export const scanPartOf = (side: CardSide): StoredPart => `${side}-source`;

/** Parts of a change that removes every picture and scan. */
export const allPartsRemoved: Readonly<Record<StoredPart, null>> = {
  front: null,
  back: null,
  photo: null,
  'front-source': null,
  'back-source': null,
};

/**
 * What a waiting registration waits for: the connection to the service (stored as `line` since version 1), the sign-in of its
 * clerk, or a time.
 */
export type WaitsFor = 'connection' | 'sign-in' | 'time';

/** Times and counters of the submission. All times are epoch milliseconds. */
export interface SubmissionProgress {
  readonly submittedAt: number | null;
  readonly acceptedAt: number | null;
  readonly attempts: number;
  /** Earliest time of the next attempt to send. */
  readonly notBefore: number;
  readonly waitsFor: WaitsFor | null;
  readonly unknownSince: number | null;
  /** Number of answers after the quiet period that show that the service does not have the registration. */
  readonly absentAnswers: number;
  /** Time of the next query for the outcome or verdict, or null. */
  readonly nextPoll: number | null;
  /** When the values were reduced to a tombstone, after the verdict. */
  readonly reducedAt: number | null;
}

export interface StoredRegistration extends SubmissionProgress {
  readonly id: string;
  readonly reference: string;
  readonly state: RegistrationState;
  /** Incremented by every write; a write states the revision it was based on. */
  readonly rev: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly body: Body;
  /** The service's record of the customer before step 2 was sent; null when it could not be read. */
  readonly baseline: Baseline | null;
}
