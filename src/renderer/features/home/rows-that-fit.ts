/**
 * Number of last customers that fit in the remaining height of Home. Lengths are in rem and match the styles of the
 * list.
 */

const HEADING_REM = 2.5;
const ROW_REM = 2.5;
/** Borders of the panel. */
const BORDERS_REM = 0.25;
const MAX_ROWS = 5;

/** Height of heading and last customer in one line. */
const LINE_REM = 2.75;

/** Whether there is room for one line only, which holds heading and last customer side by side. */
export const isOneLine = (heightRem: number): boolean =>
  heightRem >= LINE_REM && heightRem < HEADING_REM + BORDERS_REM + ROW_REM;

/** @returns rows below a heading; 0 when heading and one row do not fit. */
export const rowsThatFit = (heightRem: number): number =>
  Math.max(
    0,
    Math.min(MAX_ROWS, Math.floor((heightRem - HEADING_REM - BORDERS_REM) / ROW_REM + 0.001)),
  );

/** The height in rem of the list with this number of customers. */
export const maxHeightRem = (customers: number): number =>
  HEADING_REM + BORDERS_REM + Math.min(MAX_ROWS, customers) * ROW_REM;
