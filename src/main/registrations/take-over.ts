/**
 * Transfers the registration of an absent clerk to the clerk who is signed in, authorised by the branch lead's PIN. From
 * then on it is queried and sent under the new clerk's token. Answers obtained under the old token are discarded, because
 * the service may answer each clerk differently.
 */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { err, ok, type Err, type Ok, type Result } from '#shared/result.ts';
import type { Session } from '#main/session/port.ts';
import type { Records } from '#main/store/records.ts';
import { isOutcomeReview } from '#main/record/review.ts';
import type { Change, StoredRegistration } from '#main/store/port.ts';

export interface TakeOverDeps {
  readonly records: Records;
  readonly session: Session;
  readonly checkLead: (pin: string) => Promise<Result<undefined>>;
  /** How long a request that was sent may still take effect. */
  readonly quietPeriodMs: number;
  readonly now: () => number;
}

const MINUTE_MS = 60_000;

/**
 * Whether it may go to this clerk now. What can be edited needs no PIN of the lead: it belongs to the clerk who submits it.
 * Failures: REG-STATE; SESSION-NEEDED; REG-TOO-SOON (params `minutes`) while its request may still arrive.
 */
export const mayTakeOver = (
  record: StoredRegistration,
  clerk: MobileNumber | null,
  { now, quietPeriodMs }: { readonly now: number; readonly quietPeriodMs: number },
): Ok<undefined> | Err => {
  const { state, body } = record;
  const waits = state === 'ready' || state === 'waiting' || state === 'on-hold';
  if (!waits && state !== 'unknown' && !isOutcomeReview(record)) return err('REG-STATE');
  if (clerk === null) return err('SESSION-NEEDED');
  if (clerk === body.clerk) return err('REG-STATE');
  if (state !== 'unknown') return ok(undefined);
  // A time in the future means that the clock was set back.
  const rests = quietPeriodMs - Math.max(0, now - (record.unknownSince ?? now));
  return rests > 0
    ? err('REG-TOO-SOON', { params: { minutes: Math.ceil(rests / MINUTE_MS) } })
    : ok(undefined);
};

const taken = (record: StoredRegistration, clerk: MobileNumber, at: number): Change => {
  const { state, body, waitsFor } = record;
  const mine = {
    ...body,
    clerk,
    takeOvers: [...body.takeOvers, { from: body.clerk, to: clerk, at }],
    // The pictures on the service were sent by the other clerk.
    reading: { ...body.reading, handles: null },
  };
  const move = { event: 'take-over', cause: 'LEAD-RELEASED' } as const;
  if (state === 'unknown')
    return { move, nextPoll: null, body: { ...mine, lastError: { code: 'SEND-UNKNOWN' } } };
  // A wait for a time was requested by the service and stays; other waits end.
  return {
    move,
    body: mine,
    ...(waitsFor !== null && waitsFor !== 'time' && { waitsFor: null, notBefore: 0 }),
  };
};

/** Failures: those of `mayTakeOver` and of the lead PIN; REG-NOT-FOUND, STORE-…. No attempt at the PIN is used for a registration that cannot be taken over. */
export const takeOver = async (
  deps: TakeOverDeps,
  id: string,
  leadPin: string,
): Promise<Result<StoredRegistration>> => {
  const { records, session, now, quietPeriodMs } = deps;
  const here = (): MobileNumber | null => session.clerk()?.mobile ?? null;
  const seen = await records.get(id);
  if (!seen.ok) return seen;
  const may = mayTakeOver(seen.data, here(), { now: now(), quietPeriodMs });
  if (!may.ok) return may;
  const allowed = await deps.checkLead(leadPin);
  if (!allowed.ok) return allowed;
  return records.update(id, (record) => {
    const clerk = here();
    const still = mayTakeOver(record, clerk, { now: now(), quietPeriodMs });
    if (!still.ok) return still;
    return clerk === null ? err('SESSION-NEEDED') : ok(taken(record, clerk, now()));
  });
};
