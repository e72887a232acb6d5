/**
 * Computes how many of the last customers fit in the remaining height of Home. Lengths are in rem and match the styles of
 * `LastCustomers.vue`.
 */

const HEADING_REM = 2.5;
const ROW_REM = 2.5;
/** Borders of the panel. */
const BORDERS_REM = 0.25;
const MAX_ROWS = 5;
/** In rows. Compensates for rounding, when exactly a whole number of rows fits. */
const ROUNDING_TOLERANCE = 0.001;

/** Height of the list when heading and customer are side by side in one line. */
const SINGLE_LINE_REM = 2.75;

/** Whether only one line fits, in which heading and last customer are side by side. */
export const fitsOnlyOneLine = (heightRem: number): boolean =>
  heightRem >= SINGLE_LINE_REM && heightRem < HEADING_REM + BORDERS_REM + ROW_REM;

/** @returns the number of rows that fit below the heading; 0 when heading and one row do not fit. */
export const rowsThatFit = (heightRem: number): number =>
  Math.max(
    0,
    Math.min(
      MAX_ROWS,
      Math.floor((heightRem - HEADING_REM - BORDERS_REM) / ROW_REM + ROUNDING_TOLERANCE),
    ),
  );

/** Height of the list with a number of customers, up to the maximum number of rows. */
export const maxHeightRem = (customerCount: number): number =>
  HEADING_REM + BORDERS_REM + Math.min(MAX_ROWS, customerCount) * ROW_REM;
