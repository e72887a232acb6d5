/**
 * Moves the journal into the database file while nothing is asked of the store. SQLite does that inside the commit that
 * brings the journal to 4 MB, which then takes twice as long; here a commit does it only when the store found no pause for 32 MB.
 */
import type { DatabaseSync } from 'node:sqlite';
import { guarded } from './database.ts';
import { ok } from '#shared/result.ts';

/** Longer than the time between two steps of one registration, shorter than a person's pause. */
const IDLE_MS = 250;
const MOST_PAGES = 8_000;

export interface IdleCheckpoint {
  /** A commit was made. */
  wrote(): void;
  stop(): void;
}

export const createIdleCheckpoint = (db: DatabaseSync, idleMs = IDLE_MS): IdleCheckpoint => {
  db.exec(`PRAGMA wal_autocheckpoint = ${String(MOST_PAGES)}`);
  let timer: NodeJS.Timeout | null = null;
  const run = (): void => {
    timer = null;
    // A full disk, or a reader in the way: the next pause does it.
    guarded(() => {
      if (db.isOpen) db.exec('PRAGMA wal_checkpoint(PASSIVE)');
      return ok(undefined);
    });
  };
  return {
    wrote: () => {
      if (timer) timer.refresh();
      else timer = setTimeout(run, idleMs).unref();
    },
    stop: () => {
      if (timer) clearTimeout(timer);
      timer = null;
    },
  };
};
