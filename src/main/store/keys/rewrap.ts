/**
 * Another master key for a store: every registration's own key is wrapped anew, and nothing is sealed anew. The key behind the
 * keyed hashes stays, so that tombstones, whose values are gone, are found as before.
 */
import type { DatabaseSync } from 'node:sqlite';
import { blob, setMeta, type Row } from '#main/store/rows.ts';
import type { Sealer } from '#main/store/sealing.ts';
import { forgetRecovery } from './key-notes.ts';

/**
 * To be called inside a transaction.
 * @returns how many were wrapped anew. One whose key does not open is lost already and stays as it is.
 */
export const rewrap = (db: DatabaseSync, from: Sealer, to: Sealer): number => {
  const put = db.prepare('UPDATE registration SET data_key = ? WHERE id = ?');
  const rows: Row[] = db.prepare('SELECT id, data_key FROM registration ORDER BY seq').all();
  let done = 0;
  for (const row of rows) {
    const id = row['id'] as string;
    const key = from.unwrap(id, blob(row, 'data_key'));
    if (!key) continue;
    put.run(to.wrap(id, key), id);
    done += 1;
  }
  setMeta(db, 'key-check', to.keyCheck());
  setMeta(db, 'index-key', to.sealIndexKey());
  // It opens the key before, and nobody has it any more to seal the new one with.
  forgetRecovery(db);
  return done;
};
