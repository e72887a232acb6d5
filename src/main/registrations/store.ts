/**
 * The store of registrations. A method that answers `ok` has put it on disk. Every method is asynchronous, so that the
 * store can move off the event loop; SQLite itself is asked synchronously for now.
 */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { PicturePart, RegistrationRow, RegistrationState } from '#shared/domain/registration.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { decodeBody, decodeSummary, encodeBody, encodeSummary, keysOf, type Body } from './body.ts';
import { guarded, inTransaction, openDatabase } from './database.ts';
import { createSealer, seal, unseal, type Sealer } from './sealing.ts';
import { createStoreQueries, type StoreQueries } from './store-queries.ts';
import { nextState, type RegistrationEvent } from './transitions.ts';

/** What a waiting registration waits for: that the line comes back, that its clerk signs in, or that a time comes. */
export type WaitsFor = 'line' | 'sign-in' | 'time';

export interface Bookkeeping {
  readonly submittedAt: number | null;
  readonly acceptedAt: number | null;
  readonly attempts: number;
  /** Not to be sent before, epoch milliseconds. */
  readonly notBefore: number;
  readonly waitsFor: WaitsFor | null;
  readonly unknownSince: number | null;
}

export interface StoredRegistration extends Bookkeeping {
  readonly id: string;
  readonly reference: string;
  readonly state: RegistrationState;
  /** Grows with every write; a write names the one it has seen. */
  readonly rev: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly body: Body;
}

export interface Change extends Partial<Bookkeeping> {
  readonly body?: Body;
  /** Pictures to put in, or to take out (null). */
  readonly parts?: Readonly<Partial<Record<PicturePart, Uint8Array | null>>>;
  readonly move?: { readonly event: RegistrationEvent; readonly cause?: ErrorCode };
  /** What a tombstone's list entry shows must outlive the values it was made of. */
  readonly keepSummary?: boolean;
}

export interface Store extends StoreQueries {
  /** False: in memory only, gone when the app ends. */
  readonly persistent: boolean;
  /** Makes a draft with the next running number (`prefix` + `0001`…) and makes it the open one. */
  create(draft: { body: Body; prefix: string; at: number }): Promise<Result<StoredRegistration>>;
  /** REG-NOT-FOUND; STORE-DAMAGED when its boxes do not open. */
  get(id: string): Promise<Result<StoredRegistration>>;
  /**
   * Writes if the registration still is as it was read.
   * @returns null when it is not: the answer came late and is dropped. REG-STATE when the event cannot happen.
   */
  write(seen: StoredRegistration, change: Change, at: number): Promise<Result<StoredRegistration | null>>;
  /** @returns null when there is no such picture. */
  part(id: string, name: PicturePart): Promise<Result<Buffer | null>>;
  openId(): Promise<Result<string | null>>;
  setOpen(id: string | null): Promise<Result<undefined>>;
  /** Empties the journal, so that what was deleted is gone from the disk's files. */
  sweep(): Promise<Result<undefined>>;
  close(): void;
}

type Row = Record<string, unknown>;

const blob = (row: Row, name: string): Uint8Array => row[name] as Uint8Array;

const readBody = (sealer: Sealer, row: Row): Body | null => {
  const id = row['id'] as string;
  const key = sealer.unwrap(id, blob(row, 'data_key'));
  const plain = key && unseal(key, id, 'body', blob(row, 'body'));
  return plain && decodeBody(plain);
};

const toRecord = (row: Row, body: Body): StoredRegistration => ({
  id: row['id'] as string,
  reference: row['reference'] as string,
  state: row['state'] as RegistrationState,
  rev: row['rev'] as number,
  createdAt: row['created_at'] as number,
  updatedAt: row['updated_at'] as number,
  submittedAt: row['submitted_at'] as number | null,
  acceptedAt: row['accepted_at'] as number | null,
  attempts: row['attempts'] as number,
  notBefore: row['not_before'] as number,
  waitsFor: row['waits_for'] as WaitsFor | null,
  unknownSince: row['unknown_since'] as number | null,
  body,
});

