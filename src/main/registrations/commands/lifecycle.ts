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
import type { LifecycleCommands } from '#main/registrations/port.ts';

/** A clerk may discard a draft; a registration that was submitted requires the branch lead's PIN. */
const needsLeadPin = (record: StoredRegistration): boolean =>
  record.state !== 'draft' || record.submittedAt !== null;

/** Body of a discarded registration: without the customer's values, with the reason. */
const discardedBody = (body: Body, reason: string, at: number): Body => ({
  ...tombstoneBody(body, at),
  discardReason: reason,
});

export const lifecycleCommands = (
  context: RegistrationContext,
): LifecycleCommands & { readonly pendingDiscards: PendingDiscards } => {
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
    hasLeadApproval: boolean,
  ): Promise<Result<undefined>> => {
    const written = await records.update(id, (record) => {
      if (needsLeadPin(record) && !hasLeadApproval) return err('REG-STATE');
      return ok({
        transition: { event: 'discard' },
        body: discardedBody(record.body, reason, now()),
        parts: allPartsRemoved,
        keepSummary: true,
        waitsFor: null,
      });
    });
    if (!written.ok) return written;
    const closed = await openRegistration.closeIfOpen(id);
    // Removes the deleted values from the database files too; after a failure the next sweep does it.
    await store.sweep();
    return closed;
  };
  const pendingDiscards = createPendingDiscards(undoDiscardMs, async (id, reason) => {
    const discarded = await discardNow(id, reason, false);
    // The registration is kept, because the disk is full or it was submitted or transferred meanwhile.
    if (!discarded.ok)
      context.log.warn('registration.discard-failed', { code: discarded.error.code });
  });

  return {
    pendingDiscards,
    start: () =>
      openRegistration.runExclusive(async () => {
        const openId = openRegistration.id();
        const openRecord = openId === null ? null : await records.get(openId);
        if (openRecord?.ok && isEditable(openRecord.data.state)) return toViewResult(openRecord);
        const clerk = currentClerk();
        if (clerk === null) return err('SESSION-NEEDED');
        const { branchCode, counterNumber } = context.location;
        const allowed = context.checkRegistrationAllowed?.() ?? ok(undefined);
        if (!allowed.ok) return allowed;
        if (context.diskState?.() === 'full') return err('STORE-FULL');
        const created = await store.create({
          body: newBody(clerk, now()),
          prefix: `${branchCode}-${counterNumber}-`,
          at: now(),
        });
        if (!created.ok) return created;
        // The store has made it the open registration in the transaction that created it.
        openRegistration.adoptStored(created.data.id);
        void publishCounts();
        return toViewResult(created);
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
        const opened = await openRegistration.set(id);
        if (!opened.ok) return opened;
        await backgroundReading.resume(id);
        codeReading.start(id);
        return toViewResult(record);
      }),
    putAside: openRegistration.closeIfOpen,
    close: openRegistration.closeIfOpen,
    discard: async (id, reason, leadPin) => {
      const record = await records.get(id);
      if (!record.ok) return record;
      // Checked before the PIN, so that no attempt at the PIN is used up for a registration that cannot be discarded.
      if (nextState(record.data.state, 'discard') === null) return err('REG-STATE');
      const requiresPin = needsLeadPin(record.data);
      const allowed = requiresPin ? await context.checkLeadPin(leadPin ?? '') : ok(undefined);
      if (!allowed.ok) return allowed;
      if (requiresPin || undoDiscardMs === 0) {
        const discarded = await discardNow(id, reason, requiresPin);
        return discarded.ok ? ok({ undoMs: 0 }) : discarded;
      }
      const closed = await openRegistration.closeIfOpen(id);
      if (!closed.ok) return closed;
      pendingDiscards.add(id, reason);
      return ok({ undoMs: undoDiscardMs });
    },
    undoDiscard: async (id) => (pendingDiscards.cancel(id) ? ok(undefined) : err('REG-STATE')),
  };
};
