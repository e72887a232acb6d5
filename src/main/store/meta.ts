/** Reads and writes the named values of the table `meta`: counters, keys and notes of the store as a whole. */
import type { DatabaseSync } from 'node:sqlite';
import { cachedStatement } from './database.ts';

export const getMeta = (db: DatabaseSync, name: string): unknown =>
  cachedStatement(db, 'SELECT value FROM meta WHERE name = ?').get(name)?.['value'];
export const setMeta = (
  db: DatabaseSync,
  name: string,
  value: string | number | Uint8Array,
): void => {
  cachedStatement(
    db,
    'INSERT INTO meta(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value',
  ).run(name, value);
};