/** A list entry; one that does not open says so instead of hiding the others. */
const toListRow = (sealer: Sealer, row: Row): RegistrationRow => {
  const id = row['id'] as string;
  const key = sealer.unwrap(id, blob(row, 'data_key'));
  const plain = key && unseal(key, id, 'summary', blob(row, 'summary'));
  const summary = plain && decodeSummary(plain);
  return {
    id,
    reference: row['reference'] as string,
    state: row['state'] as RegistrationState,
    updatedAt: row['updated_at'] as number,
    attempts: row['attempts'] as number,
    ...(summary ?? { maskedName: '', maskedNid: '', step: 'card', lastError: { code: 'STORE-DAMAGED' } }),
  };
};

const macsOf = (sealer: Sealer, body: Body) => {
  const keys = keysOf(body);
  return {
    clerk: sealer.index('clerk', keys.clerk),
    nid: keys.nid === null ? null : sealer.index('nid', keys.nid),
    mobile: keys.mobile === null ? null : sealer.index('mobile', keys.mobile),
  };
};

const getMeta = (db: DatabaseSync, name: string): unknown => db.prepare('SELECT value FROM meta WHERE name = ?').get(name)?.['value'];
const setMeta = (db: DatabaseSync, name: string, value: string | number | Uint8Array): void => {
  db.prepare('INSERT INTO meta(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = excluded.value').run(name, value);
};

interface NewEvent {
  readonly id: string;
  readonly rev: number;
  readonly at: number;
  readonly src: string | null;
  readonly dst: string;
  readonly event: string;
  readonly cause?: string | undefined;
}

const addEvent = (db: DatabaseSync, { id, rev, at, src, dst, event, cause }: NewEvent): void => {
  db.prepare('INSERT INTO event(registration_id, rev, at, src, dst, event, cause) VALUES(?, ?, ?, ?, ?, ?, ?)').run(
    id, rev, at, src, dst, event, cause ?? null,
  );
};

const UPDATE = `UPDATE registration SET rev = rev + 1, state = ?, updated_at = ?, submitted_at = ?, accepted_at = ?, attempts = ?,
  not_before = ?, waits_for = ?, unknown_since = ?, clerk_mac = ?, nid_mac = ?, mobile_mac = ?, body = ?,
  summary = coalesce(?, summary) WHERE id = ? AND rev = ? AND state = ?`;

export interface StoreOptions {
  readonly path: string;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** Pages of 4 KB the file may grow to; beyond them it is as if the disk were full. */
  readonly mostPages?: number;
}

/**
 * Opens the store at `path` (`:memory:` for one that is gone when the app ends), or makes it when there is none.
 * Failures: STORE-DAMAGED; STORE-KEY-LOST when it was sealed with another key; STORE-FULL; STORE-WRITE. Never repairs,
 * empties or replaces what is there.
 */
