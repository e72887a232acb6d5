/** Opens or creates a store: verifies its key, computes missing search keys, and compares its progress with the anchor and the keychain. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '#shared/result.ts';
import type { ProgressMark } from './anchor.ts';
import { createAnchoredDatabase } from './anchored-database.ts';
import { catchStoreErrors } from './database.ts';
import { openDatabase } from './open-database.ts';
import { fillNameKeys } from './name-keys.ts';
import type { Store } from './port.ts';
import { getMeta, setMeta } from './meta.ts';
import { createSealer, type Sealer } from './sealing.ts';
import { createStore } from './store.ts';

export interface StoreOptions {
  readonly path: string;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** The second key of an interrupted rotation; the anchor may still be sealed with it. */
  readonly otherKey?: Uint8Array | undefined;
  /** Maximum size in pages of 4 KB; beyond it a write fails as on a full disk. */
  readonly maxPages?: number;
  /** File of the anchor; without it a rollback is not detected. */
  readonly anchor?: string;
  /** Minimum progress of the store, from the keychain. */
  readonly minimumMark?: ProgressMark | null | undefined;
  /** Called in the transaction that creates a new store, to insert its initial content. */
  readonly fill?: (db: DatabaseSync, sealer: Sealer) => void;
  /** Whether the store has just replaced another one, so that it is expected to differ from the anchor. */
  readonly replaced?: boolean;
  /** Skips the check of every page for a store of this version; `checked` is then false. */
  readonly deferCheck?: boolean | undefined;
  readonly now?: () => number;
}

export interface OpenedStore {
  readonly store: Store;
  /** Whether the store was older than its anchor; every registration that is due to be sent is then under review. */
  readonly isBehindAnchor: boolean;
  /** Whether the store was created: no file existed, or only one without tables, as after the loss of a new store's journal. */
  readonly isNew: boolean;
  /** Whether every page was checked; false after a deferred check. */
  readonly checked: boolean;
}

/**
 * Opens the store at `path` (`:memory:` for one that ends with the app), or creates it.
 * Failures: STORE-DAMAGED; STORE-KEY-LOST when it was sealed with another key; STORE-FULL; STORE-WRITE. Never repairs, empties or
 * replaces an existing file.
 */
export const openStore = async (options: StoreOptions): Promise<Result<Store>> => {
  const opened = await openStoreWithStatus(options);
  return opened.ok ? ok(opened.data.store) : opened;
};

/** Does the same as `openStore`, and also returns the state in which the store was found. */
export const openStoreWithStatus = async (options: StoreOptions): Promise<Result<OpenedStore>> => {
  const { path: file, masterKey, otherKey, maxPages, now = Date.now } = options;
  let sealer = createSealer(masterKey);
  // An object, because TypeScript narrows a variable that is assigned in a callback only.
  const creation = { isNew: false };
  const opened = openDatabase(file, {
    deferCheck: options.deferCheck === true,
    fill: (newDb) => {
      creation.isNew = true;
      setMeta(newDb, 'key-check', sealer.keyCheck());
      setMeta(newDb, 'store-id', randomUUID());
      options.fill?.(newDb, sealer);
    },
    verify: (existingDb) => {
      const check = getMeta(existingDb, 'key-check');
      if (!(check instanceof Uint8Array)) return err('STORE-DAMAGED');
      if (!sealer.opensKeyCheck(check)) return err('STORE-KEY-LOST');
      const indexKeyBox = getMeta(existingDb, 'index-key');
      return indexKeyBox instanceof Uint8Array && !sealer.openIndexKey(indexKeyBox)
        ? err('STORE-DAMAGED')
        : ok(undefined);
    },
  });
  if (!opened.ok) return opened;
  const { db, checked } = opened.data;
  if (maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${String(maxPages)}`);
  const indexKeyBox = getMeta(db, 'index-key');
  if (indexKeyBox instanceof Uint8Array)
    sealer = createSealer(masterKey, sealer.openIndexKey(indexKeyBox) ?? undefined);
  const filled = catchStoreErrors(() => {
    fillNameKeys(db, sealer);
    return ok(undefined);
  });
  if (!filled.ok) {
    db.close();
    return filled;
  }
  const database = createAnchoredDatabase({
    db,
    sealer,
    otherSealer: otherKey && createSealer(otherKey),
    anchorFile: options.anchor,
  });
  const compared = database.compareProgress(
    options.minimumMark ?? null,
    creation.isNew || options.replaced === true,
    now(),
  );
  if (!compared.ok) {
    database.close();
    return compared;
  }
  return ok({
    store: createStore(database, file),
    isBehindAnchor: compared.data,
    isNew: creation.isNew,
    checked,
  });
};
