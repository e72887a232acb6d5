/** Calls of the counter's keys and of the transfer to another counter. */
import { call, leadRate, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as s from '#shared/ipc/schemas/primitives.ts';
import * as keys from '#shared/ipc/schemas/keys.ts';

export const keysCalls = {
  /** State of the counter's keys. */
  'keys.state': call(s.nothing, keys.keysState),
  'keys.makeRecovery': call(keys.leadInput, keys.recoveryKey, { rate: leadRate }),
  'keys.keepRecovery': call(s.nothing, s.nothing),
  'keys.declineRecovery': call(keys.leadInput, s.nothing, { rate: leadRate }),
  /** Prints the key sheet that the page displays, on A4. */
  'keys.print': call(s.nothing, s.nothing),
  'keys.forget': call(s.nothing, s.nothing),
  /** Restores the registrations that a recovery key decrypts. */
  'keys.takeBack': call(keys.typedKeyInput, keys.takenBack, { rate: leadRate }),
  'keys.rotate': call(keys.leadInput, s.nothing, { rate: leadRate }),
  /** Creates the transfer code, which is displayed before `transfer.out` writes the file. */
  'transfer.prepare': call(keys.leadInput, keys.transferCode, { rate: leadRate }),
  'transfer.out': call(keys.transferOutInput, keys.transferredOut),
  'transfer.in': call(keys.transferInInput, keys.transferredIn, { rate: leadRate }),
  /** Discards an incomplete transfer file. */
  'transfer.abandon': call(keys.leadInput, s.nothing, { rate: leadRate }),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
