/** Handlers for the counter's keys and for the transfer of registrations to another counter. */
import { ok } from '#shared/result.ts';
import type { KeyService } from '#main/store/keys/key-service.ts';
import { A4_MICRONS, type PagePrinter } from '#main/printing/page-printer.ts';
import type { Handlers } from '#main/ipc/answer-call.ts';

/** @param isLeadPresent whether the lead PIN was entered since the counter was opened. */
export const keysHandlers = (
  keys: KeyService,
  printer: PagePrinter,
  isLeadPresent: () => boolean,
) =>
  ({
    'keys.state': async () => {
      const state = await keys.state();
      return state.ok ? ok({ ...state.data, isLeadPinEntered: isLeadPresent() }) : state;
    },
    'keys.makeRecovery': ({ leadPin }) => keys.makeRecovery(leadPin),
    'keys.confirmRecovery': () => keys.confirmRecovery(),
    'keys.declineRecovery': ({ leadPin }) => keys.declineRecovery(leadPin),
    // Prints the page, which shows the recovery key while its dialog is open.
    'keys.print': () => printer.print(A4_MICRONS),
    'keys.discardDisplayedSecret': async () => {
      keys.discardDisplayedSecret();
      return ok(undefined);
    },
    'keys.restoreWithRecoveryKey': (input) => keys.restoreWithRecoveryKey(input),
    'keys.rotate': ({ leadPin }) => keys.rotate(leadPin),
    'transfer.prepare': ({ leadPin }) => keys.prepareTransfer(leadPin),
    'transfer.out': (input) => keys.transferOut(input),
    'transfer.in': (input) => keys.transferIn(input),
    'transfer.abandon': (input) => keys.abandonTransfer(input),
  }) satisfies Partial<Handlers>;
