/**
 * Changes the master key of a store: every registration's data key is rewrapped, and no data is resealed. The key of
 * the keyed hashes stays, so that tombstones, which have no values to hash again, can still be found.
 */
import type { DatabaseSync } from 'node:sqlite';
import { blobColumn, type Row } from '#main/store/rows.ts';
import { setMeta } from '#main/store/meta.ts';
import type { Sealer } from '#main/store/sealing.ts';
import { deleteRecoveryNote } from './key-notes.ts';

/**
 * Called inside a transaction.
 * @returns the number of rewrapped keys. A data key that cannot be unwrapped cannot be recovered and is left unchanged.
 */
export const rewrapKeys = (db: DatabaseSync, from: Sealer, to: Sealer): number => {
  const update = db.prepare('UPDATE registration SET data_key = ? WHERE id = ?');
  const rows: Row[] = db.prepare('SELECT id, data_key FROM registration ORDER BY seq').all();
  let rewrapped = 0;
  for (const row of rows) {
    const id = row['id'] as string;
    const key = from.unwrap(id, blobColumn(row, 'data_key'));
    if (!key) continue;
    update.run(to.wrap(id, key), id);
    rewrapped += 1;
  }
  setMeta(db, 'key-check', to.keyCheck());
  setMeta(db, 'index-key', to.sealIndexKey());
  // The stored recovery box holds the former master key, and the recovery key to seal the new one is only on paper.
  deleteRecoveryNote(db);
  return rewrapped;
};
