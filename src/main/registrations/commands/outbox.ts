/** Commands for submitted registrations: list, retry, check, hold, take over, decide. */
import { err, ok } from '#shared/result.ts';
import { checkOutcome } from '#main/outbox/outcome-check.ts';
import type { RegistrationContext } from '#main/registrations/context.ts';
import { findDuplicates } from '#main/registrations/duplicates.ts';
import type { OutboxCommands } from '#main/registrations/port.ts';
import { takeOver } from '#main/registrations/take-over.ts';

export const outboxCommands = ({
  store,
  client,
  session,
  records,
  sender,
  clerkActions,
  timing: { quietPeriodMs },
  checkLeadPin,
  now,
  toViewResult,
}: RegistrationContext): OutboxCommands => ({
  list: (filter) => store.list(filter),
  counts: () => store.counts(now()),
  retry: async (id) => {
    const written = await records.update(id, ({ state, body }) => {
      if (state !== 'waiting' && state !== 'ready') return err('REG-STATE');
      // A registration is sent only with the token of its own clerk.
      return session.clerk()?.mobile === body.clerk
        ? ok({ notBefore: 0, waitsFor: null })
        : err('SESSION-NEEDED');
    });
    if (written.ok) sender.wake('changed', id);
    return toViewResult(written);
  },
  checkNow: async (id) => {
    const checked = await checkOutcome({ store, records, client, session, now, quietPeriodMs }, id);
    if (checked.ok && checked.data.state === 'ready') sender.wake('changed', id);
    return toViewResult(checked);
  },
  hold: async (id) => toViewResult(await clerkActions.hold(id)),
  release: async (id) => {
    const released = await clerkActions.release(id);
    if (released.ok) sender.wake('changed', id);
    return toViewResult(released);
  },
  retryAll: async () => {
    const due = await clerkActions.retryAll();
    if (due.ok) sender.wake('retry-all');
    return due;
  },
  takeOver: async (id, leadPin) => {
    const takenOver = await takeOver(
      { records, session, checkLeadPin, quietPeriodMs, now },
      id,
      leadPin,
    );
    if (takenOver.ok) sender.wake('changed', id);
    return toViewResult(takenOver);
  },
  decide: async (id, decision, note) => {
    const decided = await clerkActions.decide(id, decision, note);
    if (decided.ok) sender.wake('changed', id);
    return toViewResult(decided);
  },
  duplicates: (id) => findDuplicates({ store, records, client, session, now }, id),
});
