/**
 * Classifies failures of `scanimage`. Its exit status is the SANE_Status of the failed read; a device that cannot be opened
 * and a rejected option both exit with 1 and are distinguished by the message (in the C locale) only.
 */
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, type Err } from '#shared/result.ts';

type ScanCode = Extract<ErrorCode, `SCAN-${string}`>;

/** By SANE_Status. 12 (warming up) is in the headers of sane-backends but not in the standard; some backends return it. */
const byStatus: Readonly<Record<number, ScanCode>> = {
  2: 'SCAN-CANCELLED',
  3: 'SCAN-BUSY',
  4: 'SCAN-DRIVER',
  5: 'SCAN-IO',
  6: 'SCAN-JAMMED',
  7: 'SCAN-NO-DOCS',
  8: 'SCAN-COVER-OPEN',
  9: 'SCAN-IO',
  10: 'SCAN-DRIVER',
  11: 'SCAN-ACCESS-DENIED',
  12: 'SCAN-WARMING-UP',
};

/** By the texts of `sane_strstatus`. */
const byMessage: readonly (readonly [RegExp, ScanCode])[] = [
  [/Operation was cancel/, 'SCAN-CANCELLED'],
  [/Device busy/, 'SCAN-BUSY'],
  [/Access to resource has been denied/, 'SCAN-ACCESS-DENIED'],
  [/Error during device I\/O/, 'SCAN-IO'],
  [/Scanner cover is open/, 'SCAN-COVER-OPEN'],
  [/jammed/, 'SCAN-JAMMED'],
  [/out of documents/, 'SCAN-NO-DOCS'],
];

const codeOfMessage = (reason: string): ScanCode =>
  byMessage.find(([pattern]) => pattern.test(reason))?.[1] ?? 'SCAN-DRIVER';

/** Reason why a started scan failed. No data follows it, even if the program keeps running. */
export const readFailure = (text: string): string | null =>
  /sane_(?:start|read): (.+)/.exec(text)?.[1] ?? null;

const codeOf = (status: number | null, text: string): ScanCode => {
  if (text.includes('no SANE devices found')) return 'SCAN-NOT-FOUND';
  const openFailure = /open of device .* failed: (.+)/.exec(text)?.[1];
  // SANE reports an unknown device as "Invalid argument".
  if (openFailure !== undefined)
    return openFailure.includes('Invalid argument') ? 'SCAN-NOT-FOUND' : codeOfMessage(openFailure);
  if (status !== null) return byStatus[status] ?? 'SCAN-DRIVER';
  return codeOfMessage(readFailure(text) ?? '');
};

/** The failure of a run, from its exit status and messages. @param status null when the program was ended by a signal: backends crash, and some hang after a failure. */
export const scanimageFailure = (status: number | null, text: string): Err =>
  err(codeOf(status, text), status === null ? {} : { params: { status } });

/** The resolution used instead of the requested one, if `scanimage` reports that it rounded. */
export const roundedDpi = (text: string): number | null => {
  const found = /rounded value of (?:x-)?resolution from \S+ to (\d+)/.exec(text);
  return found ? Number(found[1]) : null;
};
