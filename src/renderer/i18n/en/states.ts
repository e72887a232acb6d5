/** The words for the states of a registration, and for the EC's verdicts. */
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
