/** Handlers for the outbox and the day close. */
import type { OutboxView } from '#main/registrations/outbox-view.ts';
import { A4_MICRONS, type PagePrinter } from '#main/printing/page-printer.ts';
import type { Result } from '#shared/result.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

/** @param checkLead fails as `Pins.checkLeadPin`. */
export const outboxHandlers = (
  outbox: OutboxView,
  printer: PagePrinter,
  checkLead: (pin: string) => Promise<Result<undefined>>,
) =>
  ({
    'outbox.page': (query) => outbox.page(query),
    'outbox.details': ({ id }) => outbox.details(id),
    'day.overview': () => outbox.dayOverview(),
    'day.summary': ({ day }) => outbox.daySummary(day),
    'day.summaryOfAll': async ({ day, leadPin }) => {
      const allowed = await checkLead(leadPin);
      return allowed.ok ? outbox.daySummaryForAllClerks(day) : allowed;
    },
    // Prints the page, which shows the selected day.
    'day.print': () => printer.print(A4_MICRONS),
  }) satisfies Partial<Handlers>;
