/**
 * Opens the store in its folder. A damaged store is never repaired in place: its readable registrations are imported into a
 * new store, and the damaged file is renamed with the time. A new store is never created without a notice.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AppState } from '#shared/ipc/contract.ts';
import { err, ok, type Err, type Result } from '#shared/result.ts';
import { createAnchor, type ProgressMark } from './anchor.ts';
import { checkDatabase } from './open-database.ts';
import { SET_ASIDE } from './keys/set-aside.ts';
import { getMeta, setMeta } from './meta.ts';
import { salvage, type Salvaged } from './salvage.ts';
import { createSealer, type Sealer } from './sealing.ts';
import type { Store } from './port.ts';
import { openStoreWithStatus, openStore } from './open-store.ts';

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

const STORE_FILE = 'store.sqlite';
const REPLACEMENT_FILE = 'store.fresh.sqlite';
const ANCHOR_FILE = 'store.anchor';

const filesOf = (dataDir: string, name: string): string[] =>
  readdirSync(dataDir)
    .filter((file) => file === name || file.startsWith(`${name}-`))
    .sort();

const setAsideName = (at: number): string =>
  `${SET_ASIDE}${new Date(at).toISOString().replace(/[:.]/g, '-')}.sqlite`;

/** `store.sqlite`, `store.sqlite-wal`, `store.sqlite-shm` → `store.set-aside-2026-11-23T08-15-00-000Z.sqlite…`. */
const setAsideStore = (dataDir: string, at: number): void => {
  const name = setAsideName(at);
  // The main file is renamed last: until then the next start detects the same state again.
  for (const file of filesOf(dataDir, STORE_FILE).reverse()) {
    renameSync(path.join(dataDir, file), path.join(dataDir, name + file.slice(STORE_FILE.length)));
  }
};

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

/** The next running number of a store; readable without its key. */
const readNextNumber = (file: string): number | null => {
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      const number = getMeta(db, 'next-number');
      return typeof number === 'number' ? number : null;
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
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

/**
 * Creates the store that replaces an unusable one. It is completed under another name and then renamed, so that after a kill at any
 * point the next start finds either the old store or the new one.
 */
const replaceStore = async (
  options: StoreFileOptions,
  at: number,
  shouldSalvage: boolean,
): Promise<Result<Salvaged | null>> => {
  const { dataDir, masterKey } = options;
  const replacement = path.join(dataDir, REPLACEMENT_FILE);
  for (const file of filesOf(dataDir, REPLACEMENT_FILE)) rmSync(path.join(dataDir, file));
  let salvaged: Salvaged | null = null;
  const created = await openStore({
    path: replacement,
    masterKey,
    fill: (to, sealer) => {
      const reason = { at, code: 'STORE-DAMAGED' } as const;
      const damaged = path.join(dataDir, STORE_FILE);
      if (shouldSalvage)
        salvaged = salvage({ damaged, to, sealer, reason, name: setAsideName(at) });
      // The running number is readable without the key; it is kept, so that no reference is issued twice.
      else setMeta(to, 'next-number', readNextNumber(damaged) ?? 1);
    },
  });
  if (!created.ok) return created;
  created.data.close();
  setAsideStore(dataDir, at);
  renameSync(replacement, path.join(dataDir, STORE_FILE));
  return ok(salvaged);
};

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
  if (!exists && (anchorMark !== 'none' || filesOf(dataDir, STORE_FILE).length > 0)) {
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
