/**
 * Transfers registrations to another counter. The order of the steps keeps each registration active at one counter only: the file is
 * written under a temporary name and read back, then all its registrations become tombstones here in one transaction,
 * and only then is the file renamed. After a crash before the transaction nothing is transferred and the next start
 * deletes the file; after a crash later the next start finishes.
 */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { err, ok, type Result } from '#shared/result.ts';
import {
  decodeSummary,
  tombstoneBody,
  encodeBody,
  encodeSummary,
  type Body,
} from '#main/record/body.ts';
import { addEvent, blobColumn, decryptBody, placeholders, type Row } from '#main/store/rows.ts';
import { getMeta, setMeta } from '#main/store/meta.ts';
import { seal, unseal } from '#main/store/sealing.ts';
import type { StoredPart } from '#main/record/stored-registration.ts';
import {
  finishTransfer,
  recordPendingTransfer,
  setPendingTransfer,
  unfinishedPath,
  type TransferDeps,
} from './pending-transfer.ts';
import { openTransferFile, writeTransferFile, type TransferredRecord } from './transfer-file.ts';
import { encodeTransferred, type TransferredContent } from './transferred-content.ts';

/** Registrations that can be transferred: not known to be at the service, and not being sent. */
export const transferableStates = [
  'draft',
  'ready',
  'waiting',
  'on-hold',
  'refused',
  'needs-review',
  'unknown',
] as const satisfies readonly RegistrationState[];

export interface TransferOutRequest {
  /** Path of the file. */
  readonly file: string;
  /** The transfer code, 16 bytes. */
  readonly code: Uint8Array;
  /** `0142-3` */
  readonly from: string;
  readonly to: string;
  readonly at: number;
}

export interface TransferredOut {
  readonly ids: string[];
  /** Number not transferred, because they are being sent or cannot be read. */
  readonly stayed: number;
  /** Whether the file has its final name; if not, it has the name `….part` and is finished later. */
  readonly finished: boolean;
}

interface OutgoingRecord {
  readonly id: string;
  readonly rev: number;
  readonly src: RegistrationState;
  readonly body: Body;
  readonly parts: readonly StoredPart[];
}

const collectOutgoingRecords = ({
  db,
  sealer,
}: TransferDeps): { found: OutgoingRecord[]; stayed: number } => {
  const rows: Row[] = db
    .prepare(
      `SELECT * FROM registration WHERE state IN (${placeholders(transferableStates)}) ORDER BY seq`,
    )
    .all(...transferableStates);
  const sendingCount = db
    .prepare(
      "SELECT count(*) AS n FROM registration WHERE state IN ('sending-card','sending-form')",
    )
    .get()?.['n'];
  const found = rows.flatMap((row): OutgoingRecord[] => {
    const body = decryptBody(sealer, row);
    const id = row['id'] as string;
    const parts = db
      .prepare('SELECT name FROM part WHERE registration_id = ?')
      .all(id)
      .map(({ name }) => name as StoredPart);
    // A registration stays here if one of its pictures cannot be decrypted, because it must not arrive incomplete.
    const isReadable =
      body.ok && parts.every((name) => decryptPart({ db, sealer }, row, name) !== null);
    return isReadable
      ? [
          {
            id,
            rev: row['rev'] as number,
            src: row['state'] as RegistrationState,
            body: body.data,
            parts,
          },
        ]
      : [];
  });
  return { found, stayed: rows.length - found.length + Number(sendingCount) };
};

const decryptPart = (
  { db, sealer }: Pick<TransferDeps, 'db' | 'sealer'>,
  row: Row,
  name: StoredPart,
): Buffer | null => {
  const id = row['id'] as string;
  const key = sealer.unwrap(id, blobColumn(row, 'data_key'));
  const box = db
    .prepare('SELECT box FROM part WHERE registration_id = ? AND name = ?')
    .get(id, name)?.['box'];
  return key && box instanceof Uint8Array ? unseal(key, id, `part ${name}`, box) : null;
};

const readTransferredRecord = (
  deps: TransferDeps,
  { id, body, parts }: OutgoingRecord,
): TransferredRecord => {
  const { db } = deps;
  const row: Row = db.prepare('SELECT * FROM registration WHERE id = ?').get(id) ?? {};
  const timeline = db
    .prepare(
      'SELECT rev, at, src, dst, event, cause FROM event WHERE registration_id = ? ORDER BY seq',
    )
    .all(id);
  const record = encodeTransferred({
    reference: row['reference'] as string,
    state: row['state'] as RegistrationState,
    rev: row['rev'] as number,
    createdAt: row['created_at'] as number,
    submittedAt: row['submitted_at'] as number | null,
    attempts: row['attempts'] as number,
    timeline: timeline as TransferredContent['timeline'],
    body,
  });
  return {
    id,
    record,
    parts: parts.map((name) => {
      const bytes = decryptPart(deps, row, name);
      // The picture could be decrypted when the list was made. The file must not hold an empty picture in its place.
      if (!bytes) throw new Error('a picture can no longer be decrypted');
      return { name, bytes };
    }),
  };
};

