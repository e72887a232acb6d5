/** Views of a registration: its steps, states and pictures. The row in the store is authoritative. */
import type { AppError } from '#shared/result.ts';
import type { CardCorners, FoundBy } from './card-corners.ts';
import type { Area, CardKind } from './card-zones.ts';
import type { FieldName, FieldView } from './fields.ts';
import type { KnownVerdict } from './verification.ts';

export const steps = ['card', 'details', 'photo', 'review'] as const;
export type Step = (typeof steps)[number];

/**
 * The outbox states. No state "in flight" (sending-*) survives a restart. `refused`: by the service; `verification-failed`: the
 * EC's record says something else; `transferred`: another counter has it.
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

/** Whether only a tombstone is left and the service did not get the registration from this counter. */
export const isTombstone = (state: RegistrationState): boolean =>
  state === 'discarded' || state === 'transferred';

/** Whether the clerk may change what was typed and the pictures in this state. */
export const isEditable = (state: RegistrationState): boolean =>
  state === 'draft' || state === 'refused' || state === 'needs-review';

export const pictureParts = ['front', 'back', 'photo'] as const;
export type PicturePart = (typeof pictureParts)[number];
export type CardSide = 'front' | 'back';

export type PictureOrigin = 'scanner' | 'import' | 'camera';

/** What is checked on a card picture, in the order in which failures are shown, the most serious first. */
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

/** Machine-readable codes of a card. */
export const codeSources = ['barcode', 'mrz'] as const;
export type CodeSource = (typeof codeSources)[number];

/**
 * Checks before the customer's photo is taken, in the order of the list beside the preview. They are advice: a photo may be
 * taken although some failed, and those are recorded.
 */
export const photoChecks = [
  'one-face',
  'in-middle',
  'large-enough',
  'well-lit',
  'eyes-visible',
] as const;
export type PhotoCheck = (typeof photoChecks)[number];

/** Problems that the photo checks can find, in the order in which they are shown. */
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

/** Where a card lies in the scan it was cut from. */
export interface CropView {
  /** Opaque address of the picture it was cut from. */
  readonly url: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly corners: CardCorners;
  readonly foundBy: FoundBy;
}

export interface PictureView {
  /** Opaque address inside the app; it stops working when the registration is closed. */
  readonly url: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bytes: number;
  /** Dots per inch over the picture as scanned, when the scanner said so. */
  readonly dpi: number | null;
  readonly origin: PictureOrigin;
  readonly failedChecks: readonly PictureCheck[];
  /** Why the clerk kept a picture with a failed check. */
  readonly override: OverrideReason | null;
  /** Of a photo: problems at the time it was taken. Null when it was not checked, as an imported one. */
  readonly photoProblems: readonly PhotoProblem[] | null;
  /** Of a card: which kind it is as far as the picture tells. */
  readonly cardKind: CardKind | null;
  /** Of a card with glare: the part that is white with it, in fractions of the picture. */
  readonly glareArea: Area | null;
  /** Of a card: where it lay. Null for photos and for pictures of earlier versions. */
  readonly crop: CropView | null;
}

/** Reading the codes printed on the card, here at the counter. */
export interface CodeView {
  readonly state: 'none' | 'reading' | 'read' | 'unread';
  /** What was read. */
  readonly sources: readonly CodeSource[];
}

/** Step 1 of an open draft, running in the background. */
export interface ReadingView {
  readonly state: 'none' | 'sending' | 'read' | 'unread' | 'failed';
  readonly sentBytes: number;
  readonly totalBytes: number;
  /** When the current state began, epoch milliseconds. */
  readonly since: number;
  readonly error: AppError | null;
  /** How many of the card's fields the service read. */
  readonly fieldsRead: number;
}

export interface ConsentView {
  readonly textVersion: string;
  readonly locale: 'en' | 'bn';
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface RegistrationView {
  readonly id: string;
  /** `0142-3-0038`: branch, counter, running number. */
  readonly reference: string;
  readonly state: RegistrationState;
  readonly step: Step;
  /** Steps the clerk has been on. */
  readonly visited: readonly Step[];
  readonly createdAt: number;
  readonly savedAt: number;
  readonly fields: Readonly<Record<FieldName, FieldView>>;
  readonly sameAddress: boolean;
  readonly pictures: Readonly<Record<PicturePart, PictureView | null>>;
  readonly reading: ReadingView;
  readonly code: CodeView;
  readonly consent: ConsentView | null;
  /** Why the last attempt to send did not end in "submitted". */
  readonly lastError: AppError | null;
  readonly submittedAt: number | null;
  /** While it needs review. */
  readonly review: ReviewView | null;
}

/** What a person needs to decide about a registration in review. */
export interface ReviewView {
  readonly kind: 'reading-differs' | 'card-unread' | 'outcome';
  readonly typed: { readonly nid: string; readonly dob: string };
  /** What the service read from the card; null where it read nothing. */
  readonly read: { readonly nid: string | null; readonly dob: string | null };
  /** About an outcome: what was sent and what the service said. Null for the others, and when it was never asked. */
  readonly details: OutcomeEvidence | null;
}

export interface OutcomeEvidence {
  /** When the form was sent without an answer, epoch milliseconds. */
  readonly sentAt: number | null;
  readonly askedAt: number;
  /** The service's own word about this mobile number, before the form was sent and now. */
  readonly wordBefore: string | null;
  readonly wordNow: string;
  /** The NID number it named, masked, when it named one. */
  readonly maskedNid: string | null;
  /** Lines of this mobile number and NID in the log. Null when it was not asked or did not say. */
  readonly linesBefore: number | null;
  readonly linesNow: number | null;
}

export const decisions = ['service-has-it', 'send-again'] as const;
export type Decision = (typeof decisions)[number];

/** A registration that may be the same customer's. */
export interface Duplicate {
  readonly foundIn: 'outbox' | 'log';
  /** Of one at this counter. */
  readonly reference: string | null;
  /** The state of one at this counter, or the verdict the service gave. */
  readonly state: RegistrationState | KnownVerdict | 'other';
  readonly at: number | null;
  readonly sameNid: boolean;
  readonly sameMobile: boolean;
}

/** One line of a list: masked, no picture. */
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

export interface Counts {
  readonly submittedToday: number;
  /** Of those submitted today: what the EC said so far. The three add up to them; not passed are failed and invalid ones. */
  readonly passedToday: number;
  readonly notPassedToday: number;
  readonly openToday: number;
  readonly waiting: number;
  readonly needAttention: number;
  /** When the oldest waiting one was submitted at the counter, or null. */
  readonly oldestWaitingSince: number | null;
}

const graphemes = new Intl.Segmenter('bn', { granularity: 'grapheme' });

/** `N•••• E•••••• B••••`: the first letter (whole cluster) of each word of a name. */
export const maskName = (name: string): string =>
  name
    .trim()
    .split(/\s+/u)
    .filter(Boolean)
    .map((word) => {
      const clusters = Array.from(graphemes.segment(word), (part) => part.segment);
      return (clusters[0] ?? '') + '•'.repeat(Math.min(clusters.length - 1, 6));
    })
    .join(' ');
