/** Lists stores that were set aside after the keychain lost their key, and imports their registrations with a recovery key. */
import { readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '#shared/result.ts';
import { importRecord, type ImportCounts } from '#main/store/import-record.ts';
import { getMeta } from '#main/store/meta.ts';
import { highestSeq, readDecryptedRecord, tryOrNull } from '#main/store/read-other-store.ts';
import { createSealer, type Sealer } from '#main/store/sealing.ts';
import { openWithRecoveryKey } from './recovery-key.ts';

export const SET_ASIDE_PREFIX = 'store.set-aside-';
/** Prefix of set-aside stores whose registrations were imported. Counters have files with this name, so it cannot change. */
const RESTORED_PREFIX = 'store.taken-back-';
const EXTENSION = '.sqlite';

export interface SetAsideStore {
  readonly name: string;
  /** When it was set aside, epoch milliseconds. */
  readonly at: number;
  readonly records: number;
  /** Number of the recovery key that opens it; null when none was printed. */
  readonly number: string | null;
}

export interface RestoreCounts extends ImportCounts {
  /** Stores that the key opened. */
  readonly stores: number;
}

/** @returns null for a file that is damaged or no store. */
const openReadOnly = (file: string): DatabaseSync | null =>
  tryOrNull(() => new DatabaseSync(file, { readOnly: true }));

/** The time in a name such as `store.set-aside-2026-11-23T08-15-00-000Z.sqlite`, epoch milliseconds; 0 when it has none. */
const timeOf = (name: string): number => {
  const [day, clock = ''] = name.slice(SET_ASIDE_PREFIX.length, -EXTENSION.length).split('T');
  const [hours, minutes, seconds, milliseconds] = clock.split('-');
  return (
    Date.parse(
      `${String(day)}T${String(hours)}:${String(minutes)}:${String(seconds)}.${String(milliseconds)}`,
    ) || 0
  );
};

const describeStore = (db: DatabaseSync, name: string, sealer: Sealer): SetAsideStore | null => {
  const check = getMeta(db, 'key-check');
  if (!(check instanceof Uint8Array) || sealer.opensKeyCheck(check)) return null;
  const number = getMeta(db, 'recovery-number');
  const records = Number(db.prepare('SELECT count(*) AS n FROM registration').get()?.['n'] ?? 0);
  return { name, at: timeOf(name), records, number: typeof number === 'string' ? number : null };
};

/**
 * Stores that are sealed with another key, the oldest first.
 * @param salvagedNames names of stores that were set aside because of damage, whose readable registrations are imported already.
 */
export const listSetAsideStores = (
  dataDir: string,
  sealer: Sealer,
  salvagedNames: readonly string[],
): SetAsideStore[] =>
  readdirSync(dataDir)
    .filter(
      (name) =>
        name.startsWith(SET_ASIDE_PREFIX) &&
        name.endsWith(EXTENSION) &&
        !salvagedNames.includes(name),
    )
    .sort()
    .flatMap((name) => {
      const db = openReadOnly(path.join(dataDir, name));
      const found = db && tryOrNull(() => describeStore(db, name, sealer));
      db?.close();
      return found && found.records > 0 ? [found] : [];
    });

const masterKeyOf = (db: DatabaseSync, secret: Uint8Array): Buffer | null => {
  const box = getMeta(db, 'recovery');
  return box instanceof Uint8Array ? openWithRecoveryKey(secret, box) : null;
};

export interface RestoreJob {
  readonly dataDir: string;
  readonly stores: readonly SetAsideStore[];
  readonly secret: Uint8Array;
  readonly to: DatabaseSync;
  readonly sealer: Sealer;
  readonly at: number;
  /** Runs a job in a transaction; durable when it returns. */
  readonly inAnchoredTransaction: <T>(job: () => Result<T>) => Result<T>;
}

const restoreFrom = (from: DatabaseSync, otherSealer: Sealer, job: RestoreJob): ImportCounts => {
  const counts = { imported: 0, existing: 0, unreadable: 0 };
  const maxSeq = highestSeq(from);
  const reason = { at: job.at, code: 'STORE-KEY-LOST' } as const;
  for (let seq = 1; seq <= maxSeq; seq += 1) {
    const found = readDecryptedRecord(from, otherSealer, seq);
    if (found)
      counts[importRecord({ from, to: job.to, sealer: job.sealer, record: found, reason })] += 1;
  }
  const registrations = Number(
    from.prepare('SELECT count(*) AS n FROM registration').get()?.['n'] ?? 0,
  );
  return { ...counts, unreadable: Math.max(0, registrations - counts.imported - counts.existing) };
};

/** Renames a set-aside store after its registrations were imported. It is never deleted automatically. */
const markRestored = (dataDir: string, name: string): void => {
  // The main file is renamed last: after an interruption the store is found again, and a repeated import changes nothing.
  for (const file of readdirSync(dataDir)
    .filter((file) => file.startsWith(name))
    .sort()
    .reverse()) {
    renameSync(
      path.join(dataDir, file),
      path.join(dataDir, RESTORED_PREFIX + file.slice(SET_ASIDE_PREFIX.length)),
    );
  }
};

/**
 * Imports the registrations of every store that the recovery key opens. Those that were due to be sent go to review; those that
 * exist here stay unchanged, so a repeated import has no effect.
 * Failures: KEY-WRONG when it opens none; STORE-….
 */
export const restoreWithRecoveryKey = (job: RestoreJob): Result<RestoreCounts> => {
  const total = { stores: 0, imported: 0, existing: 0, unreadable: 0 };
  for (const { name } of job.stores) {
    const from = openReadOnly(path.join(job.dataDir, name));
    if (!from) continue;
    try {
      const masterKey = tryOrNull(() => masterKeyOf(from, job.secret));
      if (!masterKey) continue;
      const imported = job.inAnchoredTransaction(() =>
        ok(restoreFrom(from, createSealer(masterKey), job)),
      );
      if (!imported.ok) return imported;
      total.stores += 1;
      for (const outcome of ['imported', 'existing', 'unreadable'] as const)
        total[outcome] += imported.data[outcome];
    } finally {
      from.close();
    }
    markRestored(job.dataDir, name);
  }
  return total.stores === 0 ? err('KEY-WRONG') : ok(total);
};
