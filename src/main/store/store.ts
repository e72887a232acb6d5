/**
 * The store of registrations. A method that answers `ok` has put it on disk. Every method is asynchronous: the app asks the
 * store in a process of its own (process/client.ts), since SQLite itself is asked synchronously.
 */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '#shared/result.ts';
import { encodeBaseline } from '#main/record/baseline.ts';
import { createAnchor, type Anchor, type Mark } from './anchor.ts';
import { encodeBody, encodeSummary } from '#main/record/body.ts';
import { guarded, inTransaction, openDatabase, statement } from './database.ts';
import { markAllForReview } from './mark-for-review.ts';
import { fillNameKeys, nameTagOf } from './name-keys.ts';
import {
  addEvent,
  blob,
  boxesOpen,
  getMeta,
  macsOf,
  readBaseline,
  readBody,
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

const UPDATE = `UPDATE registration SET rev = rev + 1, state = ?, updated_at = ?, submitted_at = ?, accepted_at = ?, attempts = ?,
  not_before = ?, waits_for = ?, unknown_since = ?, absent_seen = ?, next_poll = ?, reduced_at = ?, baseline = ?,
  clerk_mac = ?, nid_mac = ?, mobile_mac = ?, body = ?,
  summary = coalesce(?, summary), name_key = coalesce(?, name_key) WHERE id = ? AND rev = ? AND state = ?`;

export interface StoreOptions {
  readonly path: string;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** The other one of an interrupted change: opens the anchor, should that still be sealed with it. */
  readonly formerKey?: Uint8Array | undefined;
  /** Pages of 4 KB the file may grow to; beyond them it is as if the disk were full. */
  readonly mostPages?: number;
  /** File that says how far the store had come; without it nothing is said about it. */
  readonly anchor?: string;
  /** How far the store had come at least, from a place that is not beside it. */
  readonly least?: Mark | null | undefined;
  /** Called in the transaction that makes a new store, to put into it what there is to begin with. */
  readonly begin?: (db: DatabaseSync, sealer: Sealer) => void;
  /** It was just put in the place of another one: that it is not the one the anchor knows is as it should be. */
  readonly replaced?: boolean;
  /** A store that was closed in order is opened before every page of it was checked; `checked` then says so. */
  readonly deferCheck?: boolean | undefined;
  readonly now?: () => number;
}

export interface OpenedStore {
  readonly store: Store;
  /** It was older than its anchor, and everything that would have been sent is under review now. */
  readonly behind: boolean;
  /** There was none, or one without a single table, which is what is left of a young store whose journal is gone. */
  readonly fresh: boolean;
  /** False: only what is written to or sent first was read so far. */
  readonly checked: boolean;
}

/** How far the store has come, as its anchor says it. Every store has an id from the day this program first opened it. */
const markOf = (db: DatabaseSync): Mark => ({
  storeId: getMeta(db, 'store-id') as string,
  writes: Number(getMeta(db, 'writes') ?? 0),
  nextNumber: Number(getMeta(db, 'next-number') ?? 1),
});

interface Reference {
  readonly anchor: Anchor;
  readonly least: Mark | null;
}

/** Holds a store against its anchor. A store that is behind is put under review in one step, and is then where the anchor was. */
const settleWithAnchor = (
  db: DatabaseSync,
  sealer: Sealer,
  { anchor, least }: Reference,
  fresh: boolean,
  at: number,
): Result<boolean> => {
  const mark = anchor.read();
  const marks = [mark, least].filter((each) => each !== null && typeof each !== 'string');
  const settled = inTransaction(db, () => {
    if (typeof getMeta(db, 'store-id') !== 'string') setMeta(db, 'store-id', randomUUID());
    if (mark === 'none' && least === null) return ok(false);
    const own = markOf(db);
    // No reference is given twice, whatever became of the registrations that had it.
    setMeta(
      db,
      'next-number',
      Math.max(own.nextNumber, ...marks.map(({ nextNumber }) => nextNumber)),
    );
    if (fresh) return ok(false);
    const isReached = ({ storeId, writes }: Mark): boolean =>
      storeId === own.storeId && writes <= own.writes;
    if (mark !== 'unreadable' && marks.every(isReached)) return ok(false);
    setMeta(db, 'writes', Math.max(own.writes, ...marks.map(({ writes }) => writes)) + 1);
    markAllForReview(db, sealer, { at, code: 'STORE-ROLLED-BACK' });
    return ok(true);
  });
  if (settled.ok) anchor.write(markOf(db));
  return settled;
};

/**
 * Opens the store at `path` (`:memory:` for one that is gone when the app ends), or makes it when there is none.
 * Failures: STORE-DAMAGED; STORE-KEY-LOST when it was sealed with another key; STORE-FULL; STORE-WRITE. Never repairs,
 * empties or replaces what is there.
 */
export const openStore = async (options: StoreOptions): Promise<Result<Store>> => {
  const opened = await openAnchored(options);
  return opened.ok ? ok(opened.data.store) : opened;
};

/** As `openStore`, and says what it found. */
export const openAnchored = async (options: StoreOptions): Promise<Result<OpenedStore>> => {
  const { path: file, masterKey, formerKey, mostPages, now = Date.now } = options;
  let sealer = createSealer(masterKey);
  const found = { fresh: false };
  const opened = openDatabase(file, {
    deferCheck: options.deferCheck === true,
    fill: (made) => {
      found.fresh = true;
      setMeta(made, 'key-check', sealer.keyCheck());
      setMeta(made, 'store-id', randomUUID());
      options.begin?.(made, sealer);
    },
    verify: (there) => {
      const check = getMeta(there, 'key-check');
      if (!(check instanceof Uint8Array)) return err('STORE-DAMAGED');
      if (!sealer.opensKeyCheck(check)) return err('STORE-KEY-LOST');
      const index = getMeta(there, 'index-key');
      return index instanceof Uint8Array && !sealer.openIndexKey(index)
        ? err('STORE-DAMAGED')
        : ok(undefined);
    },
  });
  if (!opened.ok) return opened;
  const { db, checked } = opened.data;
  if (mostPages !== undefined) db.exec(`PRAGMA max_page_count = ${String(mostPages)}`);
  const index = getMeta(db, 'index-key');
  if (index instanceof Uint8Array)
    sealer = createSealer(masterKey, sealer.openIndexKey(index) ?? undefined);
  const filled = guarded(() => {
    fillNameKeys(db, sealer);
    return ok(undefined);
  });
  if (!filled.ok) {
    db.close();
    return filled;
  }
  const former = formerKey && createSealer(formerKey);
  let anchor =
    options.anchor === undefined ? null : createAnchor({ file: options.anchor, sealer, former });
  const behind = anchor
    ? settleWithAnchor(
        db,
        sealer,
        { anchor, least: options.least ?? null },
        found.fresh || options.replaced === true,
        now(),
      )
    : ok(false);
  if (!behind.ok) {
    anchor?.close();
    db.close();
    return behind;
  }
  /** All of it or nothing of it; what is on disk then is what the anchor knows. */
  const inStep = <T>(job: () => Result<T>): Result<T> => {
    const done = inTransaction(db, () => {
      const result = job();
      if (result.ok) setMeta(db, 'writes', Number(getMeta(db, 'writes') ?? 0) + 1);
      return result;
    });
    if (done.ok) anchor?.write(markOf(db));
    return done;
  };

  /** The store's own writes from now on, and its anchor, under another master key. */
  const adopt = (next: Sealer): boolean => {
    const before = sealer;
    sealer = next;
    if (options.anchor === undefined) return true;
    anchor?.close();
    anchor = createAnchor({ file: options.anchor, sealer, former: before });
    anchor.read();
    return anchor.write(markOf(db));
  };

  const rowOf = (id: string): Row | undefined =>
    statement(db, 'SELECT * FROM registration WHERE id = ?').get(id);

  const get = (id: string): Result<StoredRegistration> =>
    guarded(() => {
      const row = rowOf(id);
      if (!row) return err('REG-NOT-FOUND');
      const body = readBody(sealer, row);
      return body.ok ? ok(toRecord(row, body.data, readBaseline(sealer, row))) : body;
    });

  const putPart = (id: string, key: Buffer, name: StoredPart, bytes: Uint8Array | null): void => {
    if (!bytes)
      statement(db, 'DELETE FROM part WHERE registration_id = ? AND name = ?').run(id, name);
    else {
      statement(
        db,
        'INSERT INTO part(registration_id, name, box) VALUES(?, ?, ?) ON CONFLICT(registration_id, name) DO UPDATE SET box = excluded.box',
      ).run(id, name, seal(key, id, `part ${name}`, bytes));
    }
  };

  const create: Store['create'] = async ({ body, prefix, at }) => {
    const id = randomUUID();
    const { key, wrapped } = sealer.newKey(id);
    const macs = macsOf(sealer, body);
    const made = inStep(() => {
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
    return made.ok ? get(id) : made;
  };

  const write: Store['write'] = async (seen, change, at) => {
    const state = change.move ? nextState(seen.state, change.move.event) : seen.state;
    if (state === null) return err('REG-STATE');
    const { id } = seen;
    const body = change.body ?? seen.body;
    const {
      submittedAt,
      acceptedAt,
      attempts,
      notBefore,
      waitsFor,
      unknownSince,
      absentSeen,
      nextPoll,
      reducedAt,
    } = { ...seen, ...change };
    const baseline = change.baseline === undefined ? seen.baseline : change.baseline;
    const macs = macsOf(sealer, body);
    const written = inStep(() => {
      const row = rowOf(id);
      const wrapped = row?.['data_key'];
      const key = wrapped instanceof Uint8Array ? sealer.unwrap(id, wrapped) : null;
      if (!key) return err(wrapped ? 'STORE-DAMAGED' : 'REG-NOT-FOUND');
      const summary = change.keepSummary ? null : seal(key, id, 'summary', encodeSummary(body));
      const { changes } = statement(db, UPDATE).run(
        state,
        at,
        submittedAt,
        acceptedAt,
        attempts,
        notBefore,
        waitsFor,
        unknownSince,
        absentSeen,
        nextPoll,
        reducedAt,
        baseline && seal(key, id, 'baseline', encodeBaseline(baseline)),
        macs.clerk,
        change.keepKeys ? ((row?.['nid_mac'] as Uint8Array | null | undefined) ?? null) : macs.nid,
        change.keepKeys
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
    const rest = {
      submittedAt,
      acceptedAt,
      attempts,
      notBefore,
      waitsFor,
      unknownSince,
      absentSeen,
      nextPoll,
      reducedAt,
    };
    return ok({
      id,
      reference,
      createdAt,
      state,
      rev: seen.rev + 1,
      updatedAt: at,
      ...rest,
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
        const body = readBody(sealer, row);
        return body.ok ? body.data : null;
      },
    }),
    ...createStoreKeys({
      db,
      dataDir: file === ':memory:' ? null : path.dirname(file),
      sealer: () => sealer,
      adopt,
      inStep,
    }),
    persistent: file !== ':memory:',
    create,
    get: async (id) => get(id),
    write,
    part: async (id, name) =>
      guarded(() => {
        const row = statement(
          db,
          'SELECT r.data_key, p.box FROM registration r JOIN part p ON p.registration_id = r.id WHERE r.id = ? AND p.name = ?',
        ).get(id, name);
        if (!row) return ok(null);
        const key = sealer.unwrap(id, blob(row, 'data_key'));
        const bytes = key && unseal(key, id, `part ${name}`, blob(row, 'box'));
        return bytes ? ok(bytes) : err('STORE-DAMAGED');
      }),
    openId: async () => guarded(() => ok((getMeta(db, 'open') as string | undefined) || null)),
    setOpen: async (id) =>
      guarded(() => {
        setMeta(db, 'open', id ?? '');
        return ok(undefined);
      }),
    checkBoxes: async (after) =>
      guarded(() => {
        const row: Row | undefined = db
          .prepare('SELECT * FROM registration WHERE seq > ? ORDER BY seq LIMIT 1')
          .get(after);
        return ok(
          row
            ? {
                seq: row['seq'] as number,
                id: row['id'] as string,
                sound: boxesOpen(db, sealer, row),
              }
            : null,
        );
      }),
    mark: async () => guarded(() => ok(markOf(db))),
    sweep: async () =>
      guarded(() => {
        db.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
        return ok(undefined);
      }),
    close: () => {
      anchor?.close();
      if (db.isOpen) db.close();
    },
  };
  return ok({ store, behind: behind.data, fresh: found.fresh, checked });
};
