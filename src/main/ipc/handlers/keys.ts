/** Handlers for the counter's keys and for moving registrations to another counter. */
import { ok } from '#shared/result.ts';
import type { Keys } from '#main/store/keys/keys.ts';
import { A4_MICRONS, type SlipPrinter } from '#main/slips/print-slip.ts';
import type { Handlers } from '#main/ipc/answer.ts';

export const keysHandlers = (keys: Keys, printer: SlipPrinter) =>
  ({
    'keys.state': () => keys.state(),
    'keys.makeRecovery': ({ leadPin }) => keys.makeRecovery(leadPin),
    'keys.keepRecovery': () => keys.keepRecovery(),
    'keys.declineRecovery': ({ leadPin }) => keys.declineRecovery(leadPin),
    // Prints the page, which shows the recovery key while its dialog is open.
    'keys.print': () => printer.print(A4_MICRONS),
    'keys.forget': async () => {
      keys.forget();
      return ok(undefined);
    },
    'keys.takeBack': (input) => keys.takeBack(input),
    'keys.rotate': ({ leadPin }) => keys.rotate(leadPin),
    'transfer.prepare': ({ leadPin }) => keys.prepareMove(leadPin),
    'transfer.out': ({ to }) => keys.transferOut(to),
    'transfer.in': (input) => keys.transferIn(input),
    'transfer.finish': (input) => keys.finishTransfer(input),
  }) satisfies Partial<Handlers>;
