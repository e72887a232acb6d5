/** Calls that show Review on the customer's display and hide it. */
import { call, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as s from '#shared/ipc/schemas/primitives.ts';
import { showInput } from '#shared/ipc/schemas/customer.ts';

export const customerCalls = {
  /** Shows Review on the customer's display, if the counter has one. */
  'customer.show': call(showInput, s.nothing),
  /** Ends the display of Review to the customer. */
  'customer.hide': call(s.nothing, s.nothing),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
