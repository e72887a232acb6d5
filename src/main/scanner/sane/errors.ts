/**
 * Classifies failures of `scanimage`. The exit status is the SANE_Status of the failed read. When a device cannot be opened or an
 * option is rejected, the exit status is 1 in both cases, so they are distinguished by the message, which is in the C locale.
 */
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, type Err } from '#shared/result.ts';

type ScanCode = Extract<ErrorCode, `SCAN-${string}`>;

/**
 * Error codes by SANE_Status. Status 12 (warming up) is not in the standard, but in the headers of sane-backends, and some
 * backends return it.
 */
const codeByStatus: Readonly<Record<number, ScanCode>> = {
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

/** Error codes by the texts of `sane_strstatus`. */
const codeByMessage: readonly (readonly [RegExp, ScanCode])[] = [
  [/Operation was cancel/, 'SCAN-CANCELLED'],
  [/Device busy/, 'SCAN-BUSY'],
  [/Access to resource has been denied/, 'SCAN-ACCESS-DENIED'],
  [/Error during device I\/O/, 'SCAN-IO'],
  [/Scanner cover is open/, 'SCAN-COVER-OPEN'],
  [/jammed/, 'SCAN-JAMMED'],
  [/out of documents/, 'SCAN-NO-DOCS'],
];

const codeOfMessage = (reason: string): ScanCode =>
  codeByMessage.find(([pattern]) => pattern.test(reason))?.[1] ?? 'SCAN-DRIVER';

/**
 * The reason in the messages why a started scan failed, or null. No data follows such a message, even if the program keeps
 * running.
 */
export const scanFailureReason = (text: string): string | null =>
  /sane_(?:start|read): (.+)/.exec(text)?.[1] ?? null;

const codeOf = (status: number | null, text: string): ScanCode => {
  if (text.includes('no SANE devices found')) return 'SCAN-NOT-FOUND';
  const openFailure = /open of device .* failed: (.+)/.exec(text)?.[1];
  // SANE reports an unknown device as "Invalid argument".
  if (openFailure !== undefined)
    return openFailure.includes('Invalid argument') ? 'SCAN-NOT-FOUND' : codeOfMessage(openFailure);
  if (status !== null) return codeByStatus[status] ?? 'SCAN-DRIVER';
  return codeOfMessage(scanFailureReason(text) ?? '');
};

/**
 * The failure of a run, from its exit status and messages.
 * @param status null when the program was terminated by a signal: a backend crashed, or hung after a failure and was killed.
 * @param text messages of the program.
 */
export const scanimageFailure = (status: number | null, text: string): Err =>
  err(codeOf(status, text), status === null ? {} : { params: { status } });

/** The resolution that `scanimage` used instead of the requested one, if it reports that it rounded; otherwise null. */
export const roundedDpi = (text: string): number | null => {
  const found = /rounded value of (?:x-)?resolution from \S+ to (\d+)/.exec(text);
  return found ? Number(found[1]) : null;
};
