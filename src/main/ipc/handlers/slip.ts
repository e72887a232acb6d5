/** Handlers for printing. */
import type { SettingsValues } from '#main/settings/schema.ts';
import { A4_MICRONS, slipPaper, type PagePrinter } from '#main/printing/page-printer.ts';
import type { Handlers } from '#main/ipc/answer.ts';

/** @param slipSize as it is set now. */
export const slipHandlers = (printer: PagePrinter, slipSize: () => SettingsValues['slipSize']) =>
  ({
    // Prints the page, which shows the slip of its registration.
    'slip.print': ({ lengthMm }) => printer.print(slipPaper(slipSize(), lengthMm)),
    'slip.printForm': () => printer.print(A4_MICRONS),
  }) satisfies Partial<Handlers>;
