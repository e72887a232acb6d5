/** Converts calendar days in Bangladesh to epoch milliseconds. Bangladesh is UTC+6 all year. */
import type { CivilDate } from './civil-date.ts';

const OFFSET_MS = 6 * 3_600_000;

/** Midnight at the start of a day, epoch milliseconds. */
export const startOfDay = ({ year, month, day }: CivilDate): number =>
  Date.UTC(year, month - 1, day) - OFFSET_MS;
