/** Commands that create, open, put aside and discard registrations. */
import { isEditable } from '#shared/domain/registration.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { tombstoneBody, newBody, type Body } from '#main/record/body.ts';
import { allPartsRemoved, type StoredRegistration } from '#main/record/stored-registration.ts';
import { nextState } from '#main/record/transitions.ts';
import type { RegistrationContext } from '#main/registrations/context.ts';
import {
  createPendingDiscards,
  type PendingDiscards,
} from '#main/registrations/pending-discards.ts';
import type { Registrations } from '#main/registrations/port.ts';

/** A draft is discarded by the clerk; a submitted registration only with the branch lead's PIN. */
const needsLeadPin = (record: StoredRegistration): boolean =>
  record.state !== 'draft' || record.submittedAt !== null;

/** Body of a discarded registration: times, the clerk and the reason; the customer's values are deleted. */
const tombstone = (body: Body, reason: string, at: number): Body => ({
  ...tombstoneBody(body, at),
  discardReason: reason,
});

export const lifecycleCommands = (
  context: RegistrationContext,
): Pick<
  Registrations,
  'start' | 'current' | 'open' | 'putAside' | 'close' | 'discard' | 'undoDiscard'
> & { readonly pendingDiscards: PendingDiscards } => {
  const {
    store,
    records,
    backgroundReading,
    codeReading,
    openRegistration,
    now,
    toViewResult,
    currentClerk,
    publishCounts,
  } = context;
  const { undoDiscardMs } = context.timing;

  const discardNow = async (
    id: string,
    reason: string,
    allowedByLead: boolean,
  ): Promise<Result<undefined>> => {
    const written = await records.update(id, (record) => {
      if (needsLeadPin(record) && !allowedByLead) return err('REG-STATE');
      return ok({
        move: { event: 'discard' },
        body: tombstone(record.body, reason, now()),
        parts: allPartsRemoved,
        keepSummary: true,
        waitsFor: null,
      });
    });
    if (!written.ok) return written;
    const left = await openRegistration.closeIfOpen(id);
    // Deleted values are removed from the files too; if that fails now, the next sweep does it.
    await store.sweep();
    return left;
  };
  const pendingDiscards = createPendingDiscards(undoDiscardMs, async (id, reason) => {
    const discarded = await discardNow(id, reason, false);
    // It stays a draft: on a full disk, or when it was submitted or transferred meanwhile.
    if (!discarded.ok)
      context.log.warn('registration.discard-failed', { code: discarded.error.code });
  });

  return {
    pendingDiscards,
    start: () =>
      openRegistration.runExclusive(async () => {
        const openId = openRegistration.id();
        const present = openId === null ? null : await records.get(openId);
        if (present?.ok && isEditable(present.data.state)) return toViewResult(present);
        const clerk = currentClerk();
        if (clerk === null) return err('SESSION-NEEDED');
        const { branchCode, counterNumber } = context.location;
        const allowed = context.checkRegistrationAllowed?.() ?? ok(undefined);
        if (!allowed.ok) return allowed;
        if (context.diskState?.() === 'full') return err('STORE-FULL');
        const made = await store.create({
          body: newBody(clerk, now()),
          prefix: `${branchCode}-${counterNumber}-`,
          at: now(),
        });
        if (!made.ok) return made;
        // The store made it the open one in the same step.
        openRegistration.adoptStored(made.data.id);
        void publishCounts();
        return toViewResult(made);
      }),
    current: () =>
      openRegistration.runExclusive(async () => {
        const openId = openRegistration.id();
        return openId === null ? ok(null) : toViewResult(await records.get(openId));
      }),
    open: (id) =>
      openRegistration.runExclusive(async () => {
        const record = await records.get(id);
        if (!record.ok) return record;
        // Opening a draft cancels its discard.
        pendingDiscards.cancel(id);
        const changed = await openRegistration.set(id);
        if (!changed.ok) return changed;
        await backgroundReading.resume(id);
        codeReading.start(id);
        return toViewResult(record);
      }),
    putAside: openRegistration.closeIfOpen,
    close: openRegistration.closeIfOpen,
    discard: async (id, reason, leadPin) => {
      const seen = await records.get(id);
      if (!seen.ok) return seen;
      // No attempt at the PIN is used for a registration that cannot be discarded.
      if (nextState(seen.data.state, 'discard') === null) return err('REG-STATE');
      const requiresPin = needsLeadPin(seen.data);
      const allowed = requiresPin ? await context.checkLeadPin(leadPin ?? '') : ok(undefined);
      if (!allowed.ok) return allowed;
      if (requiresPin || undoDiscardMs === 0) {
        const discarded = await discardNow(id, reason, requiresPin);
        return discarded.ok ? ok({ undoMs: 0 }) : discarded;
      }
      const left = await openRegistration.closeIfOpen(id);
      if (!left.ok) return left;
      pendingDiscards.add(id, reason);
      return ok({ undoMs: undoDiscardMs });
    },
    undoDiscard: async (id) => (pendingDiscards.cancel(id) ? ok(undefined) : err('REG-STATE')),
  };
};
