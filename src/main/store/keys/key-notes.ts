/** Metadata of a store's keys, stored unsealed: number and date of the recovery key, and whether one was declined. */
import type { DatabaseSync } from 'node:sqlite';
import { getMeta, setMeta } from '#main/store/meta.ts';

export interface KeyNotes {
  /** Number of the recovery key that opens this store, and since when (epoch milliseconds). */
  readonly recovery: { readonly number: string; readonly at: number } | null;
  readonly declinedAt: number | null;
}

export type RecoveryNote =
  | { readonly box: Uint8Array; readonly number: string; readonly at: number }
  | { readonly declinedAt: number };

export const readKeyNotes = (db: DatabaseSync): KeyNotes => {
  const [number, at, declined] = ['recovery-number', 'recovery-at', 'recovery-declined'].map(
    (name) => getMeta(db, name),
  );
  return {
    recovery: typeof number === 'string' && typeof at === 'number' ? { number, at } : null,
    declinedAt: typeof declined === 'number' ? declined : null,
  };
};

export const deleteRecoveryNote = (db: DatabaseSync): void => {
  db.prepare(
    "DELETE FROM meta WHERE name IN ('recovery','recovery-number','recovery-at','recovery-declined')",
  ).run();
};

/** Replaces the stored note. Called inside a transaction. */
export const writeRecoveryNote = (db: DatabaseSync, note: RecoveryNote): void => {
  deleteRecoveryNote(db);
  if ('declinedAt' in note) return setMeta(db, 'recovery-declined', note.declinedAt);
  setMeta(db, 'recovery', note.box);
  setMeta(db, 'recovery-number', note.number);
  setMeta(db, 'recovery-at', note.at);
};

/** Copies the key metadata to the store that replaces a damaged one under the same key. */
export const copyKeyNotes = (from: DatabaseSync, to: DatabaseSync): void => {
  for (const name of ['recovery', 'recovery-number', 'recovery-at', 'recovery-declined']) {
    const value = getMeta(from, name);
    if (typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array)
      setMeta(to, name, value);
  }
};
