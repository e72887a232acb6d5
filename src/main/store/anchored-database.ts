/** The database of a store together with its anchor and its sealer. After each write the anchor is updated. */
import type { DatabaseSync } from 'node:sqlite';
import { ok, type Result } from '#shared/result.ts';
import { createAnchor, type ProgressMark } from './anchor.ts';
import { inTransaction } from './database.ts';
import { getMeta, setMeta } from './meta.ts';
import type { Sealer } from './sealing.ts';
import { compareWithAnchor, progressMarkOf } from './store-progress.ts';

export interface AnchoredDatabaseDeps {
  readonly db: DatabaseSync;
  readonly sealer: Sealer;
  /** Sealer of the other master key after an interrupted rotation; the anchor may be sealed with it. */
  readonly otherSealer: Sealer | undefined;
  /** File of the anchor; without it a rollback is not detected. */
  readonly anchorFile: string | undefined;
}

export interface AnchoredDatabase {
  readonly db: DatabaseSync;
  /** The current sealer, which a rotation of the master key replaces. */
  readonly sealer: () => Sealer;
  /**
   * Compares the store with its anchor and the keychain, see `compareWithAnchor`.
   * @param minimumMark minimum progress of the store, from the keychain. @returns whether the store was behind.
   */
  readonly compareProgress: (
    minimumMark: ProgressMark | null,
    isNew: boolean,
    at: number,
  ) => Result<boolean>;
  /** Runs a job in a transaction and counts it as a write. Afterwards the anchor matches the data on disk. */
  readonly inAnchoredTransaction: <T>(job: () => Result<T>) => Result<T>;
  /** Uses another master key for the anchor and all further writes. @returns whether the anchor was written with it. */
  readonly replaceSealer: (next: Sealer) => boolean;
  readonly close: () => void;
}

export const createAnchoredDatabase = ({
  db,
  sealer: firstSealer,
  otherSealer,
  anchorFile,
}: AnchoredDatabaseDeps): AnchoredDatabase => {
  let sealer = firstSealer;
  let anchor =
    anchorFile === undefined ? null : createAnchor({ file: anchorFile, sealer, otherSealer });
  return {
    db,
    sealer: () => sealer,
    compareProgress: (minimumMark, isNew, at) =>
      anchor ? compareWithAnchor(db, sealer, { anchor, minimumMark }, isNew, at) : ok(false),
    inAnchoredTransaction: (job) => {
      const written = inTransaction(db, () => {
        const result = job();
        if (result.ok) setMeta(db, 'writes', Number(getMeta(db, 'writes') ?? 0) + 1);
        return result;
      });
      if (written.ok) anchor?.write(progressMarkOf(db));
      return written;
    },
    replaceSealer: (next) => {
      const former = sealer;
      sealer = next;
      if (anchorFile === undefined) return true;
      anchor?.close();
      anchor = createAnchor({ file: anchorFile, sealer, otherSealer: former });
      // Determines the slot of the newest mark, which the next write must not overwrite.
      anchor.read();
      return anchor.write(progressMarkOf(db));
    },
    close: () => {
      anchor?.close();
      if (db.isOpen) db.close();
    },
  };
};
