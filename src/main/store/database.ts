/** Runs statements and transactions of the store's database, and maps errors of SQLite to error codes. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { err, type Err, type Result } from '#shared/result.ts';

const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;
/** Maps an error of SQLite to an error code (sqlite.org/rescode.html). Any other error is a bug and is rethrown. */
export const storeError = (thrown: unknown): Err => {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number') {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC')
      return err('STORE-FULL');
    throw thrown;
  }
  // The low byte of an extended result code is the primary one.
  const kind = thrown.errcode & 0xff;
  if (kind === SQLITE_FULL) return err('STORE-FULL');
  return err(kind === SQLITE_CORRUPT || kind === SQLITE_NOTADB ? 'STORE-DAMAGED' : 'STORE-WRITE');
};

/** Runs a job and returns an error of SQLite as a failure. */
export const catchStoreErrors = <T>(job: () => Result<T>): Result<T> => {
  try {
    return job();
  } catch (thrown) {
    return storeError(thrown);
  }
};

const statements = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/**
 * A prepared statement, compiled once per connection. For a fixed set of SQL texts only, because each statement is kept as long
 * as its connection.
 */
export const cachedStatement = (db: DatabaseSync, sql: string): StatementSync => {
  const ofConnection = statements.get(db) ?? new Map<string, StatementSync>();
  statements.set(db, ofConnection);
  const statement = ofConnection.get(sql) ?? db.prepare(sql);
  ofConnection.set(sql, statement);
  return statement;
};

/** Runs a job in a transaction, which is rolled back when the job fails. The changes are durable when it returns. */
export const inTransaction = <T>(db: DatabaseSync, job: () => Result<T>): Result<T> =>
  catchStoreErrors(() => {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = job();
      db.exec(result.ok ? 'COMMIT' : 'ROLLBACK');
      return result;
    } catch (thrown) {
      // After some errors, such as a full disk, SQLite has rolled the transaction back itself.
      if (db.isTransaction) db.exec('ROLLBACK');
      throw thrown;
    }
  });
