/**
 * Imports registrations transferred by another counter. None is sent automatically: one that was to be sent there is
 * held until a person releases it, one with an NID or number accepted here before goes to review, and an unknown
 * outcome starts a new quiet period and is determined without the other counter's baseline.
 */
import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { encodeBody, encodeSummary, type Body } from '#main/record/body.ts';
import { freeReference, insertRow } from '#main/store/import-record.ts';
import { addEvent, macsOf } from '#main/store/rows.ts';
import { seal, type Sealer } from '#main/store/sealing.ts';
import { acceptedStates } from '#main/record/transitions.ts';
import { TransferFileError, openTransferFile, type TransferredRecord } from './transfer-file.ts';
import { PART_END, type TransferDeps } from './transfer-out.ts';
import { decodeTransferred, type TransferredContent } from './transferred-part.ts';

export interface TransferInOrder {
  readonly file: string;
  readonly code: Uint8Array;
  /** This counter: `0142-4`. */
  readonly counter: string;
  readonly at: number;
}

export interface TransferredIn {
  readonly ids: string[];
  /** Number already present here; they stay unchanged. */
  readonly here: number;
  /** Number of imported ones with an NID or mobile number that was accepted at this counter before. */
  readonly known: number;
  /** The file was deleted, so that it cannot be imported a second time elsewhere. */
  readonly removed: boolean;
}

const LEADS_TO: Partial<Record<RegistrationState, RegistrationState>> = {
  draft: 'draft',
  refused: 'refused',
  ready: 'on-hold',
  waiting: 'on-hold',
  'on-hold': 'on-hold',
  'needs-review': 'needs-review',
  unknown: 'unknown',
};

const isKnown = (db: DatabaseSync, macs: ReturnType<typeof macsOf>): boolean =>
  db
    .prepare(
      `SELECT 1 FROM registration WHERE (nid_mac = ? OR mobile_mac = ?) AND state IN (${acceptedStates.map(() => '?').join(',')}) LIMIT 1`,
    )
    .get(macs.nid, macs.mobile, ...acceptedStates) !== undefined;

interface Arrived {
  readonly known: boolean;
}

const put = (
  db: DatabaseSync,
  sealer: Sealer,
  transferred: TransferredRecord,
  from: TransferredContent,
  at: number,
): Arrived | null => {
  const { id, parts } = transferred;
  const wanted = LEADS_TO[from.state];
  if (!wanted) return null;
  const { key, wrapped } = sealer.newKey(id);
  // The picture handles of the former upload are dropped, so that step 1 is repeated.
  const came: Body = {
    ...from.body,
    transferredIn: wanted === 'unknown',
    reading: { ...from.body.reading, handles: null },
  };
  const macs = macsOf(sealer, came);
  const known = wanted === 'on-hold' && isKnown(db, macs);
  const dst = known ? 'needs-review' : wanted;
  const body: Body = known ? { ...came, lastError: { code: 'REG-KNOWN' } } : came;
  const rev = from.rev + 1;
  insertRow(db, {
    id,
    reference: freeReference(db, from.reference),
    state: dst,
    rev,
    created_at: from.createdAt,
    updated_at: at,
    submitted_at: from.submittedAt,
    attempts: from.attempts,
    ...(dst === 'unknown' && { unknown_since: at, next_poll: at }),
    clerk_mac: macs.clerk,
    nid_mac: macs.nid,
    mobile_mac: macs.mobile,
    name_key: macs.name,
    data_key: wrapped,
    summary: seal(key, id, 'summary', encodeSummary(body)),
    body: seal(key, id, 'body', encodeBody(body)),
  });
  for (const { name, bytes } of parts) {
    db.prepare('INSERT INTO part(registration_id, name, box) VALUES(?, ?, ?)').run(
      id,
      name,
      seal(key, id, `part ${name}`, bytes),
    );
  }
  for (const entry of from.timeline)
    addEvent(db, { id, ...entry, cause: entry.cause ?? undefined });
  addEvent(db, {
    id,
    rev,
    at,
    src: from.state,
    dst,
    event: 'transfer-in',
    cause: known ? 'REG-KNOWN' : 'LEAD-TRANSFERRED-IN',
  });
  return { known };
};

/**
 * Failures: TRANSFER-FILE, STORE-NEWER, TRANSFER-COUNTER (params `counter`), KEY-WRONG, STORE-…; then nothing was
 * imported.
 */
export const transferIn = (
  { db, sealer, inStep }: TransferDeps,
  { file, code, counter, at }: TransferInOrder,
): Result<TransferredIn> => {
  // The registrations of an unfinished file may still be active at their counter.
  if (file.endsWith(PART_END)) return err('TRANSFER-FILE');
  const taken = { ids: [] as string[], here: 0, known: 0 };
  try {
    const opened = openTransferFile(file);
    try {
      if (opened.header.to !== counter)
        return err('TRANSFER-COUNTER', { params: { counter: opened.header.to } });
      const done = inStep(() => {
        for (const transferred of opened.records(code)) {
          if (db.prepare('SELECT 1 FROM registration WHERE id = ?').get(transferred.id)) {
            taken.here += 1;
            continue;
          }
          const from = decodeTransferred(transferred.record);
          if (!from.ok) return from;
          const arrived = put(db, sealer, transferred, from.data, at);
          if (!arrived) return err('TRANSFER-FILE');
          taken.ids.push(transferred.id);
          if (arrived.known) taken.known += 1;
        }
        return ok(undefined);
      });
      if (!done.ok) return done;
    } finally {
      opened.close();
    }
  } catch (thrown) {
    if (thrown instanceof TransferFileError)
      return err(thrown.reason === 'code' ? 'KEY-WRONG' : 'TRANSFER-FILE');
    if (thrown instanceof Error && 'code' in thrown) return err('TRANSFER-FILE');
    throw thrown;
  }
  return ok({ ...taken, removed: remove(file) });
};

const remove = (file: string): boolean => {
  try {
    rmSync(file);
    return true;
  } catch {
    return false;
  }
};
