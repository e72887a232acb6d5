/** Handlers for printing. */
import { SLIP_SIZE_MICRONS, type SlipPrinter } from '#main/slips/print-slip.ts';
import type { Handlers } from '#main/ipc/answer.ts';

export const slipHandlers = (printer: SlipPrinter) =>
  ({
    // The page shows the registration's slip for print; which one that is, it knows.
    'slip.print': () => printer.print(SLIP_SIZE_MICRONS),
  }) satisfies Partial<Handlers>;
