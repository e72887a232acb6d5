/** Calls of the counter's keys and of the transfer to another counter. */
import { call, leadRate, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as s from '#shared/ipc/schemas/primitives.ts';
import * as keys from '#shared/ipc/schemas/keys.ts';

export const keysCalls = {
  /** State of the counter's keys. */
  'keys.state': call(s.nothing, keys.keysState),
  /** Creates a recovery key and returns it for display. It is not in force before `keys.confirmRecovery`. */
  'keys.makeRecovery': call(keys.leadInput, keys.recoveryKey, { rate: leadRate }),
  /** Puts the recovery key that is displayed in force, after the branch lead confirmed that it is printed. */
  'keys.confirmRecovery': call(s.nothing, s.nothing),
  /** Records that the branch lead wants no recovery key, so that Home stops asking for one. */
  'keys.declineRecovery': call(keys.leadInput, s.nothing, { rate: leadRate }),
  /** Prints the key sheet that the page displays, on A4. */
  'keys.print': call(s.nothing, s.nothing),
  /** Discards the recovery key or the transfer code that was displayed and is not used, when its dialog is closed. */
  'keys.discardDisplayedSecret': call(s.nothing, s.nothing),
  /** Restores the registrations of the stores that were set aside and that the typed recovery key decrypts. */
  'keys.restoreWithRecoveryKey': call(keys.typedKeyInput, keys.restoreCounts, { rate: leadRate }),
  /** Replaces the master key. The printed recovery key becomes void. */
  'keys.rotate': call(keys.leadInput, s.nothing, { rate: leadRate }),
  /** Creates the transfer code, which is displayed before `transfer.out` writes the file. */
  'transfer.prepare': call(keys.leadInput, keys.transferCode, { rate: leadRate }),
  'transfer.out': call(keys.transferOutInput, keys.transferredOut),
  'transfer.in': call(keys.transferInInput, keys.transferredIn, { rate: leadRate }),
  /** Discards an incomplete transfer file. */
  'transfer.abandon': call(keys.leadInput, s.nothing, { rate: leadRate }),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
