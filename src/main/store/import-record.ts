/** Imports a registration from another store: rewraps its data key, and copies its sealed boxes and its timeline. */
import type { DatabaseSync } from 'node:sqlite';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { encodeBody, encodeSummary } from '#main/record/body.ts';
import { currentTimelineEntry } from '#main/record/renames.ts';
import { bodyForReview, stateForReview, type ReviewReason } from './mark-for-review.ts';
import { nameKeyOfSummary } from './name-keys.ts';
import { addEvent, insertRow, searchKeysOf, type StoredEvent } from './rows.ts';
import type { DecryptedRecord } from './read-other-store.ts';
import { seal, type Sealer } from './sealing.ts';

/** Number of registrations that were imported, that exist here already, and that could not be decrypted. */
export interface ImportCounts {
  readonly imported: number;
  readonly existing: number;
  readonly unreadable: number;
}

/** Keeps the reference printed on the customer's slip; if this store has issued the same one, a letter is appended. */
export const unusedReference = (to: DatabaseSync, wanted: string): string => {
  const selectReference = to.prepare('SELECT 1 FROM registration WHERE reference = ?');
  const suffixes = ['', ...Array.from('BCDEFGHJKMNPQRSTVWXYZ', (letter) => `-${letter}`)];
  return (
    suffixes
      .map((suffix) => wanted + suffix)
      .find((reference) => !selectReference.get(reference)) ?? `${wanted}-${String(Date.now())}`
  );
};

export interface ImportJob {
  /** The source store, for the timeline. */
  readonly from: DatabaseSync;
  readonly to: DatabaseSync;
  /** Sealer of the target store. */
  readonly sealer: Sealer;
  readonly record: DecryptedRecord;
  readonly reason: ReviewReason;
}

const copyTimeline = ({ from, to }: ImportJob, id: string): void => {
  const timeline = from
    .prepare(
      'SELECT rev, at, src, dst, event, cause FROM event WHERE registration_id = ? ORDER BY seq',
    )
    .all(id);
  for (const entry of timeline as unknown as StoredEvent[])
    addEvent(to, { id, ...currentTimelineEntry(entry) });
};

/**
 * Called inside a transaction of the target store. A registration that is due to be sent goes to review; for an `unknown` one the quiet
 * period starts again.
 */
export const importRecord = (job: ImportJob): 'imported' | 'existing' => {
  const { to, sealer, record: found, reason } = job;
  const { row, key, parts } = found;
  const id = row['id'] as string;
  if (to.prepare('SELECT 1 FROM registration WHERE id = ?').get(id)) return 'existing';
  const src = row['state'] as RegistrationState;
  const dst = stateForReview(src);
  const needsReview = dst !== src;
  const body = needsReview ? bodyForReview(found.body, reason) : found.body;
  const macs = searchKeysOf(sealer, body);
  const rev = Number(row['rev']) + 1;
  const summary = needsReview
    ? seal(key, id, 'summary', encodeSummary(body))
    : (row['summary'] as Uint8Array);
  // Without the `seq` of the other store, the row becomes the last in the order of this one.
  const { seq: _seq, ...values } = row;
  insertRow(to, {
    ...values,
    rev,
    state: dst,
    reference: unusedReference(to, row['reference'] as string),
    updated_at: reason.at,
    clerk_mac: macs.clerk,
    nid_mac: macs.nid,
    mobile_mac: macs.mobile,
    name_key: nameKeyOfSummary(sealer, id, key, summary),
    data_key: sealer.wrap(id, key),
    ...(needsReview && {
      body: seal(key, id, 'body', encodeBody(body)),
      summary,
      waits_for: null,
      not_before: 0,
    }),
    ...(dst === 'unknown' && { unknown_since: reason.at, absent_seen: 0 }),
  });
  for (const { name, box } of parts)
    to.prepare('INSERT INTO part(registration_id, name, box) VALUES(?, ?, ?)').run(id, name, box);
  copyTimeline(job, id);
  addEvent(to, { id, rev, at: reason.at, src, dst, event: 'taken-back', cause: reason.code });
  return 'imported';
};
