/**
 * Salvages registrations from a damaged store, record by record. A registration is intact if it can be decrypted,
 * because the encryption is authenticated. Works on a copy, so that the damaged file stays unchanged.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import {
  pictureParts,
  registrationStates,
  type RegistrationState,
} from '#shared/domain/registration.ts';
import { ok } from '#shared/result.ts';
import { encodeBody, encodeSummary, type Body } from '#main/record/body.ts';
import { currentState } from '#main/record/renames.ts';
import { openDatabase } from './database.ts';
import { copyKeyNotes } from './keys/key-notes.ts';
import { addEvent, getMeta, readBody, setMeta, type Row } from './rows.ts';
import { bodyForReview, stateForReview, type ReviewReason } from './mark-for-review.ts';
import { seal, unseal, type Sealer } from './sealing.ts';
import { storedParts } from '#main/record/stored-registration.ts';

export interface Salvaged {
  readonly salvaged: number;
  readonly lost: number;
}

const HEADER_BYTES = 100;
const PAGE_BYTES = 4096;
const MAGIC = 'SQLite format 3\0';

/** Any query on damaged pages can fail; null then marks only this result as lost. */
const tryOrNull = <T>(job: () => T): T | null => {
  try {
    return job();
  } catch {
    return null;
  }
};

const removeCopy = (copy: string): void => {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(copy + end, { force: true });
};

/** Header of a store of this program. */
const validHeader = (model: string): Buffer => {
  rmSync(model, { force: true });
  try {
    const made = openDatabase(model, { fill: () => undefined, verify: () => ok(undefined) });
    if (!made.ok) throw new Error('no model');
    made.data.db.close();
    return readFileSync(model).subarray(0, HEADER_BYTES);
  } finally {
    removeCopy(model);
  }
};

/** Repairs the header of a file that is damaged at the start or truncated, so that SQLite reads the remaining pages. */
const repairHeader = (copy: string): void => {
  const handle = openSync(copy, 'r+');
  try {
    const head = Buffer.alloc(HEADER_BYTES);
    readSync(handle, head, 0, HEADER_BYTES, 0);
    const pages = Math.ceil(statSync(copy).size / PAGE_BYTES);
    if (head.subarray(0, MAGIC.length).toString('latin1') !== MAGIC) {
      validHeader(`${copy}.model`).copy(head);
      head.writeUInt32BE(pages, 28);
      // An empty list of free pages (sqlite.org/fileformat.html, 1.3.8): no page of the copy is allocated.
      head.writeUInt32BE(0, 32);
      head.writeUInt32BE(0, 36);
      writeSync(handle, head, 0, HEADER_BYTES, 0);
    }
    const statedPages = head.readUInt32BE(28);
    if (statedPages > pages && statedPages < 2 ** 24) truncateSync(copy, statedPages * PAGE_BYTES);
  } finally {
    closeSync(handle);
  }
};

/** More registrations than a counter can have. */
const MAX_SEQ = 10_000_000;

/** The highest row id (`seq`) of a registration, as far as it can be read; limited, in case the value is damaged. */
export const highestSeq = (from: DatabaseSync): number => {
  const candidates = [
    "SELECT seq AS most FROM sqlite_sequence WHERE name = 'registration'",
    'SELECT max(seq) AS most FROM registration',
  ].map((sql) => tryOrNull(() => from.prepare(sql).get()?.['most']));
  const numbers = candidates.filter(
    (most): most is number => typeof most === 'number' && Number.isSafeInteger(most) && most > 0,
  );
  return Math.min(Math.max(0, ...numbers), MAX_SEQ);
};

/** The body of a registration, decrypted, and its pictures that can be decrypted, still sealed. */
export interface DecryptedRecord {
  readonly row: Row;
  readonly key: Buffer;
  readonly body: Body;
  readonly parts: readonly { readonly name: string; readonly box: Uint8Array }[];
}

/** Earlier versions stored transferred registrations as `discarded`; the timeline shows the difference. */
const wasTransferred = (from: DatabaseSync, id: string): boolean =>
  tryOrNull(
    () =>
      from
        .prepare("SELECT 1 FROM event WHERE registration_id = ? AND event = 'hand-over'")
        .get(id) !== undefined,
  ) === true;

/** @returns null when there is none with this number, or it cannot be decrypted. */
export const findRecord = (
  from: DatabaseSync,
  sealer: Sealer,
  seq: number,
): DecryptedRecord | null => {
  const row: Row | null | undefined = tryOrNull(() =>
    from.prepare('SELECT * FROM registration WHERE seq = ?').get(seq),
  );
  if (
    !row ||
    typeof row['id'] !== 'string' ||
    !(row['data_key'] instanceof Uint8Array) ||
    !(row['body'] instanceof Uint8Array)
  )
    return null;
  const id = row['id'];
  const key = sealer.unwrap(id, row['data_key']);
  const read = readBody(sealer, row);
  if (!key || !read.ok) return null;
  const body = read.data;
  const parts = storedParts.flatMap((name) => {
    const box =
      tryOrNull(
        () =>
          from
            .prepare('SELECT box FROM part NOT INDEXED WHERE registration_id = ? AND name = ?')
            .get(id, name)?.['box'],
      ) ??
      tryOrNull(
        () =>
          from
            .prepare('SELECT box FROM part WHERE registration_id = ? AND name = ?')
            .get(id, name)?.['box'],
      );
    return box instanceof Uint8Array && unseal(key, id, `part ${name}`, box) ? [{ name, box }] : [];
  });
  // A lost picture must be taken again, so the body must not list it.
  const have = new Set<string>(parts.map(({ name }) => name));
  const pictures = Object.fromEntries(
    pictureParts.map((name) => {
      const picture = have.has(name) ? body.pictures[name] : null;
      return [name, picture && !have.has(`${name}-source`) ? { ...picture, crop: null } : picture];
    }),
  ) as Body['pictures'];
  const state = currentState(String(row['state']), wasTransferred(from, id));
  return { row: { ...row, state }, key, body: { ...body, pictures }, parts };
};

