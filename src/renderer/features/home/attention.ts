/** Determines the action and the texts of each registration in the attention list. */
import type { RegistrationRow, RegistrationState } from '#shared/domain/registration.ts';
import type { TextKey } from '#renderer/i18n/index.ts';

export type RowAction = 'open' | 'check-now' | 'retry';

/**
 * Unknown outcomes are only queried, because sending again could register a customer twice. Waiting registrations can be
 * sent immediately. All others are opened.
 */
export const actionFor = (state: RegistrationState): RowAction => {
  if (state === 'unknown') return 'check-now';
  return state === 'waiting' ? 'retry' : 'open';
};

/** Text key of the cause of a registration without a failure. */
export const causeKey = (row: Pick<RegistrationRow, 'state'>): TextKey => {
  if (row.state === 'draft') return 'home.causeDraft';
  if (row.state === 'unknown') return 'home.causeUnknown';
  return row.state === 'waiting' ? 'home.causeWaiting' : 'home.causeNone';
};

/** Text key of the result of a query about an unknown outcome, by the resulting state. */
export const queryResultKey = (state: RegistrationState): TextKey => {
  switch (state) {
    case 'unknown':
      return 'home.checkedStillUnknown';
    case 'needs-review':
      return 'home.checkedReview';
    case 'submitted':
    case 'passed':
    case 'verification-failed':
    case 'invalid':
      return 'home.checkedSubmitted';
    default:
      return 'home.checkedReady';
  }
};
