/**
 * Recovers registrations that are in flight although nothing is being sent: at every start of the app, and after an attempt that
 * could not write to the store. Step 1 is repeated, and a registration in step 2 becomes `unknown`.
 */
import { ok } from '#shared/result.ts';
import { isUnreadable } from './retry-policy.ts';
import { nextOutcomeQueryAt } from '#main/record/poll-times.ts';
import type { Records } from '#main/store/records.ts';
import type { Store } from '#main/store/port.ts';
import { inFlightStates } from '#main/record/transitions.ts';

/** @returns whether nothing is in flight any more. Registrations that cannot be decrypted are disregarded, because they are never sent. */
export const recoverInFlight = async (deps: {
  store: Store;
  records: Records;
  now: () => number;
  quietPeriodMs: number;
}): Promise<boolean> => {
  const inFlight = await deps.store.idsByState(inFlightStates);
  if (!inFlight.ok) return false;
  let isComplete = true;
  for (const id of inFlight.data) {
    const updated = await deps.records.update(id, (record) => {
      const { state, body } = record;
      if (state === 'sending-card') return ok({ transition: { event: 'restart' } });
      if (state !== 'sending-form') return ok(null);
      const lastError = { code: 'SEND-UNKNOWN' } as const;
      const nextPoll = nextOutcomeQueryAt(deps.now(), deps.now(), deps.quietPeriodMs);
      return ok({
        transition: { event: 'restart', cause: lastError.code },
        unknownSince: deps.now(),
        absentAnswers: 0,
        nextPoll,
        body: { ...body, lastError },
      });
    });
    if (!updated.ok && !isUnreadable(updated.error.code)) isComplete = false;
  }
  return isComplete;
};
