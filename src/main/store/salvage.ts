/**
 * Salvages registrations from a damaged store, record by record. A registration is intact if it can be decrypted,
 * because the encryption is authenticated. Works on a copy, so that the damaged file stays unchanged.
 */
import { copyFileSync, existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { registrationStates, type RegistrationState } from '#shared/domain/registration.ts';
import { encodeBody, encodeSummary } from '#main/record/body.ts';
import { copyKeyNotes } from './keys/key-notes.ts';
import { bodyForReview, stateForReview, type ReviewReason } from './mark-for-review.ts';
import {
  highestSeq,
  readDecryptedRecord,
  tryOrNull,
  type DecryptedRecord,
} from './read-other-store.ts';
import { removeDatabaseFile, repairHeader } from './repair-header.ts';
import { addEvent, insertRow, type Row } from './rows.ts';
import { getMeta, setMeta } from './meta.ts';
import { seal, type Sealer } from './sealing.ts';

export interface SalvageCounts {
  readonly salvaged: number;
  readonly lost: number;
}

const insertRecord = (to: DatabaseSync, found: DecryptedRecord, reason: ReviewReason): void => {
  const { row, key, parts } = found;
  const id = row['id'] as string;
  const storedState = row['state'] as RegistrationState;
  // The state is not sealed, so it may be damaged even if the body can be decrypted.
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
    ...(dst === 'unknown' ? { unknown_since: reason.at, absent_seen: 0 } : {}),
  };
  insertRow(to, next);
  for (const { name, box } of parts)
    to.prepare('INSERT INTO part(registration_id, name, box) VALUES(?, ?, ?)').run(id, name, box);
  addEvent(to, { id, rev, at: reason.at, src, dst, event: 'salvaged', cause: reason.code });
};

const salvageRecords = (
  from: DatabaseSync,
  to: DatabaseSync,
  sealer: Sealer,
  reason: ReviewReason,
): SalvageCounts => {
  const maxSeq = highestSeq(from);
  const openId = tryOrNull(() => getMeta(from, 'open'));
  // The keyed hashes are copied, so the key with which they were computed is copied too.
  const indexKey = tryOrNull(() => getMeta(from, 'index-key'));
  if (indexKey instanceof Uint8Array && sealer.openIndexKey(indexKey))
    setMeta(to, 'index-key', indexKey);
  tryOrNull(() => copyKeyNotes(from, to));
  let salvaged = 0;
  for (let seq = 1; seq <= maxSeq; seq += 1) {
    const found = readDecryptedRecord(from, sealer, seq);
    if (!found) continue;
    to.exec('SAVEPOINT record');
    try {
      insertRecord(to, found, reason);
      salvaged += 1;
      if (found.row['id'] === openId) setMeta(to, 'open', openId as string);
    } catch (thrown) {
      // A full disk ends the transaction and the salvage; any other failure loses only this record.
      if (!to.isTransaction) throw thrown;
      to.exec('ROLLBACK TO record');
    }
    to.exec('RELEASE record');
  }
  const nextNumber = tryOrNull(() => getMeta(from, 'next-number'));
  setMeta(
    to,
    'next-number',
    Math.max(
      typeof nextNumber === 'number' ? nextNumber : 1,
      maxSeq + 1,
      Number(getMeta(to, 'next-number') ?? 1),
    ),
  );
  return { salvaged, lost: maxSeq - salvaged };
};

export interface SalvageJob {
  /** Path of the damaged store, which is only read. */
  readonly damaged: string;
  /** The new store, without any registration. */
  readonly to: DatabaseSync;
  readonly sealer: Sealer;
  readonly reason: ReviewReason;
  /** Name under which the damaged store is set aside. */
  readonly setAsideName: string;
}

/**
 * Called inside a transaction of `to`; throws write errors.
 * @returns the numbers of salvaged and lost registrations.
 */
export const salvageStore = ({
  damaged,
  to,
  sealer,
  reason,
  setAsideName: name,
}: SalvageJob): SalvageCounts => {
  if (!existsSync(damaged) || statSync(damaged).size === 0) return { salvaged: 0, lost: 0 };
  const copy = `${damaged}.salvage`;
  removeDatabaseFile(copy);
  try {
    copyFileSync(damaged, copy);
    if (existsSync(`${damaged}-wal`)) copyFileSync(`${damaged}-wal`, `${copy}-wal`);
    tryOrNull(() => repairHeader(copy));
    const from = tryOrNull(() => new DatabaseSync(copy));
    if (!from) return { salvaged: 0, lost: 0 };
    try {
      // The names of salvaged stores are recorded, so that they are not listed for a recovery key: all of their readable
      // registrations are in the new store.
      const earlierNames = tryOrNull(() => getMeta(from, 'salvaged-from'));
      setMeta(
        to,
        'salvaged-from',
        [...(typeof earlierNames === 'string' ? [earlierNames] : []), name].join('|'),
      );
      return salvageRecords(from, to, sealer, reason);
    } finally {
      tryOrNull(() => from.close());
    }
  } finally {
    removeDatabaseFile(copy);
  }
};
