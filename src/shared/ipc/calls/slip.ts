/** Calls that print the slip and the paper form. */
import * as v from 'valibot';
import { call, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as primitives from '#shared/ipc/schemas/primitives.ts';

export const slipCalls = {
  /**
   * Prints the slip of the open registration, which the page displays. Failures: REG-STATE when `id` is not the open one.
   * `lengthMm` applies to roll paper and is ignored for A4.
   */
  'slip.print': call(
    v.strictObject({ id: primitives.id, lengthMm: primitives.paperLength }),
    primitives.nothing,
  ),
  /** Prints the empty paper form that the page displays, on A4. */
  'paperForm.print': call(primitives.nothing, primitives.nothing),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
