/** Interfaces of the counter's PINs and lock. */
import type { LockView } from '#shared/ipc/contract.ts';
import type { leadPinStates } from '#shared/ipc/schemas/settings.ts';
import type { Result } from '#shared/result.ts';

export type LeadPinState = (typeof leadPinStates)[number];

export interface PinState {
  /** Whether PINs can be stored; false when the keychain is unavailable. */
  readonly canUsePin: boolean;
  /** Whether the clerk has a PIN, even if it is blocked. */
  readonly chosen: boolean;
  /** Attempts left before the clerk's PIN is blocked. */
  readonly remainingAttempts: number;
  /** Whether there is a lead PIN, even if its item is damaged. */
  readonly hasLeadPin: boolean;
}

/**
 * PINs of the counter. Methods with a Result can also fail with KEY-UNAVAILABLE or KEY-TIMEOUT. A PIN is not compared when the
 * attempt cannot be recorded.
 */
export interface Pins {
  /**
   * State of the clerk's PIN. Never fails: when the keychain is unavailable, `canUsePin` is false.
   * @param mobile 11 digits; null when no clerk is known.
   */
  stateOf(mobile: string | null): Promise<PinState>;
  /** Failures: PIN-TRIVIAL (params `reason`), IPC-INPUT when it is not six digits. Replaces the clerk's PIN, if any. */
  choose(mobile: string, pin: string): Promise<Result<undefined>>;
  /** Failures: PIN-WRONG (params `left`), PIN-BLOCKED after five wrong ones or when there is none. */
  check(mobile: string, pin: string): Promise<Result<undefined>>;
  /** After an OTP sign-in: resets the wrong attempts and deletes a blocked PIN. */
  resetAfterOtp(mobile: string): Promise<void>;
  /** State of the lead PIN; `unavailable` without a keychain. */
  leadPinState(): Promise<LeadPinState>;
  /**
   * Sets the counter's lead PIN. Possible once, and again after the policy has voided it. Failures: PIN-TRIVIAL, IPC-INPUT,
   * LEAD-PIN-WRONG when there is one already, LEAD-PIN-DAMAGED when there is one that cannot be read.
   */
  chooseLeadPin(pin: string, mobile: string): Promise<Result<undefined>>;
  /** Failures: LEAD-PIN-NONE, LEAD-PIN-DAMAGED, LEAD-PIN-WRONG (params `left`), LEAD-PIN-WAIT (params `minutes`). */
  readonly checkLeadPin: (pin: string) => Promise<Result<undefined>>;
}

export interface Lock {
  readonly isLocked: () => boolean;
  /** State for the lock screen. Waits for a pending refresh, so that it is current immediately after a sign-in. */
  readonly view: () => Promise<LockView>;
  /**
   * Locks the counter at the clerk's request, or because the system suspends or its session is locked or switched. No effect when
   * no clerk is signed in.
   */
  lock(reason?: 'clerk' | 'system'): Promise<Result<undefined>>;
  /** Failures: as `Pins.check`. */
  unlock(pin: string): Promise<Result<undefined>>;
  /** Failures: as `Pins.choose`; SESSION-NEEDED unless a PIN has to be chosen now (`needsPin`). */
  choosePin(pin: string): Promise<Result<undefined>>;
  /** Failures: as `Pins.chooseLeadPin`; SESSION-NEEDED. */
  chooseLeadPin(pin: string): Promise<Result<undefined>>;
  /** Reports a key press or pointer movement. */
  recordActivity(): void;
  onChange(listen: (view: LockView) => void): () => void;
  stop(): void;
}
