/** Calls that sign the clerk in and out, and that set and check the PINs. */
import * as v from 'valibot';
import { call, otpRequestRate, secretRate, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as app from '#shared/ipc/schemas/app-state.ts';
import * as s from '#shared/ipc/schemas/primitives.ts';
import { pinText } from '#shared/ipc/schemas/lock.ts';

export const sessionCalls = {
  'session.requestOtp': call(
    v.strictObject({ mobile: s.typedMobile }),
    v.object({ expiresInMs: s.count, resendInMs: s.count }),
    { needs: 'nothing', rate: otpRequestRate },
  ),
  'session.verifyOtp': call(
    v.strictObject({ mobile: s.typedMobile, otp: s.text(20) }),
    app.session,
    {
      needs: 'nothing',
      rate: secretRate,
    },
  ),
  /** Clears the token regardless of the service's answer. */
  'session.signOut': call(s.nothing, v.object({ serviceAnswered: v.boolean() }), {
    needs: 'nothing',
  }),
  /** Sets the clerk's PIN for this counter, only while `lock.needsPin` is true. Changes arrive as `lock` events. */
  'pin.choose': call(v.strictObject({ pin: pinText }), s.nothing, { rate: secretRate }),
  'pin.unlock': call(v.strictObject({ pin: pinText }), s.nothing, {
    needs: 'clerk',
    rate: secretRate,
  }),
  'pin.lock': call(s.nothing, s.nothing, { needs: 'clerk' }),
  /** Sets the lead PIN of this counter, once. */
  'lead.choose': call(v.strictObject({ pin: pinText }), s.nothing, { rate: secretRate }),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
