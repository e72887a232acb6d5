/** Handlers for printing slips and empty paper forms. */
import type { SettingsValues } from '#main/settings/schema.ts';
import { A4_MICRONS, slipPaper, type PagePrinter } from '#main/printing/page-printer.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

/** @param slipSize the current setting. */
export const slipHandlers = (printer: PagePrinter, slipSize: () => SettingsValues['slipSize']) =>
  ({
    // Prints the page, which shows the slip of its registration.
    'slip.print': ({ lengthMm }) => printer.print(slipPaper(slipSize(), lengthMm)),
    'slip.printForm': () => printer.print(A4_MICRONS),
  }) satisfies Partial<Handlers>;
