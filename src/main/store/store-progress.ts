/** Compares the progress of the store with its anchor and the keychain, and marks the registrations of an older store for review. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { ok, type Result } from '#shared/result.ts';
import type { Anchor, ProgressMark } from './anchor.ts';
import { inTransaction } from './database.ts';
import { markAllForReview } from './mark-for-review.ts';
import { getMeta, setMeta } from './meta.ts';
import type { Sealer } from './sealing.ts';

/** The store's progress as recorded in its anchor. A store without an id gets one when it is first opened. */
export const progressMarkOf = (db: DatabaseSync): ProgressMark => ({
  storeId: getMeta(db, 'store-id') as string,
  writes: Number(getMeta(db, 'writes') ?? 0),
  nextNumber: Number(getMeta(db, 'next-number') ?? 1),
});

export interface RecordedProgress {
  readonly anchor: Anchor;
  /** Minimum progress, from the keychain. */
  readonly minimumMark: ProgressMark | null;
}

/**
 * Compares a store with its anchor and the keychain. If the store is behind, its registrations are marked for review and its progress is
 * raised above that of the anchor and the keychain, in one transaction.
 * @returns whether the store was behind.
 */
export const compareWithAnchor = (
  db: DatabaseSync,
  sealer: Sealer,
  { anchor, minimumMark }: RecordedProgress,
  isNew: boolean,
  at: number,
): Result<boolean> => {
  const mark = anchor.read();
  const marks = [mark, minimumMark].filter((found) => found !== null && typeof found !== 'string');
  const compared = inTransaction(db, () => {
    if (typeof getMeta(db, 'store-id') !== 'string') setMeta(db, 'store-id', randomUUID());
    if (mark === 'none' && minimumMark === null) return ok(false);
    const storeMark = progressMarkOf(db);
    // No reference is issued twice, even if the registrations that had it are lost.
    setMeta(
      db,
      'next-number',
      Math.max(storeMark.nextNumber, ...marks.map(({ nextNumber }) => nextNumber)),
    );
    if (isNew) return ok(false);
    const isReached = ({ storeId, writes }: ProgressMark): boolean =>
      storeId === storeMark.storeId && writes <= storeMark.writes;
    if (mark !== 'unreadable' && marks.every(isReached)) return ok(false);
    setMeta(db, 'writes', Math.max(storeMark.writes, ...marks.map(({ writes }) => writes)) + 1);
    markAllForReview(db, sealer, { at, code: 'STORE-ROLLED-BACK' });
    return ok(true);
  });
  if (compared.ok) anchor.write(progressMarkOf(db));
  return compared;
};
