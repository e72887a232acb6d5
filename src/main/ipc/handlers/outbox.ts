/** Handlers for the outbox and the day close. */
import type { Outbox } from '#main/registrations/outbox-view.ts';
import { A4_MICRONS, type SlipPrinter } from '#main/slips/print-slip.ts';
import type { Handlers } from '#main/ipc/answer.ts';

export const outboxHandlers = (outbox: Outbox, printer: SlipPrinter) =>
  ({
    'outbox.page': (query) => outbox.page(query),
    'outbox.details': ({ id }) => outbox.details(id),
    'day.summary': ({ day }) => outbox.day(day),
    // Prints the page, which shows the selected day.
    'day.print': () => printer.print(A4_MICRONS),
  }) satisfies Partial<Handlers>;
