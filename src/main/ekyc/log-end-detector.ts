/**
 * Detects the end of the log. The service returns no total and may choose its page size, so a short page need not be the
 * last. The end is proved by an empty page, a repeated page, or more entries than requested (the whole log at once).
 */
import { createHash } from 'node:crypto';
import type { LogEntry, LogFilter, LogPage } from '#shared/domain/verification.ts';

export const LOG_PAGE_SIZE = 20;

export interface LogEndDetector {
  /**
   * Adds a page. @returns its entries without those of earlier pages, and whether it proves the end.
   * @param token the session token, which tells clerks apart. @param received number of entries in the answer, readable or not.
   */
  add(
    token: string,
    filter: LogFilter,
    page: number,
    entries: readonly LogEntry[],
    received: number,
  ): LogPage;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');
const serializeEntry = ({ mobile, nid, name, submittedOn, verdict }: LogEntry): string =>
  JSON.stringify([mobile, nid, name, submittedOn, verdict]);

const isSamePage = (page: readonly string[], other: readonly string[] | undefined): boolean =>
  other !== undefined &&
  page.length === other.length &&
  page.every((digest, index) => digest === other[index]);

/** Entries whose digest is not in `seen`; adds their digests to it. */
const removeSeen = (
  entries: readonly LogEntry[],
  digests: readonly string[],
  seen: Set<string>,
): LogEntry[] =>
  entries.filter((_entry, index) => {
    const digest = digests[index] ?? '';
    return !seen.has(digest) && seen.add(digest);
  });

/** Keeps digests of the entries only, and removes them when another clerk signs in. */
export const createLogEndDetector = (): LogEndDetector => {
  let tokenDigest = '';
  const digestsByFilter = new Map<LogFilter, Map<number, readonly string[]>>();
  return {
    add: (token, filter, page, entries, received) => {
      if (sha256(token) !== tokenDigest) digestsByFilter.clear();
      tokenDigest = sha256(token);
      const digestsByPage = digestsByFilter.get(filter) ?? new Map<number, readonly string[]>();
      digestsByFilter.set(filter, digestsByPage);
      // Without paging no later page needs the digests of this one, which may be long.
      if (received > LOG_PAGE_SIZE) {
        digestsByPage.delete(page);
        return {
          entries: removeSeen(entries, entries.map(serializeEntry), new Set()),
          complete: true,
        };
      }
      const digests = entries.map((entry) => sha256(serializeEntry(entry)));
      digestsByPage.set(page, digests);
      const isRepeated = isSamePage(digests, digestsByPage.get(page - 1));
      // A new entry at the top moves a page of one entry to the next page number, so such a page must repeat twice.
      const isConfirmed = digests.length > 1 || isSamePage(digests, digestsByPage.get(page - 2));
      const seen = new Set(
        [...digestsByPage]
          .filter(([number]) => number < page)
          .flatMap(([, earlierDigests]) => earlierDigests),
      );
      return {
        entries: isRepeated ? [] : removeSeen(entries, digests, seen),
        complete: received === 0 || (isRepeated && isConfirmed),
      };
    },
  };
};
