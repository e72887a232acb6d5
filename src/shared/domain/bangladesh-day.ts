/** Converts calendar days in Bangladesh to epoch milliseconds. */
import type { CivilDate } from './civil-date.ts';
import { BANGLADESH_UTC_OFFSET_MS } from './time-zone.ts';

/** Midnight at the start of a day, epoch milliseconds. */
export const startOfDay = ({ year, month, day }: CivilDate): number =>
  Date.UTC(year, month - 1, day) - BANGLADESH_UTC_OFFSET_MS;
