/** The SQLite file: opened with every safety on, checked before it is used, never made anew over something damaged. */
import { DatabaseSync } from 'node:sqlite';
import { err, ok, type Err, type Result } from '#shared/result.ts';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';

const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;
const LOCK_WAIT_MS = 2_000;

/** What a failure of SQLite means. Anything that is no failure of SQLite is a bug and goes on being thrown. */
export const storeError = (thrown: unknown): Err => {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number') {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC') return err('STORE-FULL');
    throw thrown;
  }
  // The low byte is the kind, the rest its details.
  const kind = thrown.errcode & 0xff;
  if (kind === FULL) return err('STORE-FULL');
  return err(kind === CORRUPT || kind === NOT_A_DATABASE ? 'STORE-DAMAGED' : 'STORE-WRITE');
};

/** Runs something that asks SQLite; its failures become values. */
export const guarded = <T>(job: () => Result<T>): Result<T> => {
  try {
    return job();
  } catch (thrown) {
    return storeError(thrown);
  }
};

/** All of it or nothing of it; on disk when this returns. */
export const inTransaction = <T>(db: DatabaseSync, job: () => Result<T>): Result<T> =>
  guarded(() => {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = job();
      db.exec(result.ok ? 'COMMIT' : 'ROLLBACK');
      return result;
    } catch (thrown) {
      // A full disk may have rolled back already.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw thrown;
    }
  });

const pragma = (db: DatabaseSync, name: string): unknown => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];

/** @returns whether the file is sound and ours; false: it is new and empty. */
const isOurs = (db: DatabaseSync): Result<boolean> => {
  // quick_check gives one row, 'ok', or one row for each thing that is wrong.
  if (pragma(db, 'quick_check(1)') !== 'ok') return err('STORE-DAMAGED');
  const version = pragma(db, 'user_version');
  if (version === SCHEMA_VERSION) return ok(true);
  const tables = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'];
  return version === 0 && tables === 0 ? ok(false) : err('STORE-DAMAGED');
};

const prepare = (db: DatabaseSync, fill: () => void): Result<undefined> => {
  const ours = isOurs(db);
  if (!ours.ok) return ours;
  // Takes effect only before the first table.
  if (!ours.data) db.exec('PRAGMA auto_vacuum = INCREMENTAL');
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
  `);
  if (ours.data) return ok(undefined);
  return inTransaction(db, () => {
    db.exec(SCHEMA);
    fill();
    return ok(undefined);
  });
};

/**
 * Opens the file, or a database in memory for `:memory:`.
 * @param fill writes what a new store begins with, in the transaction that makes its tables.
 * Failures: STORE-DAMAGED, STORE-FULL, STORE-WRITE.
 */
export const openDatabase = (path: string, fill: (db: DatabaseSync) => void): Result<DatabaseSync> =>
  guarded(() => {
    const db = new DatabaseSync(path, { timeout: LOCK_WAIT_MS, enableForeignKeyConstraints: true });
    const prepared = guarded(() => prepare(db, () => fill(db)));
    if (prepared.ok) return ok(db);
    db.close();
    return prepared;
  });
