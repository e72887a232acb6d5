/**
 * Formats the verification log as a CSV file for the bank. Names and numbers are masked as in the outbox, unless the policy
 * permits full values (`logExport`).
 */
import { timeStamp } from '#shared/domain/file-stamp.ts';
import { formatWireDate } from '#shared/domain/civil-date.ts';
import { parseSubmissionTime } from '#shared/domain/log-order.ts';
import { groupMobile, maskMobile } from '#shared/domain/mobile.ts';
import { maskName } from '#shared/domain/name-mask.ts';
import { groupNid, maskNid } from '#shared/domain/nid.ts';
import type { LogEntry, LogExportValues } from '#shared/domain/verification.ts';
import { csvLines } from './csv.ts';

export interface LogExportSource {
  /** Branch code and counter number, `0142-3`. */
  readonly counter: string;
  readonly values: LogExportValues;
  /** Time of the export, epoch milliseconds. */
  readonly at: number;
}

/** In English regardless of the language of the screens, because programs of the bank read the file. */
const HEADER = ['Mobile number', 'Name', 'NID number', 'Submitted (Bangladesh time)', 'Verdict'];

/** `2026-11-29 01:30`, or the date when the service sent no time. A text that cannot be parsed is returned unchanged. */
const formatSubmittedOn = (text: string): string => {
  const submitted = parseSubmissionTime(text);
  if (!submitted) return text;
  const day = formatWireDate(submitted.day, 'ymd');
  if (submitted.at === null) return day;
  // The time stamp ends with hhmm.
  const [hours = '', minutes = ''] = timeStamp(submitted.at).slice(-4).match(/../g) ?? [];
  return `${day} ${hours}:${minutes}`;
};

/** NID numbers of old cards have no usual grouping; they are grouped by four digits. */
const groupAnyNid = (nid: string): string => {
  const grouped = groupNid(nid);
  return grouped === nid ? nid.replaceAll(/\d{4}(?=\d)/g, '$& ') : grouped;
};

/** Full numbers are grouped, because a spreadsheet treats ungrouped ones as amounts and drops leading zeros and the last digits. */
const formatRow = (
  { mobile, name, nid, ...entry }: LogEntry,
  values: LogExportValues,
): string[] => [
  ...(values === 'full'
    ? [groupMobile(mobile), name, groupAnyNid(nid)]
    : [maskMobile(mobile), maskName(name), maskNid(nid)]),
  formatSubmittedOn(entry.submittedOn),
  entry.verdict,
];

export const logFileName = ({ counter, at }: LogExportSource): string =>
  `ekyc-log-${counter}-${timeStamp(at)}.csv`;

export const logFileLines = (
  entries: readonly LogEntry[],
  { values }: LogExportSource,
): Iterable<string> =>
  csvLines(
    HEADER,
    (function* () {
      for (const entry of entries) yield formatRow(entry, values);
    })(),
  );
