/**
 * Classifies failures of `scanimage`. Its exit status is the SANE_Status of the failed read; a device that cannot be opened
 * and a rejected option both exit with 1 and are distinguished by the message (in the C locale) only.
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

/** SANE's words for its statuses. */
const byReason: readonly (readonly [RegExp, ScanCode])[] = [
  [/Operation was cancel/, 'SCAN-CANCELLED'],
  [/Device busy/, 'SCAN-BUSY'],
  [/Access to resource has been denied/, 'SCAN-ACCESS-DENIED'],
  [/Error during device I\/O/, 'SCAN-IO'],
  [/Scanner cover is open/, 'SCAN-COVER-OPEN'],
  [/jammed/, 'SCAN-JAMMED'],
  [/out of documents/, 'SCAN-NO-DOCS'],
];

const codeOfReason = (reason: string): ScanCode =>
  byReason.find(([pattern]) => pattern.test(reason))?.[1] ?? 'SCAN-DRIVER';

/** Why a scan that had begun failed. Once this is written nothing more will come, whether or not the program ends. */
export const readFailure = (text: string): string | null =>
  /sane_(?:start|read): (.+)/.exec(text)?.[1] ?? null;

const codeOf = (status: number | null, text: string): ScanCode => {
  if (text.includes('no SANE devices found')) return 'SCAN-NOT-FOUND';
  const unopened = /open of device .* failed: (.+)/.exec(text)?.[1];
  // "Invalid argument" is how SANE says that there is no such device.
  if (unopened !== undefined)
    return unopened.includes('Invalid argument') ? 'SCAN-NOT-FOUND' : codeOfReason(unopened);
  if (status !== null) return byStatus[status] ?? 'SCAN-DRIVER';
  return codeOfReason(readFailure(text) ?? '');
};

/** @param status null when a signal ended the program: backends of devices crash, and some hang after a failure. */
export const scanimageFailure = (status: number | null, text: string): Err =>
  err(codeOf(status, text), status === null ? {} : { params: { status } });

/** What stands in the way when the option `--mode` is refused: the device has none, or calls its values differently. */
export const modeRefusal = (text: string): 'no-such-option' | 'no-such-value' | null => {
  if (/unrecognized option '?-*mode\b/.test(text)) return 'no-such-option';
  return text.includes('setting of option --mode failed') ? 'no-such-value' : null;
};

/** Whether the device has no area to choose: `-x` is an option only of those that have. */
export const refusesArea = (text: string): boolean => /invalid option -- '?[ltxy]\b/.test(text);

/** The resolution that the device took instead of the one it was asked for, if it said so. */
export const roundedDpi = (text: string): number | null => {
  const found = /rounded value of (?:x-)?resolution from \S+ to (\d+)/.exec(text);
  return found ? Number(found[1]) : null;
};

/** A colour mode among the values that `scanimage -A` lists for `--mode`. */
export const colourMode = (options: string): string | null => {
  const values =
    /^\s+--mode (.+?)(?: \[[^[\]]*(?:\[[^\]]*\])?\])?$/m.exec(options)?.[1]?.split('|') ?? [];
  return (
    values.find((value) => value === 'Color') ??
    values.find((value) => /colou?r/i.test(value)) ??
    null
  );
};

/** The largest width and height among the options that `scanimage -A` lists, as they stand there; null where there are none. */
export const glassSize = (
  options: string,
): { readonly width: string; readonly height: string } | null => {
  const most = (letter: string): string | undefined =>
    new RegExp(`^\\s+-${letter} [\\d.]+\\.\\.([\\d.]+)mm`, 'm').exec(options)?.[1];
  const [width, height] = [most('x'), most('y')];
  return width && height ? { width, height } : null;
};