export const openStore = async ({ path, masterKey, mostPages }: StoreOptions): Promise<Result<Store>> => {
  const sealer = createSealer(masterKey);
  const opened = openDatabase(path, {
    fill: (fresh) => setMeta(fresh, 'key-check', sealer.keyCheck()),
    verify: (found) => {
      const check = getMeta(found, 'key-check');
      if (!(check instanceof Uint8Array)) return err('STORE-DAMAGED');
      return sealer.opensKeyCheck(check) ? ok(undefined) : err('STORE-KEY-LOST');
    },
  });
  if (!opened.ok) return opened;
  const db = opened.data;
  if (mostPages !== undefined) db.exec(`PRAGMA max_page_count = ${String(mostPages)}`);

  const rowOf = (id: string): Row | undefined => db.prepare('SELECT * FROM registration WHERE id = ?').get(id);

  const get = (id: string): Result<StoredRegistration> =>
    guarded(() => {
      const row = rowOf(id);
      if (!row) return err('REG-NOT-FOUND');
      const body = readBody(sealer, row);
      return body ? ok(toRecord(row, body)) : err('STORE-DAMAGED');
    });

  const putPart = (id: string, key: Buffer, name: PicturePart, bytes: Uint8Array | null): void => {
    if (!bytes) db.prepare('DELETE FROM part WHERE registration_id = ? AND name = ?').run(id, name);
    else {
      db.prepare(
        'INSERT INTO part(registration_id, name, box) VALUES(?, ?, ?) ON CONFLICT(registration_id, name) DO UPDATE SET box = excluded.box',
      ).run(id, name, seal(key, id, `part ${name}`, bytes));
    }
  };

  const create: Store['create'] = async ({ body, prefix, at }) => {
    const id = randomUUID();
    const { key, wrapped } = sealer.newKey(id);
    const macs = macsOf(sealer, body);
    const made = inTransaction(db, () => {
      const number = Number(getMeta(db, 'next-number') ?? 1);
      setMeta(db, 'next-number', number + 1);
      db.prepare(
        `INSERT INTO registration(id, reference, state, created_at, updated_at, clerk_mac, nid_mac, mobile_mac, data_key, summary, body)
         VALUES(?, ?, 'draft', ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        id, prefix + String(number).padStart(4, '0'), at, at, macs.clerk, macs.nid, macs.mobile, wrapped,
        seal(key, id, 'summary', encodeSummary(body)), seal(key, id, 'body', encodeBody(body)),
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
    const { submittedAt, acceptedAt, attempts, notBefore, waitsFor, unknownSince } = { ...seen, ...change };
    const macs = macsOf(sealer, body);
    const written = inTransaction(db, () => {
      const wrapped = rowOf(id)?.['data_key'];
      const key = wrapped instanceof Uint8Array ? sealer.unwrap(id, wrapped) : null;
      if (!key) return err(wrapped ? 'STORE-DAMAGED' : 'REG-NOT-FOUND');
      const summary = change.keepSummary ? null : seal(key, id, 'summary', encodeSummary(body));
      const { changes } = db.prepare(UPDATE).run(
        state, at, submittedAt, acceptedAt, attempts, notBefore, waitsFor, unknownSince, macs.clerk, macs.nid, macs.mobile,
        seal(key, id, 'body', encodeBody(body)), summary, id, seen.rev, seen.state,
      );
      if (changes !== 1) return ok(false);
      for (const [name, bytes] of Object.entries(change.parts ?? {})) putPart(id, key, name as PicturePart, bytes);
      if (change.move) addEvent(db, { id, rev: seen.rev + 1, at, src: seen.state, dst: state, ...change.move });
      return ok(true);
    });
    if (!written.ok) return written;
    if (!written.data) return ok(null);
    const { createdAt, reference } = seen;
    const rest = { submittedAt, acceptedAt, attempts, notBefore, waitsFor, unknownSince };
    return ok({ id, reference, createdAt, state, rev: seen.rev + 1, updatedAt: at, ...rest, body });
  };

  const store: Store = {
    ...createStoreQueries({
      db,
      clerkMac: (clerk) => sealer.index('clerk', clerk),
      nidMac: (nid) => sealer.index('nid', nid),
      toListRow: (row) => toListRow(sealer, row),
    }),
    persistent: path !== ':memory:',
    create,
    get: async (id) => get(id),
    write,
    part: async (id, name) =>
      guarded(() => {
        const row = db
          .prepare('SELECT r.data_key, p.box FROM registration r JOIN part p ON p.registration_id = r.id WHERE r.id = ? AND p.name = ?')
          .get(id, name);
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
    sweep: async () =>
      guarded(() => {
        db.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
        return ok(undefined);
      }),
    close: () => {
      if (db.isOpen) db.close();
    },
  };
  return ok(store);
};
