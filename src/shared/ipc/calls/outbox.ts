/** Calls of the outbox screen. */
import * as v from 'valibot';
import { call, leadRate, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as primitives from '#shared/ipc/schemas/primitives.ts';
import * as registration from '#shared/ipc/schemas/registration.ts';
import * as outbox from '#shared/ipc/schemas/outbox.ts';
import * as keys from '#shared/ipc/schemas/keys.ts';

export const outboxCalls = {
  /** One page of the outbox. */
  'outbox.page': call(outbox.outboxPageInput, outbox.outboxPage),
  'outbox.details': call(primitives.idInput, outbox.outboxDetails),
  /** A held registration is not sent until it is released. */
  'outbox.hold': call(primitives.idInput, registration.registrationView),
  'outbox.release': call(primitives.idInput, registration.registrationView),
  /** Sends all waiting registrations of the signed-in clerk now. */
  'outbox.retryAll': call(primitives.nothing, v.object({ due: primitives.count })),
  /** Assigns the registration of an absent clerk to the signed-in clerk. */
  'outbox.takeOver': call(keys.takeOverInput, registration.registrationView, { rate: leadRate }),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
