/**
 * Marks registrations for review when the store is not the one that was last written, because it is older than its anchor or was
 * salvaged from a damaged store. Any of them may have been sent since, so none is sent automatically: a clerk checks the verification
 * log first, then confirms or submits again.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { RegistrationState } from '#shared/domain/registration.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import { encodeBody, encodeSummary, type Body } from '#main/record/body.ts';
import { addEvent, decryptBody, placeholders, type Row } from './rows.ts';
import { seal, type Sealer } from './sealing.ts';

/** States from which a registration is sent without a clerk's action. `unknown` is not one, because its outcome is only queried. */
const DUE_TO_BE_SENT: readonly RegistrationState[] = [
  'ready',
  'waiting',
  'sending-card',
  'sending-form',
  'on-hold',
];

/** @returns `needs-review` for a state that is due to be sent; any other state unchanged. */
export const stateForReview = (state: RegistrationState): RegistrationState =>
  DUE_TO_BE_SENT.includes(state) ? 'needs-review' : state;

export interface ReviewReason {
  readonly at: number;
  /** Reason shown in the list. */
  readonly code: ErrorCode;
}

/** The body with the reason for the review. */
export const bodyForReview = (body: Body, { code }: ReviewReason): Body => ({
  ...body,
  lastError: { code },
});

/**
 * Puts every registration that is due to be sent under review, and starts the quiet period of every unknown outcome again, because the
 * form may have been sent just before. Called inside a transaction.
 * @returns the number of registrations newly under review.
 */
export const markAllForReview = (
  db: DatabaseSync,
  sealer: Sealer,
  reason: ReviewReason,
): number => {
  const rows: Row[] = db
    .prepare(
      `SELECT * FROM registration WHERE state IN (${placeholders(DUE_TO_BE_SENT)}) ORDER BY seq`,
    )
    .all(...DUE_TO_BE_SENT);
  for (const row of rows) {
    const id = row['id'] as string;
    const src = row['state'] as RegistrationState;
    const rev = (row['rev'] as number) + 1;
    const dst = stateForReview(src);
    db.prepare(
      'UPDATE registration SET rev = ?, state = ?, updated_at = ?, waits_for = NULL, not_before = 0 WHERE id = ?',
    ).run(rev, dst, reason.at, id);
    addEvent(db, { id, rev, at: reason.at, src, dst, event: 'doubted', cause: reason.code });
    // The boxes of a registration that cannot be decrypted are left unchanged; its state prevents it from being sent.
    const key = sealer.unwrap(id, row['data_key'] as Uint8Array);
    const body = decryptBody(sealer, row);
    if (!key || !body.ok) continue;
    const underReview = bodyForReview(body.data, reason);
    db.prepare('UPDATE registration SET body = ?, summary = ? WHERE id = ?').run(
      seal(key, id, 'body', encodeBody(underReview)),
      seal(key, id, 'summary', encodeSummary(underReview)),
      id,
    );
  }
  db.prepare(
    "UPDATE registration SET unknown_since = ?, absent_seen = 0 WHERE state = 'unknown'",
  ).run(reason.at);
  return rows.length;
};
