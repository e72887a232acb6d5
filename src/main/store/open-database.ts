/** Opens the SQLite database with its durability settings and checks it before use. A damaged file is never overwritten. */
import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '#shared/result.ts';
import { catchStoreErrors, inTransaction } from './database.ts';
import { IS_UNSETTLED, migrationsFrom, SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** Time to wait for another process that has locked the file. */
const BUSY_TIMEOUT_MS = 2_000;

const readPragma = (db: DatabaseSync, name: string): unknown =>
  Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];

export interface OpenOptions {
  /** Writes the initial content of a new store, in the transaction that creates its tables. */
  readonly fill: (db: DatabaseSync) => void;
  /** Verifies that an intact file is the expected store, before anything is written to it. */
  readonly verify: (db: DatabaseSync) => Result<undefined>;
  /** Skips the check of the whole file for a store of this version; the caller must then make it. */
  readonly deferCheck?: boolean;
}

/** State of a file before it is opened for writing. */
interface Inspection {
  /** Whether the file holds a store; false for a new and empty file. */
  readonly exists: boolean;
  /** Whether every page was checked. */
  readonly checked: boolean;
}

/** quick_check returns the single row 'ok', or one row per fault; its argument limits the number of faults. */
const isIntact = (db: DatabaseSync): boolean => readPragma(db, 'quick_check(1)') === 'ok';

/**
 * Reads the rows that are needed first: the metadata, the counts and every unsettled registration. Throws when one of their pages is
 * damaged. This is sufficient after a crash too: an interrupted write is in the journal, whose checksums SQLite verifies when it opens
 * the file (sqlite.org/walformat.html), and a truncated journal leaves the store behind its anchor.
 */
const readUnsettledRows = (db: DatabaseSync): void => {
  for (const sql of [
    'SELECT * FROM meta',
    'SELECT * FROM state_count',
    `SELECT * FROM registration INDEXED BY registration_unsettled WHERE ${IS_UNSETTLED}`,
  ]) {
    const rows = db.prepare(sql).iterate();
    while (!rows.next().done);
  }
};

const inspect = (db: DatabaseSync, { verify, deferCheck }: OpenOptions): Result<Inspection> => {
  const version = readPragma(db, 'user_version');
  const checked = !(deferCheck && version === SCHEMA_VERSION);
  if (checked && !isIntact(db)) return err('STORE-DAMAGED');
  const isNewer = Number(version) > SCHEMA_VERSION;
  if (version === SCHEMA_VERSION || isNewer || migrationsFrom(version).length > 0) {
    const verified = verify(db);
    if (!verified.ok) return verified;
    if (isNewer) return err('STORE-NEWER');
    if (!checked) readUnsettledRows(db);
    return ok({ exists: true, checked });
  }
  const tables = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'];
  return version === 0 && tables === 0 ? ok({ exists: false, checked }) : err('STORE-DAMAGED');
};

/**
 * Checks every page of a store that another process may have open, through a read-only connection.
 * @returns whether the file is intact. Failures: STORE-WRITE when it cannot be read now.
 */
export const checkDatabase = (path: string): Result<boolean> => {
  const result = catchStoreErrors(() => {
    const db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    try {
      return ok(isIntact(db));
    } finally {
      db.close();
    }
  });
  return !result.ok && result.error.code === 'STORE-DAMAGED' ? ok(false) : result;
};

/**
 * Inspects the file through a read-only connection, because a normal connection merges the journal into a damaged file, or deletes it,
 * when it is closed.
 */
const inspectFile = (path: string, options: OpenOptions): Result<Inspection> => {
  if (path === ':memory:' || !existsSync(path) || statSync(path).size === 0)
    return ok({ exists: false, checked: true });
  return catchStoreErrors(() => {
    const db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    try {
      return inspect(db, options);
    } finally {
      db.close();
    }
  });
};

/**
 * Runs all migration steps in one transaction. Foreign keys are checked at its end only, because a step may create a referenced
 * table again, and SQLite treats dropping the old one as deleting its rows (sqlite.org/lang_altertable.html, section 7).
 */
const migrate = (db: DatabaseSync, steps: readonly string[]): Result<undefined> => {
  // Set before the transaction, because the pragma has no effect within one.
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

const prepareDatabase = (
  db: DatabaseSync,
  { fill }: OpenOptions,
  exists: boolean,
): Result<undefined> => {
  // Set first, because the pragma has no effect once a table exists.
  if (!exists) db.exec('PRAGMA auto_vacuum = INCREMENTAL');
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
  `);
  if (exists) {
    const steps = migrationsFrom(readPragma(db, 'user_version'));
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
 * Opens or creates the file, or a database in memory for `:memory:`. Failures: STORE-DAMAGED, STORE-NEWER, STORE-FULL,
 * STORE-WRITE, and those of `verify`; after a failure nothing was written.
 */
export const openDatabase = (
  path: string,
  options: OpenOptions,
): Result<{ db: DatabaseSync; checked: boolean }> => {
  const found = inspectFile(path, options);
  if (!found.ok) return found;
  const { exists, checked } = found.data;
  return catchStoreErrors(() => {
    const db = new DatabaseSync(path, {
      timeout: BUSY_TIMEOUT_MS,
      enableForeignKeyConstraints: true,
    });
    const prepared = catchStoreErrors(() => prepareDatabase(db, options, exists));
    if (prepared.ok) return ok({ db, checked });
    db.close();
    return prepared;
  });
};
