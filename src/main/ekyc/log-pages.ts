/**
 * Detects the end of the log. The service returns no total and may choose its page size, so a short page proves nothing. The
 * end is proved by an empty page, a repetition of the page before, or more lines than requested (the whole log at once).
 */
import { createHash } from 'node:crypto';
import type { LogEntry, LogFilter, LogPage } from '#shared/domain/verification.ts';

export const LOG_PAGE_SIZE = 20;

export interface LogPages {
  /** @param received lines in the answer, readable or not. */
  add(
    owner: string,
    filter: LogFilter,
    page: number,
    entries: readonly LogEntry[],
    received: number,
  ): LogPage;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64');
const lineText = ({ mobile, nid, name, submittedOn, verdict }: LogEntry): string =>
  JSON.stringify([mobile, nid, name, submittedOn, verdict]);

const isSame = (page: readonly string[], other: readonly string[] | undefined): boolean =>
  other !== undefined &&
  page.length === other.length &&
  page.every((line, index) => line === other[index]);

/** Entries whose line is not in `seen`; adds them to it. */
const unseen = (
  entries: readonly LogEntry[],
  lines: readonly string[],
  seen: Set<string>,
): LogEntry[] =>
  entries.filter((_entry, index) => {
    const line = lines[index] ?? '';
    return !seen.has(line) && seen.add(line);
  });

/** Keeps digests only, never a customer's line, and drops them when another clerk signs in. */
export const createLogPages = (): LogPages => {
  let ownerDigest = '';
  const pages = new Map<LogFilter, Map<number, readonly string[]>>();
  return {
    add: (owner, filter, page, entries, received) => {
      if (digest(owner) !== ownerDigest) pages.clear();
      ownerDigest = digest(owner);
      const known = pages.get(filter) ?? new Map<number, readonly string[]>();
      pages.set(filter, known);
      // Without paging no later page needs the digests of this one, which may be long.
      if (received > LOG_PAGE_SIZE) {
        known.delete(page);
        return { entries: unseen(entries, entries.map(lineText), new Set()), whole: true };
      }
      const lines = entries.map((entry) => digest(lineText(entry)));
      known.set(page, lines);
      const repeats = isSame(lines, known.get(page - 1));
      // A new line at the top shifts a page of one line down unchanged, so that page must repeat twice.
      const confirmed = lines.length > 1 || isSame(lines, known.get(page - 2));
      const seen = new Set(
        [...known].filter(([number]) => number < page).flatMap(([, earlier]) => earlier),
      );
      return {
        entries: repeats ? [] : unseen(entries, lines, seen),
        whole: received === 0 || (repeats && confirmed),
      };
    },
  };
};
