/** Writes registrations: creates drafts and writes changes, each with its pictures and its timeline entry in one transaction. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { err, ok } from '#shared/result.ts';
import { encodeBaseline } from '#main/record/baseline.ts';
import { encodeBody, encodeSummary } from '#main/record/body.ts';
import type { StoredPart } from '#main/record/stored-registration.ts';
import { nextState } from '#main/record/transitions.ts';
import type { AnchoredDatabase } from './anchored-database.ts';
import { cachedStatement } from './database.ts';
import type { Store } from './port.ts';
import { readRegistration, selectRow } from './read-registration.ts';
import { addEvent, searchKeysOf } from './rows.ts';
import { getMeta, setMeta } from './meta.ts';
import { seal } from './sealing.ts';
import { toStoredWaitsFor } from './waits-for.ts';

/** Minimum number of digits of the running number in a reference. */
const REFERENCE_DIGITS = 4;

const UPDATE_REGISTRATION = `UPDATE registration SET rev = rev + 1, state = ?, updated_at = ?, submitted_at = ?, accepted_at = ?, attempts = ?,
  not_before = ?, waits_for = ?, unknown_since = ?, absent_seen = ?, next_poll = ?, reduced_at = ?, baseline = ?,
  clerk_mac = ?, nid_mac = ?, mobile_mac = ?, body = ?,
  summary = coalesce(?, summary), name_key = coalesce(?, name_key) WHERE id = ? AND rev = ? AND state = ?`;

/** @param bytes null deletes the picture. */
const putPart = (
  db: DatabaseSync,
  id: string,
  key: Buffer,
  name: StoredPart,
  bytes: Uint8Array | null,
): void => {
  if (!bytes)
    cachedStatement(db, 'DELETE FROM part WHERE registration_id = ? AND name = ?').run(id, name);
  else {
    cachedStatement(
      db,
      'INSERT INTO part(registration_id, name, box) VALUES(?, ?, ?) ON CONFLICT(registration_id, name) DO UPDATE SET box = excluded.box',
    ).run(id, name, seal(key, id, `part ${name}`, bytes));
  }
};

export const createRegistrationWriter = ({
  db,
  sealer: currentSealer,
  inAnchoredTransaction,
}: AnchoredDatabase): Pick<Store, 'create' | 'write'> => ({
  create: async ({ body, prefix, at }) => {
    const sealer = currentSealer();
    const id = randomUUID();
    const { key, wrapped } = sealer.newKey(id);
    const macs = searchKeysOf(sealer, body);
    const created = inAnchoredTransaction(() => {
      const number = Number(getMeta(db, 'next-number') ?? 1);
      setMeta(db, 'next-number', number + 1);
      db.prepare(
        `INSERT INTO registration(id, reference, state, created_at, updated_at, clerk_mac, nid_mac, mobile_mac, name_key, data_key, summary, body)
         VALUES(?, ?, 'draft', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        id,
        prefix + String(number).padStart(REFERENCE_DIGITS, '0'),
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
    return created.ok ? readRegistration(db, sealer, id) : created;
  },

  write: async (seen, change, at) => {
    const state = change.transition ? nextState(seen.state, change.transition.event) : seen.state;
    if (state === null) return err('REG-STATE');
    const { id } = seen;
    const sealer = currentSealer();
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
    const macs = searchKeysOf(sealer, body);
    const written = inAnchoredTransaction(() => {
      const row = selectRow(db, id);
      const wrapped = row?.['data_key'];
      const key = wrapped instanceof Uint8Array ? sealer.unwrap(id, wrapped) : null;
      if (!key) return err(wrapped ? 'STORE-DAMAGED' : 'REG-NOT-FOUND');
      const summary = change.keepSummary ? null : seal(key, id, 'summary', encodeSummary(body));
      const { changes } = cachedStatement(db, UPDATE_REGISTRATION).run(
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
      // The registration was changed since it was read.
      if (changes !== 1) return ok(false);
      for (const [name, bytes] of Object.entries(change.parts ?? {}))
        putPart(db, id, key, name as StoredPart, bytes);
      if (change.transition)
        addEvent(db, {
          id,
          rev: seen.rev + 1,
          at,
          src: seen.state,
          dst: state,
          ...change.transition,
        });
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
  },
});
