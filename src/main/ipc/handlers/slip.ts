/** Printing. */
import type { SlipPrinter } from '../../slips/print-slip.ts';
import type { Handlers } from '../answer.ts';

export const slipHandlers = (printer: SlipPrinter) =>
  ({
    // The page shows the registration's slip for print; which one that is, it knows.
    'slip.print': () => printer.print(),
  }) satisfies Partial<Handlers>;
