/**
 * What `scanimage` says when it fails. Its exit status is the SANE_Status of the failed read; a device that cannot be
 * opened and an option that is refused both end with 1, and only the text (in the C locale) tells them apart.
 */
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, type Err } from '#shared/result.ts';

type ScanCode = Extract<ErrorCode, `SCAN-${string}`>;

/** By SANE_Status. 12 is not in the standard but in its headers, and some backends use it. */
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

/** Reasons given for a device that could not be opened. "Invalid argument" is how SANE says that there is no such device. */
const openFailures: readonly (readonly [RegExp, ScanCode])[] = [
  [/Invalid argument/, 'SCAN-NOT-FOUND'],
  [/Device busy/, 'SCAN-BUSY'],
  [/Access to resource has been denied/, 'SCAN-ACCESS-DENIED'],
  [/Error during device I\/O/, 'SCAN-IO'],
  [/Scanner cover is open/, 'SCAN-COVER-OPEN'],
  [/jammed/, 'SCAN-JAMMED'],
  [/out of documents/, 'SCAN-NO-DOCS'],
];

const codeOf = (status: number | null, text: string): ScanCode => {
  if (/no SANE devices found/.test(text)) return 'SCAN-NOT-FOUND';
  const reason = /open of device .* failed: (.*)/.exec(text)?.[1];
  if (reason !== undefined) return openFailures.find(([pattern]) => pattern.test(reason))?.[1] ?? 'SCAN-DRIVER';
  return (status === null ? undefined : byStatus[status]) ?? 'SCAN-DRIVER';
};

/** @param status null when a signal ended the program: backends of devices do crash. */
export const scanimageFailure = (status: number | null, text: string): Err =>
  err(codeOf(status, text), status === null ? {} : { params: { status } });

/** What stands in the way when the option `--mode` is refused: the device has none, or calls its values differently. */
export const modeRefusal = (text: string): 'no-such-option' | 'no-such-value' | null => {
  if (/unrecognized option '?-*mode\b/.test(text)) return 'no-such-option';
  return text.includes('setting of option --mode failed') ? 'no-such-value' : null;
};

/** The resolution that the device took instead of the one it was asked for, if it said so. */
export const roundedDpi = (text: string): number | null => {
  const found = /rounded value of (?:x-)?resolution from \S+ to (\d+)/.exec(text);
  return found ? Number(found[1]) : null;
};

/** A colour mode among the values that `scanimage -A` lists for `--mode`. */
export const colourMode = (options: string): string | null => {
  const values = /^\s+--mode (.+?)(?: \[[^[\]]*(?:\[[^\]]*\])?\])?$/m.exec(options)?.[1]?.split('|') ?? [];
  return values.find((value) => value === 'Color') ?? values.find((value) => /colou?r/i.test(value)) ?? null;
};
