/** English texts of the states of a registration and the verdicts of the EC. */
export const states = {
  draft: 'Draft',
  ready: 'Ready',
  'sending-card': 'Sending card',
  'needs-review': 'Needs review',
  'sending-form': 'Sending form',
  unknown: 'Unknown',
  waiting: 'Waiting',
  refused: 'Refused',
  'on-hold': 'On hold',
  submitted: 'Submitted',
  passed: 'Passed',
  'verification-failed': 'Not passed',
  invalid: 'Invalid',
  discarded: 'Discarded',
  transferred: 'Transferred',
};
