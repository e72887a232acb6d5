/** The outcome of a submitted registration as shown to clerk and customer. */
import type { RegistrationView } from '#shared/domain/registration.ts';

export const outcomes = [
  /** Submitted at the counter, and not being sent yet. */
  'taken',
  'sending',
  'submitted',
  'queued',
  'unknown',
  /** Being sent when the disk became full, so that the outcome cannot be stored. */
  'unwritten',
  'refused',
  /** The reading of the card differs from the form. */
  'review',
  /** The service could not read the card. */
  'unread',
  /** Sent, and no query of the service could determine the outcome: a person decides. */
  'unconfirmed',
  /** Possibly sent: the store was salvaged or restored from an older copy and does not record it. */
  'doubtful',
] as const;
export type Outcome = (typeof outcomes)[number];

const reviewOutcomes = { 'reading-differs': 'review', 'card-unread': 'unread' } as const;

const ofReview = (review: RegistrationView['review']): Outcome => {
  if (!review) return 'review';
  if (review.kind !== 'outcome') return reviewOutcomes[review.kind];
  return review.details?.sentAt != null ? 'unconfirmed' : 'doubtful';
};

/**
 * States only confirmed facts: "submitted" only after the service accepted, "sending" only during a first attempt.
 * @param diskFull true when the outcome of the attempt cannot be written.
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
      return ofReview(view.review);
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
