/** The outcome of a submitted registration as shown to clerk and customer. */
import type { RegistrationView } from '#shared/domain/registration.ts';

export const outcomes = [
  /** Submitted at the counter, nothing is on its way yet. */
  'taken',
  'sending',
  'submitted',
  'queued',
  'unknown',
  /** On its way when the disk filled up: what became of it cannot be noted. */
  'unwritten',
  'refused',
  /** The card says something else than the form. */
  'review',
  /** The service could not read the card. */
  'unread',
  /** Sent, and the service could not tell the outcome: a person decides. */
  'unconfirmed',
  /** Perhaps sent: the store that knew is not the one that is here. */
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
 * Never more than is known: "submitted" only when the service accepted, "sending" only on a first attempt that is under way.
 * @param diskFull whether what the attempt brings can still be written.
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
