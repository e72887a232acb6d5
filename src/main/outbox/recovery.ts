/**
 * At every start, moves registrations that were in flight when the app ended to a state that is certain: a card is sent
 * again, a form becomes `unknown`.
 */
import { ok } from '#shared/result.ts';
import { isUnreadable } from './failure-outcome.ts';
import { nextOutcomeQueryAt } from '#main/record/poll-times.ts';
import type { Records } from '#main/store/records.ts';
import type { Store } from '#main/store/port.ts';
import { inFlightStates } from '#main/record/transitions.ts';

/** @returns whether nothing is left in flight. One that cannot be decrypted stays as it is; it is never sent either. */
export const recoverInFlight = async (deps: {
  store: Store;
  records: Records;
  now: () => number;
  quietPeriodMs: number;
}): Promise<boolean> => {
  const found = await deps.store.idsIn(inFlightStates);
  if (!found.ok) return false;
  let whole = true;
  for (const id of found.data) {
    const done = await deps.records.update(id, (record) => {
      const { state, body } = record;
      if (state === 'sending-card') return ok({ move: { event: 'restart' } });
      if (state !== 'sending-form') return ok(null);
      const lastError = { code: 'SEND-UNKNOWN' } as const;
      const nextPoll = nextOutcomeQueryAt(deps.now(), deps.now(), deps.quietPeriodMs);
      return ok({
        move: { event: 'restart', cause: lastError.code },
        unknownSince: deps.now(),
        absentSeen: 0,
        nextPoll,
        body: { ...body, lastError },
      });
    });
    if (!done.ok && !isUnreadable(done.error.code)) whole = false;
  }
  return whole;
};
