/** Today's overview on Home: registrations by hour, and the last customers. */
import type { OutboxRow } from './outbox.ts';
import type { RegistrationRow } from './registration.ts';

/** A submitted registration with masked values. */
export interface LastCustomer extends RegistrationRow {
  readonly submittedAt: number;
  readonly waitsFor: OutboxRow['waitsFor'];
}

export interface HourCount {
  /** 0 to 23, in Bangladesh. */
  readonly hour: number;
  readonly count: number;
}

/** Opening hours of a branch, displayed even without registrations. */
const [OPENING_HOUR, CLOSING_HOUR] = [9, 17];

/** The hours to display, without gaps: the opening hours, and further hours with registrations. */
export const hoursOfDay = (counts: readonly HourCount[]): HourCount[] => {
  const hoursWithCount = counts.filter(({ count }) => count > 0).map(({ hour }) => hour);
  const first = Math.min(OPENING_HOUR, ...hoursWithCount);
  const last = Math.max(CLOSING_HOUR, ...hoursWithCount);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const hour = first + index;
    return { hour, count: counts.find((each) => each.hour === hour)?.count ?? 0 };
  });
};
