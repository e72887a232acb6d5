/** The SQLite file: opened with every safety on, checked before it is used, never made anew over something damaged. */
import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { err, ok, type Err, type Result } from '#shared/result.ts';
import { migrationsFrom, SCHEMA, SCHEMA_VERSION } from './schema.ts';

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

export interface DatabasePlan {
  /** Writes what a new store begins with, in the transaction that makes its tables. */
  readonly fill: (db: DatabaseSync) => void;
  /** Looks whether a sound file is the one that is meant, before anything is written to it. */
  readonly verify: (db: DatabaseSync) => Result<undefined>;
}

/** @returns whether there is a sound store, of this version or one it grew from; false: the file is new and empty. */
const inspect = (db: DatabaseSync, { verify }: DatabasePlan): Result<boolean> => {
  // quick_check gives one row, 'ok', or one row for each thing that is wrong.
  if (pragma(db, 'quick_check(1)') !== 'ok') return err('STORE-DAMAGED');
  const version = pragma(db, 'user_version');
  if (version === SCHEMA_VERSION || migrationsFrom(version).length > 0) {
    const verified = verify(db);
    return verified.ok ? ok(true) : verified;
  }
  const tables = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'];
  return version === 0 && tables === 0 ? ok(false) : err('STORE-DAMAGED');
};

/**
 * Looks at the file through a connection that cannot write: a normal one would take the journal into a damaged file, or
 * throw it away, when it is closed.
 */
const inspectFile = (path: string, plan: DatabasePlan): Result<boolean> => {
  if (path === ':memory:' || !existsSync(path) || statSync(path).size === 0) return ok(false);
  return guarded(() => {
    const db = new DatabaseSync(path, { readOnly: true, timeout: LOCK_WAIT_MS });
    try {
      return inspect(db, plan);
    } finally {
      db.close();
    }
  });
};

const prepare = (db: DatabaseSync, { fill }: DatabasePlan, exists: boolean): Result<undefined> => {
  // Takes effect only before the first table.
  if (!exists) db.exec('PRAGMA auto_vacuum = INCREMENTAL');
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
  `);
  if (exists) {
    const steps = migrationsFrom(pragma(db, 'user_version'));
    if (steps.length === 0) return ok(undefined);
    return inTransaction(db, () => {
      for (const step of steps) db.exec(step);
      return ok(undefined);
    });
  }
  return inTransaction(db, () => {
    db.exec(SCHEMA);
    fill(db);
    return ok(undefined);
  });
};

/**
 * Opens the file, or makes it; or a database in memory for `:memory:`.
 * Failures: STORE-DAMAGED, STORE-FULL, STORE-WRITE, and those of `verify`; nothing is written then.
 */
export const openDatabase = (path: string, plan: DatabasePlan): Result<DatabaseSync> => {
  const exists = inspectFile(path, plan);
  if (!exists.ok) return exists;
  return guarded(() => {
    const db = new DatabaseSync(path, { timeout: LOCK_WAIT_MS, enableForeignKeyConstraints: true });
    const prepared = guarded(() => prepare(db, plan, exists.data));
    if (prepared.ok) return ok(db);
    db.close();
    return prepared;
  });
};
