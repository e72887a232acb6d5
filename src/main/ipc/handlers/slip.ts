/** Handlers for printing. */
import { SLIP_SIZE_MICRONS, type SlipPrinter } from '#main/slips/print-slip.ts';
import type { Handlers } from '#main/ipc/answer.ts';

export const slipHandlers = (printer: SlipPrinter) =>
  ({
    // Prints the page, which shows the slip of its registration.
    'slip.print': () => printer.print(SLIP_SIZE_MICRONS),
  }) satisfies Partial<Handlers>;
