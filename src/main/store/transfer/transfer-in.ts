/**
 * Imports registrations transferred by another counter. None is sent automatically. A registration that was to be sent there is on hold
 * until a clerk releases it, or under review if this counter had one accepted with the same NID or mobile number. For an unknown outcome
 * a new quiet period starts, and the outcome is determined without the other counter's baseline.
 */
import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { encodeBody, encodeSummary, type Body } from '#main/record/body.ts';
import { unusedReference } from '#main/store/import-record.ts';
import { addEvent, insertRow, searchKeysOf, placeholders } from '#main/store/rows.ts';
import { seal, type Sealer } from '#main/store/sealing.ts';
import { acceptedStates } from '#main/record/transitions.ts';
import { TransferFileError, openTransferFile, type TransferredRecord } from './transfer-file.ts';
import { UNFINISHED_EXTENSION, type TransferDeps } from './pending-transfer.ts';
import { decodeTransferred, type TransferredContent } from './transferred-content.ts';

export interface TransferInRequest {
  readonly file: string;
  readonly code: Uint8Array;
  /** This counter: `0142-4`. */
  readonly counter: string;
  readonly at: number;
}

export interface TransferredIn {
  readonly ids: string[];
  /** Number that exist here already; they stay unchanged. */
  readonly existing: number;
  /** Number of imported ones that need review, because this counter has an accepted registration with the same NID or mobile number. */
  readonly underReview: number;
  /** Whether the file was deleted, so that it cannot be imported a second time elsewhere. */
  readonly removed: boolean;
}

const STATE_AFTER_IMPORT: Partial<Record<RegistrationState, RegistrationState>> = {
  draft: 'draft',
  refused: 'refused',
  ready: 'on-hold',
  waiting: 'on-hold',
  'on-hold': 'on-hold',
  'needs-review': 'needs-review',
  unknown: 'unknown',
};

const hasAcceptedRegistration = (
  db: DatabaseSync,
  macs: ReturnType<typeof searchKeysOf>,
): boolean =>
  db
    .prepare(
      `SELECT 1 FROM registration WHERE (nid_mac = ? OR mobile_mac = ?) AND state IN (${placeholders(acceptedStates)}) LIMIT 1`,
    )
    .get(macs.nid, macs.mobile, ...acceptedStates) !== undefined;

interface ImportedRecord {
  readonly needsReview: boolean;
}

const importTransferred = (
  db: DatabaseSync,
  sealer: Sealer,
  transferred: TransferredRecord,
  content: TransferredContent,
  at: number,
): ImportedRecord | null => {
  const { id, parts } = transferred;
  const targetState = STATE_AFTER_IMPORT[content.state];
  if (!targetState) return null;
  const { key, wrapped } = sealer.newKey(id);
  // The handles of the former counter's upload are removed, so that step 1 is repeated.
  const received: Body = {
    ...content.body,
    transferredIn: targetState === 'unknown',
    reading: { ...content.body.reading, handles: null },
  };
  const macs = searchKeysOf(sealer, received);
  const needsReview = targetState === 'on-hold' && hasAcceptedRegistration(db, macs);
  const dst = needsReview ? 'needs-review' : targetState;
  const body: Body = needsReview ? { ...received, lastError: { code: 'REG-KNOWN' } } : received;
  const rev = content.rev + 1;
  insertRow(db, {
    id,
    reference: unusedReference(db, content.reference),
    state: dst,
    rev,
    created_at: content.createdAt,
    updated_at: at,
    submitted_at: content.submittedAt,
    attempts: content.attempts,
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
  for (const entry of content.timeline)
    addEvent(db, { id, ...entry, cause: entry.cause ?? undefined });
  addEvent(db, {
    id,
    rev,
    at,
    src: content.state,
    dst,
    event: 'transfer-in',
    cause: needsReview ? 'REG-KNOWN' : 'LEAD-TRANSFERRED-IN',
  });
  return { needsReview };
};

/**
 * Failures: TRANSFER-FILE, STORE-NEWER, TRANSFER-COUNTER (params `counter`), KEY-WRONG, STORE-…; after a failure nothing is
 * imported.
 */
export const transferIn = (
  { db, sealer, inAnchoredTransaction }: TransferDeps,
  { file, code, counter, at }: TransferInRequest,
): Result<TransferredIn> => {
  // The registrations of an unfinished file may still be active at their counter.
  if (file.endsWith(UNFINISHED_EXTENSION)) return err('TRANSFER-FILE');
  const counts = { ids: [] as string[], existing: 0, underReview: 0 };
  try {
    const opened = openTransferFile(file);
    try {
      if (opened.header.to !== counter)
        return err('TRANSFER-COUNTER', { params: { counter: opened.header.to } });
      const imported = inAnchoredTransaction(() => {
        for (const transferred of opened.readRecords(code)) {
          if (db.prepare('SELECT 1 FROM registration WHERE id = ?').get(transferred.id)) {
            counts.existing += 1;
            continue;
          }
          const content = decodeTransferred(transferred.record);
          if (!content.ok) return content;
          const importedRecord = importTransferred(db, sealer, transferred, content.data, at);
          if (!importedRecord) return err('TRANSFER-FILE');
          counts.ids.push(transferred.id);
          if (importedRecord.needsReview) counts.underReview += 1;
        }
        return ok(undefined);
      });
      if (!imported.ok) return imported;
    } finally {
      opened.close();
    }
  } catch (thrown) {
    if (thrown instanceof TransferFileError)
      return err(thrown.reason === 'wrong-code' ? 'KEY-WRONG' : 'TRANSFER-FILE');
    if (thrown instanceof Error && 'code' in thrown) return err('TRANSFER-FILE');
    throw thrown;
  }
  return ok({ ...counts, removed: removeFile(file) });
};

const removeFile = (file: string): boolean => {
  try {
    rmSync(file);
    return true;
  } catch {
    return false;
  }
};