/** Reads the whole file back and checks that it contains every registration; otherwise none is transferred. */
const fileContainsAll = (
  file: string,
  code: Uint8Array,
  found: readonly OutgoingRecord[],
): boolean => {
  const opened = openTransferFile(file);
  try {
    const ids = Array.from(opened.readRecords(code), ({ id }) => id);
    return ids.length === found.length && ids.every((id, at) => id === found[at]?.id);
  } finally {
    opened.close();
  }
};

const MARK_TRANSFERRED = `UPDATE registration SET rev = rev + 1, state = 'transferred', updated_at = ?, waits_for = NULL, not_before = 0, next_poll = NULL,
  unknown_since = NULL, absent_seen = 0, baseline = NULL, nid_mac = NULL, mobile_mac = NULL, body = ?, summary = ? WHERE id = ? AND rev = ?`;

/** Reduces a registration to a tombstone with its destination. */
const reduceToTombstone = (
  { db, sealer }: TransferDeps,
  { id, rev, src, body }: OutgoingRecord,
  { to, at }: TransferOutRequest,
): boolean => {
  const row: Row =
    db.prepare('SELECT data_key, summary FROM registration WHERE id = ?').get(id) ?? {};
  const key = sealer.unwrap(id, blobColumn(row, 'data_key'));
  if (!key) return false;
  const summary = unseal(key, id, 'summary', blobColumn(row, 'summary'));
  const tombstone: Body = {
    ...tombstoneBody(body, at),
    lastError: { code: 'TRANSFER-OUT', params: { counter: to } },
  };
  const { changes } = db
    .prepare(MARK_TRANSFERRED)
    .run(
      at,
      seal(key, id, 'body', encodeBody(tombstone)),
      seal(
        key,
        id,
        'summary',
        encodeSummary(tombstone, (summary && decodeSummary(summary)) ?? undefined),
      ),
      id,
      rev,
    );
  if (changes !== 1) return false;
  db.prepare('DELETE FROM part WHERE registration_id = ?').run(id);
  addEvent(db, {
    id,
    rev: rev + 1,
    at,
    src,
    dst: 'transferred',
    event: 'transfer-out',
    cause: 'LEAD-TRANSFERRED-OUT',
  });
  if (getMeta(db, 'open') === id) setMeta(db, 'open', '');
  return true;
};

/** Failures: TRANSFER-NONE; TRANSFER-WRITE, when the file cannot be written or read back and nothing is transferred; STORE-…. */
export const transferOut = (
  deps: TransferDeps,
  request: TransferOutRequest,
): Result<TransferredOut> => {
  const { db, inAnchoredTransaction } = deps;
  const { file, code, from, to, at } = request;
  const previous = finishTransfer(deps);
  if (!previous.ok) return previous;
  // Only one transfer at a time, because the record of an unfinished one must not be overwritten.
  if (previous.data !== null) return err('TRANSFER-WRITE');
  const { found, stayed } = collectOutgoingRecords(deps);
  if (found.length === 0) return err('TRANSFER-NONE');
  const recorded = recordPendingTransfer(deps, { file, marked: false });
  if (!recorded.ok) return recorded;
  const unfinished = unfinishedPath(file);
  const cancelTransfer = (): Result<TransferredOut> => {
    const cleaned = finishTransfer(deps);
    return cleaned.ok ? err('TRANSFER-WRITE') : cleaned;
  };
  const byId = new Map(found.map((record) => [record.id, record]));
  try {
    rmSync(unfinished, { force: true });
    const read = (id: string): TransferredRecord =>
      readTransferredRecord(deps, byId.get(id) as OutgoingRecord);
    writeTransferFile({
      file: unfinished,
      code,
      header: { id: randomUUID(), at, from, to },
      list: found.map(({ id, parts }) => ({ id, parts })),
      readRecord: read,
    });
    if (!fileContainsAll(unfinished, code, found)) return cancelTransfer();
  } catch {
    return cancelTransfer();
  }
  const marked = inAnchoredTransaction(() => {
    if (!found.every((record) => reduceToTombstone(deps, record, request)))
      return err('STORE-DAMAGED');
    setPendingTransfer(db, { file, marked: true });
    return ok(undefined);
  });
  if (!marked.ok) {
    finishTransfer(deps);
    return marked;
  }
  const finished = finishTransfer(deps);
  return ok({
    ids: found.map(({ id }) => id),
    stayed,
    finished: finished.ok && finished.data === null,
  });
};
