/**
 * Opens the store in its folder. A damaged store is never repaired in place: its readable registrations are imported into a
 * new store, and the damaged file is renamed with the time. A new store is never created without a notice.
 */
import { chmodSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AppState } from '#shared/ipc/contract.ts';
import { err, ok, type Err, type Result } from '#shared/result.ts';
import { createAnchor, type ProgressMark } from './anchor.ts';
import { checkDatabase } from './open-database.ts';
import { getMeta } from './meta.ts';
import { createSealer, type Sealer } from './sealing.ts';
import type { Store } from './port.ts';
import { openStoreWithStatus } from './open-store.ts';
import { replaceStore } from './replace-store.ts';
import {
  ANCHOR_FILE,
  listDatabaseFiles,
  REPLACEMENT_FILE,
  setAsideStore,
  STORE_FILE,
} from './store-files.ts';

export interface StoreFileOptions {
  readonly dataDir: string;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** The second key after an interrupted rotation; the store may be sealed with it. */
  readonly otherKey?: Uint8Array | undefined;
  /** Skips the check of every page for a store of this version; the caller makes it later. */
  readonly deferCheck?: boolean | undefined;
  /** Minimum progress of the store, from the keychain. */
  readonly minimumMark?: ProgressMark | undefined;
  readonly now?: () => number;
}

export interface OpenedStoreFile {
  readonly store: Store;
  /** Reason why the store is not the one last written; null after a normal start. */
  readonly notice: AppState['storeNotice'];
  readonly params: AppState['storeNoticeParams'];
  /** Whether the store is sealed with `otherKey`. */
  readonly byOtherKey: boolean;
  /** Whether the whole file was checked; false when the check was deferred. */
  readonly checked: boolean;
}

const isSealedWith = (file: string, sealer: Sealer): boolean => {
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      const check = getMeta(db, 'key-check');
      return check instanceof Uint8Array && sealer.opensKeyCheck(check);
    } finally {
      db.close();
    }
  } catch {
    return false;
  }
};

/** Whether the other key, and not the master key, opens the store; without a store file, whether it opens the anchor. */
const usesOtherKey = ({ dataDir, masterKey, otherKey }: StoreFileOptions): boolean => {
  if (!otherKey) return false;
  const sealers = [masterKey, otherKey].map((key) => createSealer(key));
  const file = path.join(dataDir, STORE_FILE);
  const sealerIndex =
    existsSync(file) && statSync(file).size > 0
      ? sealers.findIndex((sealer) => isSealedWith(file, sealer))
      : -1;
  if (sealerIndex >= 0) return sealerIndex === 1;
  const opensAnchor = (sealer: Sealer): boolean =>
    typeof createAnchor({ file: path.join(dataDir, ANCHOR_FILE), sealer }).read() !== 'string';
  return sealers.findIndex(opensAnchor) === 1;
};

/** Maps a failure of the file system in the store's folder to its code. */
const fileError = (thrown: unknown): Err => ({
  ok: false,
  error: {
    code:
      thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC'
        ? 'STORE-FULL'
        : 'STORE-WRITE',
  },
});

type Opened = Omit<OpenedStoreFile, 'byOtherKey'>;

const openOrReplace = async (options: StoreFileOptions): Promise<Result<Opened>> => {
  const { dataDir, masterKey, otherKey, deferCheck, minimumMark } = options;
  const at = (options.now ?? Date.now)();
  const file = path.join(dataDir, STORE_FILE);
  const anchor = path.join(dataDir, ANCHOR_FILE);
  const open = async (isReplacement: boolean): ReturnType<typeof openStoreWithStatus> => {
    const opened = await openStoreWithStatus({
      path: file,
      masterKey,
      otherKey,
      anchor,
      minimumMark,
      replaced: isReplacement,
      deferCheck,
      now: () => at,
    });
    // Has no effect on Windows, where the ACL of the folder restricts access to its user.
    if (opened.ok) chmodSync(file, 0o600);
    return opened;
  };

  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // The last start was interrupted after the old store was set aside and before the new one was renamed.
  if (!existsSync(file) && existsSync(path.join(dataDir, REPLACEMENT_FILE)))
    renameSync(path.join(dataDir, REPLACEMENT_FILE), file);

  const anchorMark = createAnchor({
    file: anchor,
    sealer: createSealer(masterKey),
    otherSealer: otherKey && createSealer(otherKey),
  }).read();
  const recordedMark = typeof anchorMark === 'string' ? minimumMark : anchorMark;
  const issuedCount = recordedMark === undefined ? null : recordedMark.nextNumber - 1;
  const toLostStore = (store: Store): Opened => ({
    store,
    checked: true,
    notice: 'STORE-LOST',
    params: issuedCount === null ? null : { salvaged: 0, lost: issuedCount },
  });
  const exists = existsSync(file);
  if (!exists && (anchorMark !== 'none' || listDatabaseFiles(dataDir, STORE_FILE).length > 0)) {
    // Set aside first, because SQLite deletes a journal that has no database file.
    setAsideStore(dataDir, at);
    const created = await open(true);
    return created.ok ? ok(toLostStore(created.data.store)) : created;
  }

  const isEmpty = exists && statSync(file).size === 0;
  // SQLite treats an emptied file as a new database. An empty file without an anchor is a store whose creation was interrupted.
  const opened = isEmpty && anchorMark !== 'none' ? err('STORE-DAMAGED') : await open(false);
  if (opened.ok) {
    const { store, isBehindAnchor, isNew, checked } = opened.data;
    if (isNew && (anchorMark !== 'none' || minimumMark)) return ok(toLostStore(store));
    return ok({
      store,
      checked,
      notice: isBehindAnchor ? 'STORE-ROLLED-BACK' : null,
      params: null,
    });
  }
  const { code } = opened.error;
  if (code !== 'STORE-DAMAGED' && code !== 'STORE-KEY-LOST') return opened;

  const replaced = await replaceStore(options, at, code === 'STORE-DAMAGED');
  if (!replaced.ok) return replaced;
  const reopened = await open(true);
  if (!reopened.ok) return reopened;
  const salvaged = replaced.data;
  // If nothing was salvaged, at least the registrations of all issued references are lost.
  const lost =
    salvaged && Math.max(salvaged.lost, salvaged.salvaged === 0 ? (issuedCount ?? 0) : 0);
  return ok({
    store: reopened.data.store,
    checked: reopened.data.checked,
    notice: code,
    params: salvaged && { salvaged: salvaged.salvaged, lost: lost ?? 0 },
  });
};

/** Failures: STORE-FULL, STORE-WRITE, STORE-NEWER; the next start safely repeats every change that was made before a failure. */
export const openStoreFile = async (
  options: StoreFileOptions,
): Promise<Result<OpenedStoreFile>> => {
  try {
    const byOtherKey = usesOtherKey(options);
    const { masterKey, otherKey } = options;
    const opened = await openOrReplace(
      byOtherKey && otherKey ? { ...options, masterKey: otherKey, otherKey: masterKey } : options,
    );
    return opened.ok ? ok({ ...opened.data, byOtherKey }) : opened;
  } catch (thrown) {
    return fileError(thrown);
  }
};

/** Checks every page of the store in a folder, which another process may have open. @returns whether the file is intact. */
export const checkStoreFile = (dataDir: string): Result<boolean> =>
  checkDatabase(path.join(dataDir, STORE_FILE));