const insertRecord = (to: DatabaseSync, found: DecryptedRecord, reason: ReviewReason): void => {
  const { row, key, parts } = found;
  const id = row['id'] as string;
  const storedState = row['state'] as RegistrationState;
  // The state is not sealed; an invalid one was damaged.
  const src = registrationStates.includes(storedState) ? storedState : 'needs-review';
  const dst = stateForReview(src);
  const body = dst === storedState ? found.body : bodyForReview(found.body, reason);
  const rev = Number(row['rev']) + 1;
  // An unchanged registration keeps its summary: a tombstone's summary has more values than its body.
  const summary =
    dst === storedState ? row['summary'] : seal(key, id, 'summary', encodeSummary(body));
  const next: Row = {
    ...row,
    rev,
    state: dst,
    body: seal(key, id, 'body', encodeBody(body)),
    summary,
    ...(dst === storedState ? {} : { waits_for: null, not_before: 0 }),
    ...(dst === 'unknown' ? { unknown_since: reason.at } : {}),
  };
  const columns = to
    .prepare("SELECT name FROM pragma_table_info('registration')")
    .all()
    .map((column) => column['name'] as string);
  const known = columns.filter((name) => name in next);
  to.prepare(
    `INSERT INTO registration(${known.join(',')}) VALUES(${known.map(() => '?').join(',')})`,
  ).run(...known.map((name) => next[name] as SQLInputValue));
  for (const { name, box } of parts)
    to.prepare('INSERT INTO part(registration_id, name, box) VALUES(?, ?, ?)').run(id, name, box);
  addEvent(to, { id, rev, at: reason.at, src, dst, event: 'salvaged', cause: reason.code });
};

const salvageRecords = (
  from: DatabaseSync,
  to: DatabaseSync,
  sealer: Sealer,
  reason: ReviewReason,
): Salvaged => {
  const most = highestSeq(from);
  const open = tryOrNull(() => getMeta(from, 'open'));
  // The copied keyed hashes were computed with the key of the damaged store.
  const index = tryOrNull(() => getMeta(from, 'index-key'));
  if (index instanceof Uint8Array && sealer.openIndexKey(index)) setMeta(to, 'index-key', index);
  tryOrNull(() => copyKeyNotes(from, to));
  let salvaged = 0;
  for (let seq = 1; seq <= most; seq += 1) {
    const found = findRecord(from, sealer, seq);
    if (!found) continue;
    to.exec('SAVEPOINT record');
    try {
      insertRecord(to, found, reason);
      salvaged += 1;
      if (found.row['id'] === open) setMeta(to, 'open', open as string);
    } catch (thrown) {
      // A full disk ends the transaction and the salvage; any other failure loses only this record.
      if (!to.isTransaction) throw thrown;
      to.exec('ROLLBACK TO record');
    }
    to.exec('RELEASE record');
  }
  const number = tryOrNull(() => getMeta(from, 'next-number'));
  setMeta(
    to,
    'next-number',
    Math.max(
      typeof number === 'number' ? number : 1,
      most + 1,
      Number(getMeta(to, 'next-number') ?? 1),
    ),
  );
  return { salvaged, lost: most - salvaged };
};

export interface SalvageJob {
  /** The damaged store. Only read. */
  readonly damaged: string;
  /** The new store, without any registration. */
  readonly to: DatabaseSync;
  readonly sealer: Sealer;
  readonly reason: ReviewReason;
  /** Name under which the damaged store is set aside. */
  readonly name: string;
}

/**
 * @returns the numbers of salvaged and lost registrations. To be called inside a transaction of `to`; throws write
 * errors.
 */
export const salvage = ({ damaged, to, sealer, reason, name }: SalvageJob): Salvaged => {
  if (!existsSync(damaged) || statSync(damaged).size === 0) return { salvaged: 0, lost: 0 };
  const copy = `${damaged}.salvage`;
  removeCopy(copy);
  try {
    copyFileSync(damaged, copy);
    if (existsSync(`${damaged}-wal`)) copyFileSync(`${damaged}-wal`, `${copy}-wal`);
    tryOrNull(() => repairHeader(copy));
    const from = tryOrNull(() => new DatabaseSync(copy));
    if (!from) return { salvaged: 0, lost: 0 };
    try {
      // Names of the stores that were salvaged. Keys does not offer them for a recovery key, because all of their registrations that
      // can be read are in the new store.
      const earlier = tryOrNull(() => getMeta(from, 'salvaged-from'));
      setMeta(
        to,
        'salvaged-from',
        [...(typeof earlier === 'string' ? [earlier] : []), name].join('|'),
      );
      return salvageRecords(from, to, sealer, reason);
    } finally {
      tryOrNull(() => from.close());
    }
  } finally {
    removeCopy(copy);
  }
};
