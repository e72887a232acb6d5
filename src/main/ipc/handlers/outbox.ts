/** Handlers for the outbox and the day close. */
import type { Outbox } from '#main/registrations/outbox-view.ts';
import { A4_MICRONS, type PagePrinter } from '#main/printing/page-printer.ts';
import type { Result } from '#shared/result.ts';
import type { Handlers } from '#main/ipc/answer.ts';

/** @param checkLead fails as `Pins.checkLead`. */
export const outboxHandlers = (
  outbox: Outbox,
  printer: PagePrinter,
  checkLead: (pin: string) => Promise<Result<undefined>>,
) =>
  ({
    'outbox.page': (query) => outbox.page(query),
    'outbox.details': ({ id }) => outbox.details(id),
    'day.overview': () => outbox.overview(),
    'day.summary': ({ day }) => outbox.day(day),
    'day.summaryOfAll': async ({ day, leadPin }) => {
      const agreed = await checkLead(leadPin);
      return agreed.ok ? outbox.dayOfAll(day) : agreed;
    },
    // Prints the page, which shows the selected day.
    'day.print': () => printer.print(A4_MICRONS),
  }) satisfies Partial<Handlers>;
