/**
 * Takes over the registration of an absent clerk: assigns it to the signed-in clerk, authorised by the branch lead's PIN.
 * From then on it is sent with the new clerk's token. The service may answer each clerk differently, so handles of pictures that the
 * old token uploaded are removed, and an unknown outcome goes to review instead of being queried with the new token
 * (docs/decisions, ADR 11).
 */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { err, ok, type Err, type Ok, type Result } from '#shared/result.ts';
import type { Session } from '#main/session/port.ts';
import type { Records } from '#main/store/records.ts';
import { isOutcomeReview } from '#main/record/review.ts';
import type { RegistrationChange, StoredRegistration } from '#main/store/port.ts';

export interface TakeOverDeps {
  readonly records: Records;
  readonly session: Session;
  readonly checkLeadPin: (pin: string) => Promise<Result<undefined>>;
  /** Quiet period of an unknown outcome: the time during which a sent request may still take effect. */
  readonly quietPeriodMs: number;
  readonly now: () => number;
}

const MINUTE_MS = 60_000;

/**
 * Whether the clerk may take over the registration now. An editable one needs no take-over: it is assigned to the clerk who
 * submits it. Failures: REG-STATE; SESSION-NEEDED; REG-TOO-SOON (params `minutes`) while its request may still arrive.
 */
export const checkTakeOver = (
  record: StoredRegistration,
  clerk: MobileNumber | null,
  { now, quietPeriodMs }: { readonly now: number; readonly quietPeriodMs: number },
): Ok<undefined> | Err => {
  const { state, body } = record;
  const isWaiting = state === 'ready' || state === 'waiting' || state === 'on-hold';
  if (!isWaiting && state !== 'unknown' && !isOutcomeReview(record)) return err('REG-STATE');
  if (clerk === null) return err('SESSION-NEEDED');
  if (clerk === body.clerk) return err('REG-STATE');
  if (state !== 'unknown') return ok(undefined);
  // A time in the future means that the clock was set back.
  const remainingMs = quietPeriodMs - Math.max(0, now - (record.unknownSince ?? now));
  return remainingMs > 0
    ? err('REG-TOO-SOON', { params: { minutes: Math.ceil(remainingMs / MINUTE_MS) } })
    : ok(undefined);
};

const takeOverChange = (
  record: StoredRegistration,
  clerk: MobileNumber,
  at: number,
): RegistrationChange => {
  const { state, body, waitsFor } = record;
  const reassigned = {
    ...body,
    clerk,
    takeOvers: [...body.takeOvers, { from: body.clerk, to: clerk, at }],
    // The handles are of pictures that the other clerk's token uploaded.
    reading: { ...body.reading, handles: null },
  };
  const move = { event: 'take-over', cause: 'LEAD-RELEASED' } as const;
  if (state === 'unknown')
    return {
      transition: move,
      nextPoll: null,
      body: { ...reassigned, lastError: { code: 'SEND-UNKNOWN' } },
    };
  // A wait for a time remains, because the service requested it; a wait for the connection or a sign-in ends.
  return {
    transition: move,
    body: reassigned,
    ...(waitsFor !== null && waitsFor !== 'time' && { waitsFor: null, notBefore: 0 }),
  };
};

/**
 * Failures: those of `checkTakeOver` and of the lead PIN; REG-NOT-FOUND, STORE-…. The PIN is checked last, so that no attempt at the
 * PIN is used up for a registration that cannot be taken over.
 */
export const takeOver = async (
  deps: TakeOverDeps,
  id: string,
  leadPin: string,
): Promise<Result<StoredRegistration>> => {
  const { records, session, now, quietPeriodMs } = deps;
  const currentClerk = (): MobileNumber | null => session.clerk()?.mobile ?? null;
  const found = await records.get(id);
  if (!found.ok) return found;
  const eligible = checkTakeOver(found.data, currentClerk(), { now: now(), quietPeriodMs });
  if (!eligible.ok) return eligible;
  const allowed = await deps.checkLeadPin(leadPin);
  if (!allowed.ok) return allowed;
  return records.update(id, (record) => {
    const clerk = currentClerk();
    const stillAllowed = checkTakeOver(record, clerk, { now: now(), quietPeriodMs });
    if (!stillAllowed.ok) return stillAllowed;
    return clerk === null ? err('SESSION-NEEDED') : ok(takeOverChange(record, clerk, now()));
  });
};
