/**
 * When the log ends. The service gives no total, and some of its versions answer beyond the end with the last page again,
 * so: an empty page, a short page, or a page equal to the one before is the last. Lines seen before are left out.
 */
import { createHash } from 'node:crypto';
import type { LogEntry, LogFilter, LogPage } from '#shared/domain/verification.ts';

export const LOG_PAGE_SIZE = 20;

export interface LogPages {
  /** @param received lines in the answer, readable or not. */
  add(owner: string, filter: LogFilter, page: number, entries: readonly LogEntry[], received: number): LogPage;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64');
const lineDigest = ({ mobile, nid, name, submittedOn, verdict }: LogEntry): string =>
  digest(JSON.stringify([mobile, nid, name, submittedOn, verdict]));

/** Remembers digests only, never a customer's line; forgets everything when another clerk signs in. */
export const createLogPages = (): LogPages => {
  let ownerDigest = '';
  const pages = new Map<LogFilter, Map<number, readonly string[]>>();
  return {
    add: (owner, filter, page, entries, received) => {
      if (digest(owner) !== ownerDigest) pages.clear();
      ownerDigest = digest(owner);
      const known = pages.get(filter) ?? new Map<number, readonly string[]>();
      pages.set(filter, known);
      const lines = entries.map(lineDigest);
      known.set(page, lines);
      const before = known.get(page - 1);
      const same = before !== undefined && before.length === lines.length && before.every((line, index) => line === lines[index]);
      const seen = new Set([...known].filter(([number]) => number < page).flatMap(([, earlier]) => earlier));
      const fresh = entries.filter((_entry, index) => {
        const line = lines[index] ?? '';
        return !seen.has(line) && seen.add(line);
      });
      return { entries: same ? [] : fresh, hasMore: !same && received >= LOG_PAGE_SIZE, whole: received === 0 || same || received > LOG_PAGE_SIZE };
    },
  };
};
