/** Dates and times in the names of exported files. Bangladesh is UTC+6 all year. */

const OFFSET_MS = 6 * 3_600_000;

/** The date in Bangladesh, `2026-11-29`. */
export const dayStamp = (at: number): string =>
  new Date(at + OFFSET_MS).toISOString().slice(0, 'yyyy-mm-dd'.length);

/** Date and time in Bangladesh, `2026-11-29-1031`. */
export const timeStamp = (at: number): string =>
  `${dayStamp(at)}-${new Date(at + OFFSET_MS).toISOString().slice(11, 16).replace(':', '')}`;
