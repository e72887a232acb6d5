/** Calls that query the status of a customer and the verification log of the service. */
import * as v from 'valibot';
import { call, leadRate, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as primitives from '#shared/ipc/schemas/primitives.ts';
import * as verification from '#shared/ipc/schemas/verification.ts';

export const verificationCalls = {
  'verification.status': call(
    v.strictObject({ mobile: primitives.typedMobile }),
    verification.verificationView,
  ),
  /** The customer of the registration with this reference, for a query of the status. Fails with REG-REFERENCE when there is none. */
  'verification.customer': call(
    v.strictObject({ reference: primitives.text(verification.MAX_REFERENCE_CHARS) }),
    verification.customer,
  ),
  'verification.log': call(
    v.strictObject({
      filter: verification.logFilter,
      page: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
    }),
    verification.logPage,
  ),
  /** Exports the complete log of a filter as CSV. */
  'verification.exportLog': call(verification.exportLogInput, verification.exportedLog, {
    rate: leadRate,
  }),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
