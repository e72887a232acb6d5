/** Steps, states and views of a registration. The row in the store is authoritative. */
import type { AppError } from '#shared/result.ts';
import type { CardCorners, FoundBy } from './card-corners.ts';
import type { Area, CardKind } from './card-zones.ts';
import type { ConsentView } from './consent.ts';
import type { FieldName, FieldView } from './fields.ts';
import type { KnownVerdict } from './verification.ts';

export const steps = ['card', 'details', 'photo', 'review'] as const;
export type Step = (typeof steps)[number];

/**
 * The states of the outbox. The states `sending-*` do not survive a restart. `refused`: the service refused the form;
 * `verification-failed`: the EC's record differs; `transferred`: another counter has the registration.
 */
export const registrationStates = [
  'draft',
  'ready',
  'sending-card',
  'needs-review',
  'sending-form',
  'unknown',
  'waiting',
  'refused',
  'on-hold',
  'submitted',
  'passed',
  'verification-failed',
  'invalid',
  'discarded',
  'transferred',
] as const;
export type RegistrationState = (typeof registrationStates)[number];

/** Whether only a tombstone remains and this counter did not submit the registration. */
export const isTombstone = (state: RegistrationState): boolean =>
  state === 'discarded' || state === 'transferred';

/** Whether the clerk may edit the values and pictures in this state. */
export const isEditable = (state: RegistrationState): boolean =>
  state === 'draft' || state === 'refused' || state === 'needs-review';

export const pictureParts = ['front', 'back', 'photo'] as const;
export type PicturePart = (typeof pictureParts)[number];
export type CardSide = 'front' | 'back';

export type PictureOrigin = 'scanner' | 'import' | 'camera';

/** Checks of a card's picture, in the order in which failures are displayed, most serious first. */
export const pictureChecks = [
  'card-present',
  'whole-card',
  'two-different-sides',
  'right-side',
  'sharp',
  'not-dark',
  'not-washed-out',
  'no-glare',
  'wide-enough',
] as const;
export type PictureCheck = (typeof pictureChecks)[number];

/** Kinds of machine-readable codes on a card. */
export const codeSources = ['barcode', 'mrz'] as const;
export type CodeSource = (typeof codeSources)[number];

/**
 * Checks before the customer's photo is taken, in the order of the list beside the preview. Failed checks are recorded
 * and do not block the photo.
 */
export const photoChecks = [
  'one-face',
  'in-middle',
  'large-enough',
  'well-lit',
  'eyes-visible',
] as const;
export type PhotoCheck = (typeof photoChecks)[number];

/** Problems that the photo checks detect, in the order in which they are displayed. */
export const photoProblems = [
  'no-face',
  'many-faces',
  'too-dark',
  'too-bright',
  'too-small',
  'too-large',
  'off-middle',
  'eyes-hidden',
] as const;
export type PhotoProblem = (typeof photoProblems)[number];

export const overrideReasons = [
  'whole-in-picture',
  'card-damaged',
  'laminate-scratched',
  'best-possible',
] as const;
export type OverrideReason = (typeof overrideReasons)[number];

/** Position of a card in the scan it was cropped from. */
export interface CropView {
  /** Opaque address of the scan. */
  readonly url: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly corners: CardCorners;
  readonly foundBy: FoundBy;
}

export interface PictureView {
  /** Opaque address inside the app; invalid after the registration is closed. */
  readonly url: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bytes: number;
  /** Resolution of the scan in dots per inch; null when the scanner did not report it. */
  readonly dpi: number | null;
  readonly origin: PictureOrigin;
  readonly failedChecks: readonly PictureCheck[];
  /** The clerk's reason for accepting a picture with a failed check. */
  readonly override: OverrideReason | null;
  /** Problems of a photo at the time of capture. Null for pictures that were not checked, such as imported ones. */
  readonly photoProblems: readonly PhotoProblem[] | null;
  /** Kind of card detected in the picture; null when unknown. */
  readonly cardKind: CardKind | null;
  /** Area of a card's picture that is overexposed by glare, in fractions of the picture. */
  readonly glareArea: Area | null;
  /** Position of the card in its scan. Null for photos and for pictures of earlier versions. */
  readonly crop: CropView | null;
}

