/** Dates and times in the names of exported files. */
import { BANGLADESH_UTC_OFFSET_MS } from './time-zone.ts';

/** Date and time in Bangladesh in ISO format, whose `Z` does not apply. @param at epoch milliseconds. */
const toBangladeshIso = (at: number): string =>
  new Date(at + BANGLADESH_UTC_OFFSET_MS).toISOString();

/** The date in Bangladesh, `2026-11-29`. */
export const dayStamp = (at: number): string => toBangladeshIso(at).slice(0, 'yyyy-mm-dd'.length);

/** Date and time in Bangladesh, `2026-11-29-1031`. */
export const timeStamp = (at: number): string => {
  const time = toBangladeshIso(at).slice('yyyy-mm-ddT'.length, 'yyyy-mm-ddThh:mm'.length);
  return `${dayStamp(at)}-${time.replace(':', '')}`;
};
