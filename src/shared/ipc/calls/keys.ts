/** Calls of the counter's keys and of the transfer to another counter. */
import { call, leadRate, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as primitives from '#shared/ipc/schemas/primitives.ts';
import * as keys from '#shared/ipc/schemas/keys.ts';

export const keysCalls = {
  /** State of the counter's keys. */
  'keys.state': call(primitives.nothing, keys.keysState),
  /** Creates a recovery key and returns it for display. The key is not valid before `keys.confirmRecovery`. */
  'keys.makeRecovery': call(keys.leadInput, keys.recoveryKey, { rate: leadRate }),
  /** Makes the displayed recovery key valid, after the branch lead confirmed that it is printed. */
  'keys.confirmRecovery': call(primitives.nothing, primitives.nothing),
  /** Records that the branch lead wants no recovery key, so that Home no longer displays the reminder. */
  'keys.declineRecovery': call(keys.leadInput, primitives.nothing, { rate: leadRate }),
  /** Prints the key sheet that the page displays, on A4. */
  'keys.print': call(primitives.nothing, primitives.nothing),
  /** Discards a displayed recovery key or transfer code. Called when its dialog is closed before the secret is used. */
  'keys.discardDisplayedSecret': call(primitives.nothing, primitives.nothing),
  /** Restores the registrations of the stores that were set aside and that the typed recovery key decrypts. */
  'keys.restoreWithRecoveryKey': call(keys.typedKeyInput, keys.restoreCounts, { rate: leadRate }),
  /** Replaces the master key. The printed recovery key becomes void. */
  'keys.rotate': call(keys.leadInput, primitives.nothing, { rate: leadRate }),
  /** Creates the transfer code, which is displayed before `transfer.out` writes the file. */
  'transfer.prepare': call(keys.leadInput, keys.transferCode, { rate: leadRate }),
  'transfer.out': call(keys.transferOutInput, keys.transferredOut),
  'transfer.in': call(keys.transferInInput, keys.transferredIn, { rate: leadRate }),
  /** Discards an incomplete transfer file. */
  'transfer.abandon': call(keys.leadInput, primitives.nothing, { rate: leadRate }),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
