/**
 * How services differ from what their document suggests, for as long as they run: the size, order and delay of the log,
 * and whom the status speaks of. Tests choose them; no dialect has any by itself.
 */
import { createHash } from 'node:crypto';
import type { Registration } from './types.ts';

export interface Quirks {
  /** Most lines on a page, whatever was asked for; `none`: no paging, every page is the whole log. */
  readonly pageCap?: number | 'none';
  readonly order?: 'oldest-first' | 'newest-first' | 'unsorted';
  /** Milliseconds from the saving of a registration until its line is in the log. */
  readonly lineDelayMs?: number;
  /**
   * `latest-of-mobile`: the last one saved with the number. `first-of-mobile`: the first one, as the service does it.
   * `invalid`: that word alone, for everybody. `silent`: a word and no hint of whom it is about.
   */
  readonly status?: 'latest-of-mobile' | 'first-of-mobile' | 'invalid' | 'silent';
}

/** A fixed order without any sense in it. */
const scrambled = ({ entry }: Registration): string =>
  createHash('sha256').update(String(entry.seq)).digest('hex');

/** The lines the log has at this moment, in its order. @param saved in the order in which they were first saved. */
export const logLines = (
  saved: readonly Registration[],
  quirks: Quirks,
  now: number,
): readonly Registration[] => {
  const visible = saved.filter(({ entry }) => entry.at + (quirks.lineDelayMs ?? 0) <= now);
  if (quirks.order === 'newest-first') return visible.toReversed();
  if (quirks.order !== 'unsorted') return visible;
  return visible.toSorted((a, b) => (scrambled(a) < scrambled(b) ? -1 : 1));
};

/** Whom the status speaks of. @param saved those with the number asked for, in the order in which they were first saved. */
export const statusSubject = (
  saved: readonly Registration[],
  quirks: Quirks,
): Registration | null => {
  if (quirks.status === 'latest-of-mobile')
    return saved.toSorted((a, b) => b.entry.seq - a.entry.seq)[0] ?? null;
  return saved[0] ?? null;
};
