/** The time zone of all counters. Bangladesh has no daylight saving time, so its offset is the same all year. */

/** UTC+6 in milliseconds. */
export const BANGLADESH_UTC_OFFSET_MS = 6 * 3_600_000;

/** Name in the IANA time zone database, for `Intl`. */
export const BANGLADESH_TIME_ZONE = 'Asia/Dhaka';
