/** Reads one registration of the open store, or one of its pictures. */
import type { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '#shared/result.ts';
import type { StoredPart, StoredRegistration } from '#main/record/stored-registration.ts';
import { cachedStatement, catchStoreErrors } from './database.ts';
import {
  blobColumn,
  decryptBaseline,
  decryptBody,
  toStoredRegistration,
  type Row,
} from './rows.ts';
import { unseal, type Sealer } from './sealing.ts';

export const selectRow = (db: DatabaseSync, id: string): Row | undefined =>
  cachedStatement(db, 'SELECT * FROM registration WHERE id = ?').get(id);

/** Implements `Store.get`. */
export const readRegistration = (
  db: DatabaseSync,
  sealer: Sealer,
  id: string,
): Result<StoredRegistration> =>
  catchStoreErrors(() => {
    const row = selectRow(db, id);
    if (!row) return err('REG-NOT-FOUND');
    const body = decryptBody(sealer, row);
    return body.ok ? ok(toStoredRegistration(row, body.data, decryptBaseline(sealer, row))) : body;
  });

/** Implements `Store.part`. */
export const readPart = (
  db: DatabaseSync,
  sealer: Sealer,
  id: string,
  name: StoredPart,
): Result<Buffer | null> =>
  catchStoreErrors(() => {
    const row = cachedStatement(
      db,
      'SELECT r.data_key, p.box FROM registration r JOIN part p ON p.registration_id = r.id WHERE r.id = ? AND p.name = ?',
    ).get(id, name);
    if (!row) return ok(null);
    const key = sealer.unwrap(id, blobColumn(row, 'data_key'));
    const bytes = key && unseal(key, id, `part ${name}`, blobColumn(row, 'box'));
    return bytes ? ok(bytes) : err('STORE-DAMAGED');
  });
