/**
 * The store of registrations. A method returns `ok` only after its change is durable. Every method is asynchronous, because the
 * app uses the store through a separate process (process/client.ts); SQLite's own calls are synchronous.
 */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '#shared/result.ts';
import { encodeBaseline } from '#main/record/baseline.ts';
import { createAnchor, type Anchor, type ProgressMark } from './anchor.ts';
import { encodeBody, encodeSummary } from '#main/record/body.ts';
import { catchStoreErrors, inTransaction, openDatabase, cachedStatement } from './database.ts';
import { markAllForReview } from './mark-for-review.ts';
import { fillNameKeys, nameTagOf } from './name-keys.ts';
import {
  addEvent,
  blob,
  canOpenBoxes,
  getMeta,
  macsOf,
  decryptBaseline,
  decryptBody,
  setMeta,
  toListRow,
  toRecord,
  type Row,
} from './rows.ts';
import type { Store } from './port.ts';
import { createSealer, seal, unseal, type Sealer } from './sealing.ts';
import type { StoredPart, StoredRegistration } from '#main/record/stored-registration.ts';
import { createStoreKeys } from './keys/store-keys.ts';
import { createStoreQueries } from './queries/store-queries.ts';
import { nextState } from '#main/record/transitions.ts';
import { toStoredWaitsFor } from './waits-for.ts';

const UPDATE = `UPDATE registration SET rev = rev + 1, state = ?, updated_at = ?, submitted_at = ?, accepted_at = ?, attempts = ?,
  not_before = ?, waits_for = ?, unknown_since = ?, absent_seen = ?, next_poll = ?, reduced_at = ?, baseline = ?,
  clerk_mac = ?, nid_mac = ?, mobile_mac = ?, body = ?,
  summary = coalesce(?, summary), name_key = coalesce(?, name_key) WHERE id = ? AND rev = ? AND state = ?`;

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
  readonly behind: boolean;
  /** Whether the store was created: no file existed, or only one without tables, as after the loss of a new store's journal. */
  readonly isNew: boolean;
  /** Whether every page was checked; false after a deferred check. */
  readonly checked: boolean;
}

/** The store's progress as recorded in its anchor. A store without an id gets one when it is first opened. */
const progressMarkOf = (db: DatabaseSync): ProgressMark => ({
  storeId: getMeta(db, 'store-id') as string,
  writes: Number(getMeta(db, 'writes') ?? 0),
  nextNumber: Number(getMeta(db, 'next-number') ?? 1),
});

interface RecordedProgress {
  readonly anchor: Anchor;
  readonly minimumMark: ProgressMark | null;
}

/**
 * Compares a store with its anchor and the keychain. If the store is behind, its registrations are marked for review and its progress is
 * raised to theirs, in one transaction.
 * @returns whether the store was behind.
 */
const compareWithAnchor = (
  db: DatabaseSync,
  sealer: Sealer,
  { anchor, minimumMark }: RecordedProgress,
  isNew: boolean,
  at: number,
): Result<boolean> => {
  const mark = anchor.read();
  const marks = [mark, minimumMark].filter((each) => each !== null && typeof each !== 'string');
  const compared = inTransaction(db, () => {
    if (typeof getMeta(db, 'store-id') !== 'string') setMeta(db, 'store-id', randomUUID());
    if (mark === 'none' && minimumMark === null) return ok(false);
    const own = progressMarkOf(db);
    // No reference is issued twice, even if the registrations that had it are lost.
    setMeta(
      db,
      'next-number',
      Math.max(own.nextNumber, ...marks.map(({ nextNumber }) => nextNumber)),
    );
    if (isNew) return ok(false);
    const isReached = ({ storeId, writes }: ProgressMark): boolean =>
      storeId === own.storeId && writes <= own.writes;
    if (mark !== 'unreadable' && marks.every(isReached)) return ok(false);
    setMeta(db, 'writes', Math.max(own.writes, ...marks.map(({ writes }) => writes)) + 1);
    markAllForReview(db, sealer, { at, code: 'STORE-ROLLED-BACK' });
    return ok(true);
  });
  if (compared.ok) anchor.write(progressMarkOf(db));
  return compared;
};

/**
 * Opens the store at `path` (`:memory:` for one that ends with the app), or creates it.
 * Failures: STORE-DAMAGED; STORE-KEY-LOST when it was sealed with another key; STORE-FULL; STORE-WRITE. Never repairs, empties or
 * replaces an existing file.
 */