/** Progress of reading the codes printed on the card at the counter. */
export interface CodeView {
  readonly state: 'none' | 'reading' | 'read' | 'unread';
  /** Codes that were read. */
  readonly sources: readonly CodeSource[];
}

/** Progress of step 1 of an open draft, which runs in the background. */
export interface ReadingView {
  readonly state: 'none' | 'sending' | 'read' | 'unread' | 'failed';
  readonly sentBytes: number;
  readonly totalBytes: number;
  /** Start of the current state, epoch milliseconds. */
  readonly since: number;
  readonly error: AppError | null;
  /** Number of the card's fields that the service read. */
  readonly fieldsRead: number;
}

export interface RegistrationView {
  readonly id: string;
  /** `0142-3-0038`: branch, counter, running number. */
  readonly reference: string;
  readonly state: RegistrationState;
  readonly step: Step;
  /** Steps that the clerk has visited. */
  readonly visited: readonly Step[];
  readonly createdAt: number;
  readonly savedAt: number;
  readonly fields: Readonly<Record<FieldName, FieldView>>;
  readonly sameAddress: boolean;
  readonly pictures: Readonly<Record<PicturePart, PictureView | null>>;
  readonly reading: ReadingView;
  readonly code: CodeView;
  readonly consent: ConsentView | null;
  /** Failure of the last attempt; null after a submission. */
  readonly lastError: AppError | null;
  readonly submittedAt: number | null;
  /** Null unless the registration needs review. */
  readonly review: ReviewView | null;
}

/** Data for a clerk's decision about a registration in review. */
export interface ReviewView {
  readonly kind: 'reading-differs' | 'card-unread' | 'outcome';
  readonly typed: { readonly nid: string; readonly dob: string };
  /** Values that the service read from the card; null for values that it did not read. */
  readonly read: { readonly nid: string | null; readonly dob: string | null };
  /** Evidence about an unknown outcome. Null for other kinds of review, and when the service was never queried. */
  readonly details: OutcomeEvidence | null;
}

export interface OutcomeEvidence {
  /** Time when the form was sent without an answer, epoch milliseconds. */
  readonly sentAt: number | null;
  readonly askedAt: number;
  /** Text of the service's status for this mobile number, before the form was sent and now. */
  readonly statusBefore: string | null;
  readonly statusNow: string;
  /** Masked NID number in the service's answer; null when the answer contains none. */
  readonly maskedNid: string | null;
  /** Number of entries of this mobile number and NID in the log, before the form was sent and now. Null when the log was not read. */
  readonly matchesBefore: number | null;
  readonly matchesNow: number | null;
}

export const decisions = ['service-has-it', 'send-again'] as const;
export type Decision = (typeof decisions)[number];

/** A possible duplicate: another registration that may belong to the same customer. */
export interface Duplicate {
  readonly foundIn: 'outbox' | 'log';
  /** Reference of a registration at this counter; null for one in the service's log. */
  readonly reference: string | null;
  /** State of a registration at this counter, or the verdict in the service's log. */
  readonly state: RegistrationState | KnownVerdict | 'other';
  readonly at: number | null;
  readonly sameNid: boolean;
  readonly sameMobile: boolean;
}

/** A registration as listed: masked and without pictures. */
export interface RegistrationRow {
  readonly id: string;
  readonly reference: string;
  readonly state: RegistrationState;
  readonly step: Step;
  readonly maskedName: string;
  readonly maskedNid: string;
  readonly updatedAt: number;
  readonly attempts: number;
  readonly lastError: AppError | null;
}

export interface RegistrationCounts {
  readonly submittedToday: number;
  /** The EC's verdicts on the registrations submitted today; the three numbers add up to `submittedToday`. */
  readonly passedToday: number;
  /** The verdicts `verification-failed` and `invalid`. */
  readonly failedOrInvalidToday: number;
  readonly openToday: number;
  readonly waiting: number;
  /** Drafts, and the registrations that need attention. */
  readonly attentionOrDraft: number;
  /** Submission time of the oldest waiting registration, epoch milliseconds; null when none waits. */
  readonly oldestWaitingSince: number | null;
}
