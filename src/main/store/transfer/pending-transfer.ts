/**
 * Records a transfer to another counter while its file is not finished, and finishes it: renames the file after the registrations
 * became tombstones, or deletes it when they did not.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import * as v from 'valibot';
import { ok, type Result } from '#shared/result.ts';
import { flushRenameSync } from '#main/files/fsync-directory.ts';
import { getMeta, setMeta } from '#main/store/meta.ts';
import type { Sealer } from '#main/store/sealing.ts';

export interface TransferDeps {
  readonly db: DatabaseSync;
  readonly sealer: Sealer;
  readonly inAnchoredTransaction: <T>(job: () => Result<T>) => Result<T>;
}

const PENDING = 'transfer-pending';
/** `marked`: whether the registrations have become tombstones, so that the file is the only copy of their values. */
const pendingSchema = v.object({ file: v.string(), marked: v.boolean() });
export type PendingTransfer = v.InferOutput<typeof pendingSchema>;

/** Extension of unfinished files, which cannot be imported. */
export const UNFINISHED_EXTENSION = '.part';
export const unfinishedPath = (file: string): string => file + UNFINISHED_EXTENSION;

const readPendingTransfer = (db: DatabaseSync): PendingTransfer | null => {
  const stored = getMeta(db, PENDING);
  if (typeof stored !== 'string' || stored === '') return null;
  const parsed = v.safeParse(pendingSchema, JSON.parse(stored));
  return parsed.success ? parsed.output : null;
};

/** Called inside a transaction. @param pending null when none is pending. */
export const setPendingTransfer = (db: DatabaseSync, pending: PendingTransfer | null): void =>
  setMeta(db, PENDING, pending ? JSON.stringify(pending) : '');

/** Stores the pending transfer in a transaction of its own. @param pending null when none is pending. */
export const recordPendingTransfer = (
  { db, inAnchoredTransaction }: TransferDeps,
  pending: PendingTransfer | null,
): Result<undefined> =>
  inAnchoredTransaction(() => {
    setPendingTransfer(db, pending);
    return ok(undefined);
  });

/**
 * Finishes an interrupted transfer.
 * @param isAbandoned the file is complete at its destination or permanently lost; drops the pending transfer.
 * @returns the name of the file that cannot be finished because its disk is not connected; null when nothing is
 * pending.
 */
export const finishTransfer = (deps: TransferDeps, isAbandoned = false): Result<string | null> => {
  const pending = readPendingTransfer(deps.db);
  if (!pending) return ok(null);
  const unfinished = unfinishedPath(pending.file);
  try {
    if (!pending.marked) rmSync(unfinished, { force: true });
    else if (existsSync(unfinished)) {
      renameSync(unfinished, pending.file);
      flushRenameSync(pending.file);
    } else if (!existsSync(pending.file) && !isAbandoned) return ok(path.basename(pending.file));
  } catch {
    if (!isAbandoned) return ok(path.basename(pending.file));
  }
  const recorded = recordPendingTransfer(deps, null);
  return recorded.ok ? ok(null) : recorded;
};
