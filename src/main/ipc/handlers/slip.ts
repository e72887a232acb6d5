/** Handlers for printing. */
import type { SettingsValues } from '#main/settings/schema.ts';
import { slipPaper, type SlipPrinter } from '#main/slips/print-slip.ts';
import type { Handlers } from '#main/ipc/answer.ts';

/** @param slipSize as it is set now. */
export const slipHandlers = (printer: SlipPrinter, slipSize: () => SettingsValues['slipSize']) =>
  ({
    // Prints the page, which shows the slip of its registration.
    'slip.print': () => printer.print(slipPaper[slipSize()]),
  }) satisfies Partial<Handlers>;
