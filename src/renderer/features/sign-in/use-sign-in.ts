/** State of the sign-in by OTP, independent of the screen: step, problem and remaining time. */
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { parseMobile, type MobileProblem } from '#shared/domain/mobile.ts';
import { parseOtp } from '#shared/domain/otp.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { limits } from '#shared/limits.ts';
import type { AppError } from '#shared/result.ts';
import type { ErrorCode } from '#shared/error-codes.ts';

export type SignInProblem =
  | { readonly kind: 'mobile'; readonly problem: MobileProblem }
  | { readonly kind: 'otp-length' }
  /** The answer was lost: the code may have been used up. */
  | { readonly kind: 'verify-lost'; readonly error: AppError }
  | { readonly kind: 'service'; readonly error: AppError };

export interface SignIn {
  readonly step: Readonly<Ref<'mobile' | 'otp'>>;
  readonly mobile: Ref<string>;
  readonly otp: Ref<string>;
  /** The number to which the code was sent: 11 digits. */
  readonly sentTo: Readonly<Ref<string>>;
  readonly problem: Readonly<ShallowRef<SignInProblem | null>>;
  readonly busy: Readonly<Ref<'send' | 'verify' | null>>;
  readonly leftMs: ComputedRef<number>;
  /** Share of the code's life that is left, 0 to 1. */
  readonly leftShare: ComputedRef<number>;
  readonly expired: ComputedRef<boolean>;
  readonly resendInMs: ComputedRef<number>;
  /** A new code is the next step: the old one has expired, or may be used up and none has been typed since. */
  readonly needsNewOtp: ComputedRef<boolean>;
  /** How often a code was sent to this number. */
  readonly sent: Readonly<Ref<number>>;
  readonly sendOtp: () => Promise<void>;
  readonly verify: () => Promise<void>;
  readonly change: () => void;
}

/** Failures that leave open whether the service accepted the code. */
const LOST: readonly ErrorCode[] = ['NET-TIMEOUT', 'NET-CUT'];

/**
 * @param now updated by the caller, on the same clock as `clock`.
 * @param clock monotonic, ms, because changes of the system clock must not affect the validity period of the code.
 * @param knownMobile initial value: the number of the clerk whose session has ended.
 */
export const useSignIn = (
  session: KioskBridge['session'],
  now: Readonly<Ref<number>>,
  clock: () => number,
  knownMobile = '',
): SignIn => {
  const step = ref<'mobile' | 'otp'>('mobile');
  const mobile = ref(knownMobile);
  const otp = ref('');
  const sentTo = ref('');
  const problem = shallowRef<SignInProblem | null>(null);
  const busy = ref<'send' | 'verify' | null>(null);
  const expiresAt = ref(0);
  const lifeMs = ref<number>(limits.otpLifeMs);
  const resendMs = ref<number>(limits.otpResendMs);
  const resendAt = ref(0);
  const sent = ref(0);

  // `now` is renewed less often than `clock`: without the upper bound a countdown would begin above its full length.
  const leftMs = computed(() => Math.min(lifeMs.value, Math.max(0, expiresAt.value - now.value)));
  const expired = computed(() => step.value === 'otp' && leftMs.value === 0);

  const needsNewOtp = computed(
    () => expired.value || (problem.value?.kind === 'verify-lost' && otp.value === ''),
  );

  const sendOtp = async (): Promise<void> => {
    if (busy.value) return;
    const parsed = parseMobile(mobile.value);
    if (!('mobile' in parsed)) {
      problem.value = { kind: 'mobile', problem: parsed };
      return;
    }
    busy.value = 'send';
    problem.value = null;
    const answer = await session.requestOtp(parsed);
    busy.value = null;
    if (!answer.ok) {
      problem.value = { kind: 'service', error: answer.error };
      return;
    }
    const at = clock();
    lifeMs.value = answer.data.expiresInMs;
    expiresAt.value = at + answer.data.expiresInMs;
    resendMs.value = answer.data.resendInMs;
    resendAt.value = at + answer.data.resendInMs;
    sentTo.value = parsed.mobile;
    otp.value = '';
    sent.value += 1;
    step.value = 'otp';
  };

  const verify = async (): Promise<void> => {
    if (busy.value) return;
    if (expired.value) {
      problem.value = null; // the screen already says that the code is too old
      return;
    }
    const parsed = parseOtp(otp.value);
    if (!parsed) {
      problem.value = { kind: 'otp-length' };
      return;
    }
    busy.value = 'verify';
    problem.value = null;
    const answer = await session.verifyOtp({ mobile: sentTo.value, otp: parsed });
    busy.value = null;
    if (answer.ok) return;
    const lost = LOST.includes(answer.error.code);
    problem.value = { kind: lost ? 'verify-lost' : 'service', error: answer.error };
    if (lost) {
      otp.value = '';
      resendAt.value = 0;
    }
  };

  const change = (): void => {
    step.value = 'mobile';
    otp.value = '';
    problem.value = null;
    sent.value = 0;
  };

  return {
    step,
    mobile,
    otp,
    sentTo,
    problem,
    busy,
    leftMs,
    leftShare: computed(() => (lifeMs.value > 0 ? leftMs.value / lifeMs.value : 0)),
    expired,
    needsNewOtp,
    resendInMs: computed(() =>
      expired.value ? 0 : Math.min(resendMs.value, Math.max(0, resendAt.value - now.value)),
    ),
    sent,
    sendOtp,
    verify,
    change,
  };
};
