/** Identifiers of the training mode: the customers for practice and the faults that a trainee can switch on. */

/** One identifier per customer for practice, named after its special feature, in the order of the list. */
export const trainingCustomers = [
  'address',
  'reading',
  'blurred',
  'no-code',
  'verification-failed',
  'returning',
] as const;
export type TrainingCustomer = (typeof trainingCustomers)[number];

/** Faults that a trainee can switch on. */
export const trainingFaults = [
  'connection-down',
  'slow-connection',
  'unread-card',
  'lost-answer',
  'signed-out',
  'cover-open',
] as const;
export type TrainingFault = (typeof trainingFaults)[number];

/** Faults that remain active until they are switched off. The other faults are cleared after one use. */
export const lastingFaults: readonly TrainingFault[] = [
  'connection-down',
  'slow-connection',
  'cover-open',
];
