/** Manages the sign-in by OTP, independently of the screen: step, problem, and remaining validity of the OTP. */
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
  /** The service's response was lost, so the OTP may already be used. */
  | { readonly kind: 'verify-lost'; readonly error: AppError }
  | { readonly kind: 'service'; readonly error: AppError };

export interface SignIn {
  readonly step: Readonly<Ref<'mobile' | 'otp'>>;
  readonly mobile: Ref<string>;
  readonly otp: Ref<string>;
  /** Number to which the OTP was sent, 11 digits. */
  readonly sentTo: Readonly<Ref<string>>;
  readonly problem: Readonly<ShallowRef<SignInProblem | null>>;
  readonly pendingAction: Readonly<Ref<'send' | 'verify' | null>>;
  /** Remaining validity of the OTP. */
  readonly remainingMs: ComputedRef<number>;
  /** Remaining fraction of the OTP's validity, 0 to 1. */
  readonly remainingFraction: ComputedRef<number>;
  readonly isOtpExpired: ComputedRef<boolean>;
  /** Time until another OTP can be requested; 0 when it can be. */
  readonly resendInMs: ComputedRef<number>;
  /**
   * Whether a new OTP is required: the OTP has expired, or it may already be used and the clerk has not typed another one.
   */
  readonly needsNewOtp: ComputedRef<boolean>;
  /** Number of OTPs sent to this number. */
  readonly sentCount: Readonly<Ref<number>>;
  readonly sendOtp: () => Promise<void>;
  readonly verifyOtp: () => Promise<void>;
  /** Returns to the step in which the mobile number is typed. */
  readonly changeMobile: () => void;
}

/** Failures after which it is unknown whether the service accepted the OTP. */
const LOST_RESPONSE_CODES: readonly ErrorCode[] = ['NET-TIMEOUT', 'NET-CUT'];

/**
 * @param now updated by the caller, in ms, on the same clock as `readClock`.
 * @param readClock monotonic, ms, because changes of the system clock must not affect the validity of the OTP.
 * @param initialMobile the number of the clerk whose session has ended.
 */
export const useSignIn = (
  session: KioskBridge['session'],
  now: Readonly<Ref<number>>,
  readClock: () => number,
  initialMobile = '',
): SignIn => {
  const step = ref<'mobile' | 'otp'>('mobile');
  const mobile = ref(initialMobile);
  const otp = ref('');
  const sentTo = ref('');
  const problem = shallowRef<SignInProblem | null>(null);
  const busy = ref<'send' | 'verify' | null>(null);
  const expiresAt = ref(0);
  const validityMs = ref<number>(limits.otpValidityMs);
  const resendCooldownMs = ref<number>(limits.otpResendCooldownMs);
  const resendAllowedAt = ref(0);
  const sentCount = ref(0);

  // `now` is updated less often than `readClock`. The upper bound prevents a countdown from starting above its full length.
  const remainingMs = computed(() =>
    Math.min(validityMs.value, Math.max(0, expiresAt.value - now.value)),
  );
  const expired = computed(() => step.value === 'otp' && remainingMs.value === 0);

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
    const sentAt = readClock();
    validityMs.value = answer.data.expiresInMs;
    expiresAt.value = sentAt + answer.data.expiresInMs;
    resendCooldownMs.value = answer.data.resendInMs;
    resendAllowedAt.value = sentAt + answer.data.resendInMs;
    sentTo.value = parsed.mobile;
    otp.value = '';
    sentCount.value += 1;
    step.value = 'otp';
  };

  const verify = async (): Promise<void> => {
    if (busy.value) return;
    if (expired.value) {
      problem.value = null; // The screen already displays that the OTP has expired.
      return;
    }
    const parsedOtp = parseOtp(otp.value);
    if (!parsedOtp) {
      problem.value = { kind: 'otp-length' };
      return;
    }
    busy.value = 'verify';
    problem.value = null;
    const answer = await session.verifyOtp({ mobile: sentTo.value, otp: parsedOtp });
    busy.value = null;
    if (answer.ok) return;
    const isLost = LOST_RESPONSE_CODES.includes(answer.error.code);
    problem.value = { kind: isLost ? 'verify-lost' : 'service', error: answer.error };
    if (isLost) {
      otp.value = '';
      resendAllowedAt.value = 0;
    }
  };

  const changeMobile = (): void => {
    step.value = 'mobile';
    otp.value = '';
    problem.value = null;
    sentCount.value = 0;
  };

  return {
    step,
    mobile,
    otp,
    sentTo,
    problem,
    pendingAction: busy,
    remainingMs,
    remainingFraction: computed(() =>
      validityMs.value > 0 ? remainingMs.value / validityMs.value : 0,
    ),
    isOtpExpired: expired,
    needsNewOtp,
    resendInMs: computed(() =>
      expired.value
        ? 0
        : Math.min(resendCooldownMs.value, Math.max(0, resendAllowedAt.value - now.value)),
    ),
    sentCount,
    sendOtp,
    verifyOtp: verify,
    changeMobile,
  };
};
