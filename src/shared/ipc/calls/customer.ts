/** Calls that show Review on the customer's display and hide it. */
import { call, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as primitives from '#shared/ipc/schemas/primitives.ts';
import { showInput } from '#shared/ipc/schemas/customer.ts';

export const customerCalls = {
  /** Shows Review on the customer's display, if the counter has one. */
  'customer.show': call(showInput, primitives.nothing),
  /** Ends the display of Review to the customer. */
  'customer.hide': call(primitives.nothing, primitives.nothing),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
