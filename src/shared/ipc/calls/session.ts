/** Calls that sign the clerk in and out, and that set and check the PINs. */
import * as v from 'valibot';
import { call, otpRequestRate, secretRate, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as app from '#shared/ipc/schemas/app-state.ts';
import * as primitives from '#shared/ipc/schemas/primitives.ts';
import { pinText } from '#shared/ipc/schemas/lock.ts';

export const sessionCalls = {
  'session.requestOtp': call(
    v.strictObject({ mobile: primitives.typedMobile }),
    v.object({ expiresInMs: primitives.count, resendInMs: primitives.count }),
    { needs: 'nothing', rate: otpRequestRate },
  ),
  'session.verifyOtp': call(
    v.strictObject({ mobile: primitives.typedMobile, otp: primitives.text(20) }),
    app.session,
    {
      needs: 'nothing',
      rate: secretRate,
    },
  ),
  /** Signs the clerk out. The token is cleared even when the service does not answer. */
  'session.signOut': call(primitives.nothing, v.object({ serviceAnswered: v.boolean() }), {
    needs: 'nothing',
  }),
  /** Sets the clerk's PIN for this counter, only while `lock.needsPin` is true. Changes arrive as `lock` events. */
  'pin.choose': call(v.strictObject({ pin: pinText }), primitives.nothing, { rate: secretRate }),
  'pin.unlock': call(v.strictObject({ pin: pinText }), primitives.nothing, {
    needs: 'clerk',
    rate: secretRate,
  }),
  'pin.lock': call(primitives.nothing, primitives.nothing, { needs: 'clerk' }),
  /** Sets the lead PIN of this counter. Fails with LEAD-PIN-WRONG when it is already set. */
  'lead.choose': call(v.strictObject({ pin: pinText }), primitives.nothing, { rate: secretRate }),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
