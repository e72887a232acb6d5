/** Opens the SQLite database with its durability settings and checks it before use. A damaged file is never overwritten. */
import { existsSync, statSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { err, ok, type Err, type Result } from '#shared/result.ts';
import { IS_UNSETTLED, migrationsFrom, SCHEMA, SCHEMA_VERSION } from './schema.ts';

const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;
const LOCK_WAIT_MS = 2_000;

/** What a failure of SQLite means. Any other error is a bug and is rethrown. */
export const storeError = (thrown: unknown): Err => {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number') {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC')
      return err('STORE-FULL');
    throw thrown;
  }
  // The low byte is the kind, the rest its details.
  const kind = thrown.errcode & 0xff;
  if (kind === FULL) return err('STORE-FULL');
  return err(kind === CORRUPT || kind === NOT_A_DATABASE ? 'STORE-DAMAGED' : 'STORE-WRITE');
};

/** Runs a query; its exceptions become results. */
export const guarded = <T>(job: () => Result<T>): Result<T> => {
  try {
    return job();
  } catch (thrown) {
    return storeError(thrown);
  }
};

const statements = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/**
 * A statement that a connection runs again and again, parsed and planned once. For a fixed number of texts only: each is kept
 * for as long as the connection is.
 */
export const statement = (db: DatabaseSync, sql: string): StatementSync => {
  const ofDb = statements.get(db) ?? new Map<string, StatementSync>();
  statements.set(db, ofDb);
  const known = ofDb.get(sql) ?? db.prepare(sql);
  ofDb.set(sql, known);
  return known;
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

const pragma = (db: DatabaseSync, name: string): unknown =>
  Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];

export interface DatabasePlan {
  /** Writes what a new store begins with, in the transaction that makes its tables. */
  readonly fill: (db: DatabaseSync) => void;
  /** Looks whether a sound file is the one that is meant, before anything is written to it. */
  readonly verify: (db: DatabaseSync) => Result<undefined>;
  /** Whether a store of this version is opened without a check of the whole file, which the caller then has to make. */
  readonly deferCheck?: boolean;
}

/** What an opening found. */
interface Inspected {
  /** False: the file is new and empty. */
  readonly exists: boolean;
  /** Whether every page of it was looked at. */
  readonly checked: boolean;
}

// quick_check gives one row, 'ok', or one row for each thing that is wrong.
const isSound = (db: DatabaseSync): boolean => pragma(db, 'quick_check(1)') === 'ok';

/**
 * Reads what is written to or sent first: the notes, the counts, and every registration that is not settled. Damaged pages throw.
 * Enough after a crash too: what it can have torn is in the journal, whose checksums SQLite verifies when it opens the file
 * (sqlite.org/walformat.html), and a journal that was cut short is behind the anchor.
 */
const readOpenWork = (db: DatabaseSync): void => {
  for (const sql of [
    'SELECT * FROM meta',
    'SELECT * FROM state_count',
    `SELECT * FROM registration INDEXED BY registration_unsettled WHERE ${IS_UNSETTLED}`,
  ]) {
    const rows = db.prepare(sql).iterate();
    while (!rows.next().done);
  }
};

const inspect = (db: DatabaseSync, { verify, deferCheck }: DatabasePlan): Result<Inspected> => {
  const version = pragma(db, 'user_version');
  const checked = !(deferCheck && version === SCHEMA_VERSION);
  if (checked && !isSound(db)) return err('STORE-DAMAGED');
  const isNewer = Number(version) > SCHEMA_VERSION;
  if (version === SCHEMA_VERSION || isNewer || migrationsFrom(version).length > 0) {
    const verified = verify(db);
    if (!verified.ok) return verified;
    if (isNewer) return err('STORE-NEWER');
    if (!checked) readOpenWork(db);
    return ok({ exists: true, checked });
  }
  const tables = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'];
  return version === 0 && tables === 0 ? ok({ exists: false, checked }) : err('STORE-DAMAGED');
};

/**
 * Checks every page of a store that may be open elsewhere, through a connection that cannot write.
 * @returns whether it is sound. Failures: STORE-WRITE when it cannot be read now.
 */
export const checkDatabase = (path: string): Result<boolean> => {
  const looked = guarded(() => {
    const db = new DatabaseSync(path, { readOnly: true, timeout: LOCK_WAIT_MS });
    try {
      return ok(isSound(db));
    } finally {
      db.close();
    }
  });
  return !looked.ok && looked.error.code === 'STORE-DAMAGED' ? ok(false) : looked;
};

/**
 * Looks at the file through a connection that cannot write: a normal one would take the journal into a damaged file, or
 * throw it away, when it is closed.
 */
const inspectFile = (path: string, plan: DatabasePlan): Result<Inspected> => {
  if (path === ':memory:' || !existsSync(path) || statSync(path).size === 0)
    return ok({ exists: false, checked: true });
  return guarded(() => {
    const db = new DatabaseSync(path, { readOnly: true, timeout: LOCK_WAIT_MS });
    try {
      return inspect(db, plan);
    } finally {
      db.close();
    }
  });
};

/**
 * All steps or none of them. A referenced table may be created again within the transaction: whether their references hold is
 * checked at the end, since SQLite would take dropping the old one for deleting its rows.
 */
const migrate = (db: DatabaseSync, steps: readonly string[]): Result<undefined> => {
  // Has no effect within a transaction.
  db.exec('PRAGMA foreign_keys = OFF');
  const migrated = inTransaction(db, () => {
    for (const step of steps) db.exec(step);
    return db.prepare('PRAGMA foreign_key_check').get() === undefined
      ? ok(undefined)
      : err('STORE-DAMAGED');
  });
  db.exec('PRAGMA foreign_keys = ON');
  return migrated;
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
    return migrate(db, steps);
  }
  return inTransaction(db, () => {
    db.exec(SCHEMA);
    fill(db);
    return ok(undefined);
  });
};

/**
 * Opens the file, or makes it; or a database in memory for `:memory:`.
 * Failures: STORE-DAMAGED, STORE-NEWER, STORE-FULL, STORE-WRITE, and those of `verify`; nothing is written then.
 */
export const openDatabase = (
  path: string,
  plan: DatabasePlan,
): Result<{ db: DatabaseSync; checked: boolean }> => {
  const found = inspectFile(path, plan);
  if (!found.ok) return found;
  const { exists, checked } = found.data;
  return guarded(() => {
    const db = new DatabaseSync(path, { timeout: LOCK_WAIT_MS, enableForeignKeyConstraints: true });
    const prepared = guarded(() => prepare(db, plan, exists));
    if (prepared.ok) return ok({ db, checked });
    db.close();
    return prepared;
  });
};
