/** A registration as the store keeps it. */
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

export const sourceOf = (side: CardSide): StoredPart => `${side}-source`;

/** A change that removes every picture. */
export const noParts: Readonly<Record<StoredPart, null>> = {
  front: null,
  back: null,
  photo: null,
  'front-source': null,
  'back-source': null,
};

/** What a waiting registration waits for: the connection, the sign-in of its clerk, or a time. */
/** What a waiting registration waits for. `line` is the connection to the service: the stored word since version 1. */
export type WaitsFor = 'line' | 'sign-in' | 'time';

export interface Bookkeeping {
  readonly submittedAt: number | null;
  readonly acceptedAt: number | null;
  readonly attempts: number;
  /** Not to be sent before, epoch milliseconds. */
  readonly notBefore: number;
  readonly waitsFor: WaitsFor | null;
  readonly unknownSince: number | null;
  /** Number of answers "no such registration" from the service after the quiet period. */
  readonly absentSeen: number;
  /** Time of the next query for the outcome or verdict, epoch milliseconds, or null. */
  readonly nextPoll: number | null;
  /** When the values were reduced to a tombstone, after the verdict. */
  readonly reducedAt: number | null;
}

export interface StoredRegistration extends Bookkeeping {
  readonly id: string;
  readonly reference: string;
  readonly state: RegistrationState;
  /** Incremented by every write; a write names the revision it was based on. */
  readonly rev: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly body: Body;
  /** The service's record of the customer before step 2 was sent; null when it could not be read. */
  readonly baseline: Baseline | null;
}