export const openStore = async (options: StoreOptions): Promise<Result<Store>> => {
  const opened = await openAnchored(options);
  return opened.ok ? ok(opened.data.store) : opened;
};

/** Does the same as `openStore`, and also returns the state in which the store was found. */
export const openAnchored = async (options: StoreOptions): Promise<Result<OpenedStore>> => {
  const { path: file, masterKey, otherKey, maxPages, now = Date.now } = options;
  let sealer = createSealer(masterKey);
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
  const former = otherKey && createSealer(otherKey);
  let anchor =
    options.anchor === undefined ? null : createAnchor({ file: options.anchor, sealer, former });
  const compared = anchor
    ? compareWithAnchor(
        db,
        sealer,
        { anchor, minimumMark: options.minimumMark ?? null },
        creation.isNew || options.replaced === true,
        now(),
      )
    : ok(false);
  if (!compared.ok) {
    anchor?.close();
    db.close();
    return compared;
  }
  /** Runs a job in a transaction and counts it as a write. Afterwards the anchor matches the data on disk. */
  const inAnchoredTransaction = <T>(job: () => Result<T>): Result<T> => {
    const done = inTransaction(db, () => {
      const result = job();
      if (result.ok) setMeta(db, 'writes', Number(getMeta(db, 'writes') ?? 0) + 1);
      return result;
    });
    if (done.ok) anchor?.write(progressMarkOf(db));
    return done;
  };

  /** Uses another master key for the anchor and all further writes. @returns whether the anchor was written with it. */
  const replaceSealer = (next: Sealer): boolean => {
    const before = sealer;
    sealer = next;
    if (options.anchor === undefined) return true;
    anchor?.close();
    anchor = createAnchor({ file: options.anchor, sealer, former: before });
    anchor.read();
    return anchor.write(progressMarkOf(db));
  };

  const rowOf = (id: string): Row | undefined =>
    cachedStatement(db, 'SELECT * FROM registration WHERE id = ?').get(id);

  const get = (id: string): Result<StoredRegistration> =>
    catchStoreErrors(() => {
      const row = rowOf(id);
      if (!row) return err('REG-NOT-FOUND');
      const body = decryptBody(sealer, row);
      return body.ok ? ok(toRecord(row, body.data, decryptBaseline(sealer, row))) : body;
    });

  const putPart = (id: string, key: Buffer, name: StoredPart, bytes: Uint8Array | null): void => {
    if (!bytes)
      cachedStatement(db, 'DELETE FROM part WHERE registration_id = ? AND name = ?').run(id, name);
    else {
      cachedStatement(
        db,
        'INSERT INTO part(registration_id, name, box) VALUES(?, ?, ?) ON CONFLICT(registration_id, name) DO UPDATE SET box = excluded.box',
      ).run(id, name, seal(key, id, `part ${name}`, bytes));
    }
  };

  const create: Store['create'] = async ({ body, prefix, at }) => {
    const id = randomUUID();
    const { key, wrapped } = sealer.newKey(id);
    const macs = macsOf(sealer, body);
    const created = inAnchoredTransaction(() => {
      const number = Number(getMeta(db, 'next-number') ?? 1);
      setMeta(db, 'next-number', number + 1);
      db.prepare(
        `INSERT INTO registration(id, reference, state, created_at, updated_at, clerk_mac, nid_mac, mobile_mac, name_key, data_key, summary, body)
         VALUES(?, ?, 'draft', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        id,
        prefix + String(number).padStart(4, '0'),
        at,
        at,
        macs.clerk,
        macs.nid,
        macs.mobile,
        macs.name,
        wrapped,
        seal(key, id, 'summary', encodeSummary(body)),
        seal(key, id, 'body', encodeBody(body)),
      );
      addEvent(db, { id, rev: 0, at, src: null, dst: 'draft', event: 'start' });
      setMeta(db, 'open', id);
      return ok(undefined);
    });
    return created.ok ? get(id) : created;
  };

  const write: Store['write'] = async (seen, change, at) => {
    const state = change.move ? nextState(seen.state, change.move.event) : seen.state;
    if (state === null) return err('REG-STATE');
    const { id } = seen;
    const body = change.body ?? seen.body;
    const next = { ...seen, ...change };
    const columns = {
      submittedAt: next.submittedAt,
      acceptedAt: next.acceptedAt,
      attempts: next.attempts,
      notBefore: next.notBefore,
      waitsFor: next.waitsFor,
      unknownSince: next.unknownSince,
      absentAnswers: next.absentAnswers,
      nextPoll: next.nextPoll,
      reducedAt: next.reducedAt,
    };
    const baseline = change.baseline === undefined ? seen.baseline : change.baseline;
    const macs = macsOf(sealer, body);
    const written = inAnchoredTransaction(() => {
      const row = rowOf(id);
      const wrapped = row?.['data_key'];
      const key = wrapped instanceof Uint8Array ? sealer.unwrap(id, wrapped) : null;
      if (!key) return err(wrapped ? 'STORE-DAMAGED' : 'REG-NOT-FOUND');
      const summary = change.keepSummary ? null : seal(key, id, 'summary', encodeSummary(body));
      const { changes } = cachedStatement(db, UPDATE).run(
        state,
        at,
        columns.submittedAt,
        columns.acceptedAt,
        columns.attempts,
        columns.notBefore,
        toStoredWaitsFor(columns.waitsFor),
        columns.unknownSince,
        columns.absentAnswers,
        columns.nextPoll,
        columns.reducedAt,
        baseline && seal(key, id, 'baseline', encodeBaseline(baseline)),
        macs.clerk,
        change.keepHashes
          ? ((row?.['nid_mac'] as Uint8Array | null | undefined) ?? null)
          : macs.nid,
        change.keepHashes
          ? ((row?.['mobile_mac'] as Uint8Array | null | undefined) ?? null)
          : macs.mobile,
        seal(key, id, 'body', encodeBody(body)),
        summary,
        change.keepSummary ? null : macs.name,
        id,
        seen.rev,
        seen.state,
      );
      if (changes !== 1) return ok(false);
      for (const [name, bytes] of Object.entries(change.parts ?? {}))
        putPart(id, key, name as StoredPart, bytes);
      if (change.move)
        addEvent(db, { id, rev: seen.rev + 1, at, src: seen.state, dst: state, ...change.move });
      return ok(true);
    });
    if (!written.ok) return written;
    if (!written.data) return ok(null);
    const { createdAt, reference } = seen;
    return ok({
      id,
      reference,
      createdAt,
      state,
      rev: seen.rev + 1,
      updatedAt: at,
      ...columns,
      body,
      baseline,
    });
  };

  const store: Store = {
    ...createStoreQueries({
      db,
      clerkMac: (clerk) => sealer.index('clerk', clerk),
      nidMac: (nid) => sealer.index('nid', nid),
      mobileMac: (mobile) => sealer.index('mobile', mobile),
      nameTag: (initials) => nameTagOf(sealer)(initials),
      toListRow: (row) => toListRow(sealer, row),
      toBody: (row) => {
        const body = decryptBody(sealer, row);
        return body.ok ? body.data : null;
      },
    }),
    ...createStoreKeys({
      db,
      dataDir: file === ':memory:' ? null : path.dirname(file),
      sealer: () => sealer,
      replaceSealer,
      inAnchoredTransaction,
    }),
    persistent: file !== ':memory:',
    create,
    get: async (id) => get(id),
    write,
    part: async (id, name) =>
      catchStoreErrors(() => {
        const row = cachedStatement(
          db,
          'SELECT r.data_key, p.box FROM registration r JOIN part p ON p.registration_id = r.id WHERE r.id = ? AND p.name = ?',
        ).get(id, name);
        if (!row) return ok(null);
        const key = sealer.unwrap(id, blob(row, 'data_key'));
        const bytes = key && unseal(key, id, `part ${name}`, blob(row, 'box'));
        return bytes ? ok(bytes) : err('STORE-DAMAGED');
      }),
    openId: async () =>
      catchStoreErrors(() => ok((getMeta(db, 'open') as string | undefined) || null)),
    setOpen: async (id) =>
      catchStoreErrors(() => {
        setMeta(db, 'open', id ?? '');
        return ok(undefined);
      }),
    checkBoxes: async (after) =>
      catchStoreErrors(() => {
        const row: Row | undefined = db
          .prepare('SELECT * FROM registration WHERE seq > ? ORDER BY seq LIMIT 1')
          .get(after);
        return ok(
          row
            ? {
                seq: row['seq'] as number,
                id: row['id'] as string,
                sound: canOpenBoxes(db, sealer, row),
              }
            : null,
        );
      }),
    mark: async () => catchStoreErrors(() => ok(progressMarkOf(db))),
    sweep: async () =>
      catchStoreErrors(() => {
        db.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
        return ok(undefined);
      }),
    close: () => {
      anchor?.close();
      if (db.isOpen) db.close();
    },
  };
  return ok({ store, behind: compared.data, isNew: creation.isNew, checked });
};
