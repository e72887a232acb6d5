/** What has become of a submitted registration, in the words the clerk and the customer may rely on. */
import type { RegistrationView } from '#shared/domain/registration.ts';

export type Outcome = 'sending' | 'submitted' | 'queued' | 'unknown' | 'failed' | 'review';

/**
 * Never more than is known: "submitted" only when the service accepted, "sending" only on a first attempt that is under way.
 */
export const outcomeOf = (view: Pick<RegistrationView, 'state' | 'lastError'>): Outcome => {
  switch (view.state) {
    case 'submitted':
    case 'passed':
    case 'not-passed':
    case 'invalid':
      return 'submitted';
    case 'unknown':
      return 'unknown';
    case 'failed':
    case 'discarded':
      return 'failed';
    case 'needs-review':
      return 'review';
    case 'sending-form':
      return 'sending';
    case 'ready':
    case 'sending-card':
      return view.lastError ? 'queued' : 'sending';
    case 'waiting':
    case 'on-hold':
    case 'draft':
      return 'queued';
  }
};
