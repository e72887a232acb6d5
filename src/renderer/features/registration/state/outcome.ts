/** Determines the outcome of a submitted registration, as displayed to clerk and customer. */
import type { RegistrationView } from '#shared/domain/registration.ts';

export const outcomes = [
  /** Submitted at the counter; sending has not started. */
  'taken',
  'sending',
  'submitted',
  'queued',
  'unknown',
  /** The disk is full and a form is being sent, so the outcome cannot be stored. */
  'unwritten',
  'refused',
  /** The reading of the card differs from the form. */
  'review',
  /** The service could not read the card. */
  'unread',
  /** Sent, but queries could not determine the outcome, so a clerk decides. */
  'unconfirmed',
  /** Possibly sent: the store was salvaged or restored from an older copy and has no record of it. */
  'doubtful',
] as const;
export type Outcome = (typeof outcomes)[number];

const reviewOutcomes = { 'reading-differs': 'review', 'card-unread': 'unread' } as const;

const outcomeOfReview = (review: RegistrationView['review']): Outcome => {
  if (!review) return 'review';
  if (review.kind !== 'outcome') return reviewOutcomes[review.kind];
  return review.details?.sentAt != null ? 'unconfirmed' : 'doubtful';
};

/**
 * Determines the outcome from confirmed facts only: "submitted" requires acceptance by the service, "sending" is
 * displayed only during the first attempt.
 * @param diskFull whether the outcome of an attempt cannot be stored.
 */
export const outcomeOf = (
  view: Pick<RegistrationView, 'state' | 'lastError' | 'review'>,
  diskFull = false,
): Outcome => {
  switch (view.state) {
    case 'submitted':
    case 'passed':
    case 'verification-failed':
    case 'invalid':
      return 'submitted';
    case 'unknown':
      return 'unknown';
    case 'refused':
    case 'discarded':
    case 'transferred':
      return 'refused';
    case 'needs-review':
      return outcomeOfReview(view.review);
    case 'sending-form':
      return diskFull ? 'unwritten' : 'sending';
    case 'ready':
      return view.lastError ? 'queued' : 'taken';
    case 'sending-card':
      return view.lastError ? 'queued' : 'sending';
    case 'waiting':
    case 'on-hold':
    case 'draft':
      return 'queued';
  }
};
