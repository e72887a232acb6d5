/** Closing the day: numbers that balance, what is left, and two signatures. */
export const dayClose = {
  heading: 'Day close',
  previousDay: 'Day before',
  nextDay: 'Day after',
  print: 'Print',
  printed: 'The day is printed',
  loading: 'Adding up the day',
  equation: 'Taken at this counter, and what became of it',
  taken: 'Taken',
  categories: {
    submitted: 'Submitted',
    waiting: 'Waiting',
    unknown: 'Unknown',
    'needs-review': 'Needs review',
    refused: 'Refused',
    'on-hold': 'On hold',
    discarded: 'Discarded',
  },
  balanced: 'The numbers balance.',
  drafts:
    '1 registration is begun and not submitted. | {count} registrations are begun and not submitted.',
  earlier:
    '1 registration of an earlier day is not settled yet. | {count} registrations of earlier days are not settled yet.',
  lists: {
    unsent: 'Not sent yet',
    unknown: 'Outcome unknown',
    needPerson: 'Need a person',
    discarded: 'Discarded',
  },
  none: 'None',
  clerk: 'Clerk',
  lead: 'Branch lead',
  signature: 'Name, signature, date',
  counter: 'Counter {counter}',
  printedAt: 'Printed {time}',
};
