/** Key operations of the store. Every method returns only after its changes are durable. */
import type { DatabaseSync } from 'node:sqlite';
import { ok, type Result } from '#shared/result.ts';
import { catchStoreErrors } from '#main/store/database.ts';
import { getMeta } from '#main/store/meta.ts';
import { createSealer, type Sealer } from '#main/store/sealing.ts';
import {
  transferIn,
  type TransferredIn,
  type TransferInRequest,
} from '#main/store/transfer/transfer-in.ts';
import {
  transferableStates,
  transferOut,
  type TransferredOut,
  type TransferOutRequest,
} from '#main/store/transfer/transfer-out.ts';
import { finishTransfer, type TransferDeps } from '#main/store/transfer/pending-transfer.ts';
import { readKeyNotes, writeRecoveryNote, type KeyNotes, type RecoveryNote } from './key-notes.ts';
import { rewrapKeys } from './rewrap.ts';
import {
  listSetAsideStores,
  restoreWithRecoveryKey,
  type SetAsideStore,
  type RestoreCounts,
} from './set-aside.ts';

export interface StoreKeys {
  keyNotes(): Promise<Result<KeyNotes>>;
  /** Replaces the former note. */
  noteRecovery(note: RecoveryNote): Promise<Result<undefined>>;
  /** Whether this master key opens the store. */
  usesKey(masterKey: Uint8Array): Promise<Result<boolean>>;
  /**
   * Rewraps every registration's key with another master key, in one transaction. Invalidates the recovery key.
   * @returns whether the anchor is sealed with it too; if not, both keys must be kept until the next start.
   */
  rotate(masterKey: Uint8Array): Promise<Result<{ readonly anchored: boolean }>>;
  /** Stores that were set aside because their key was lost. */
  setAsideStores(): Promise<Result<SetAsideStore[]>>;
  /** Imports the registrations of the store that the recovery key opens. Failures: KEY-WRONG, STORE-…. */
  restoreWithRecoveryKey(secret: Uint8Array, at: number): Promise<Result<RestoreCounts>>;
  /** Number of registrations that can be transferred now. */
  transferable(): Promise<Result<number>>;
  /** Transfers all registrations that can be transferred. Failures: TRANSFER-NONE, TRANSFER-WRITE, STORE-…. */
  transferOut(request: TransferOutRequest): Promise<Result<TransferredOut>>;
  /** Imports registrations from another counter. Failures: TRANSFER-FILE, TRANSFER-COUNTER, KEY-WRONG, STORE-…. */
  transferIn(request: TransferInRequest): Promise<Result<TransferredIn>>;
  /** Finishes an interrupted transfer, see `finishTransfer`. @returns the name of its file when the disk is not connected, or null. */
  finishTransfer(isAbandoned?: boolean): Promise<Result<string | null>>;
}

export interface StoreKeysDeps {
  readonly db: DatabaseSync;
  /** Null for a store in memory. */
  readonly dataDir: string | null;
  readonly sealer: () => Sealer;
  /** @returns whether the anchor was sealed with the new one. */
  readonly replaceSealer: (next: Sealer) => boolean;
  readonly inAnchoredTransaction: <T>(job: () => Result<T>) => Result<T>;
}

export const createStoreKeys = ({
  db,
  dataDir,
  sealer,
  replaceSealer,
  inAnchoredTransaction,
}: StoreKeysDeps): StoreKeys => {
  const listSetAside = (): SetAsideStore[] => {
    const salvaged = getMeta(db, 'salvaged-from');
    return dataDir === null
      ? []
      : listSetAsideStores(
          dataDir,
          sealer(),
          typeof salvaged === 'string' ? salvaged.split('|') : [],
        );
  };
  const transferDeps = (): TransferDeps => ({ db, sealer: sealer(), inAnchoredTransaction });
  return {
    transferable: async () =>
      catchStoreErrors(() => {
        const states = transferableStates.map((state) => `'${state}'`).join(',');
        return ok(
          Number(
            db.prepare(`SELECT count(*) AS n FROM registration WHERE state IN (${states})`).get()?.[
              'n'
            ] ?? 0,
          ),
        );
      }),
    transferOut: async (request) => catchStoreErrors(() => transferOut(transferDeps(), request)),
    transferIn: async (request) => catchStoreErrors(() => transferIn(transferDeps(), request)),
    finishTransfer: async (isAbandoned) =>
      catchStoreErrors(() => finishTransfer(transferDeps(), isAbandoned)),
    keyNotes: async () => catchStoreErrors(() => ok(readKeyNotes(db))),
    noteRecovery: async (note) =>
      inAnchoredTransaction(() => {
        writeRecoveryNote(db, note);
        return ok(undefined);
      }),
    usesKey: async (masterKey) =>
      catchStoreErrors(() => {
        const check = getMeta(db, 'key-check');
        return ok(check instanceof Uint8Array && createSealer(masterKey).opensKeyCheck(check));
      }),
    rotate: async (masterKey) => {
      const next = sealer().withMasterKey(masterKey);
      const rewrapped = inAnchoredTransaction(() => {
        rewrapKeys(db, sealer(), next);
        return ok(undefined);
      });
      if (!rewrapped.ok) return rewrapped;
      const anchored = replaceSealer(next);
      // Removes keys wrapped by the former key from the journal as well; after a failure the next sweep retries.
      catchStoreErrors(() => {
        db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        return ok(undefined);
      });
      return ok({ anchored });
    },
    setAsideStores: async () => catchStoreErrors(() => ok(listSetAside())),
    restoreWithRecoveryKey: async (secret, at) =>
      catchStoreErrors(() =>
        dataDir === null
          ? ok({ stores: 0, imported: 0, existing: 0, unreadable: 0 })
          : restoreWithRecoveryKey({
              dataDir,
              stores: listSetAside(),
              secret,
              to: db,
              sealer: sealer(),
              at,
              inAnchoredTransaction,
            }),
      ),
  };
};
