/** Interfaces of the counter's PINs and lock. */
import type { LockView } from '#shared/ipc/contract.ts';
import type { Result } from '#shared/result.ts';

export interface PinState {
  /** Whether PINs can be kept at all: false without a keychain. */
  readonly canPin: boolean;
  /** Whether the clerk has one, blocked or not. */
  readonly chosen: boolean;
  /** Wrong PINs left before the clerk's is blocked. */
  readonly triesLeft: number;
  readonly hasLeadPin: boolean;
}

/** Every method may fail with KEY-UNAVAILABLE or KEY-TIMEOUT: what cannot be counted is not compared. */
export interface Pins {
  /** @param mobile of the clerk, 11 digits; null when there is none. Never fails: without a keychain there is no PIN. */
  look(mobile: string | null): Promise<PinState>;
  /** Failures: PIN-TRIVIAL (params `reason`), IPC-INPUT when it is not six digits. Replaces the clerk's PIN, if any. */
  choose(mobile: string, pin: string): Promise<Result<undefined>>;
  /** Failures: PIN-WRONG (params `left`), PIN-BLOCKED after five wrong ones or when there is none. */
  check(mobile: string, pin: string): Promise<Result<undefined>>;
  /** The clerk proved who they are by OTP: wrong tries are forgiven, and a blocked PIN is gone for good. */
  proved(mobile: string): Promise<void>;
  /** The counter's lead PIN, once. Failures: PIN-TRIVIAL, IPC-INPUT, LEAD-PIN-WRONG when there is one already. */
  chooseLead(pin: string, mobile: string): Promise<Result<undefined>>;
  /** Failures: LEAD-PIN-NONE, LEAD-PIN-WRONG (params `left`), LEAD-PIN-WAIT (params `minutes`). */
  readonly checkLead: (pin: string) => Promise<Result<undefined>>;
}

export interface Lock {
  readonly isLocked: () => boolean;
  /** Waits for what is being looked up, so that it is right just after a sign-in. */
  readonly view: () => Promise<LockView>;
  /** Locks on request of the clerk, or because the machine sleeps or its session is left. Does nothing while nobody is signed in. */
  lock(why?: 'clerk' | 'system'): Promise<Result<undefined>>;
  /** Failures: as `Pins.check`. */
  unlock(pin: string): Promise<Result<undefined>>;
  /** Failures: as `Pins.choose`; SESSION-NEEDED unless a PIN is wanted now (`needsPin`). */
  choosePin(pin: string): Promise<Result<undefined>>;
  /** Failures: as `Pins.chooseLead`; SESSION-NEEDED. */
  chooseLead(pin: string): Promise<Result<undefined>>;
  /** A key was pressed or the pointer moved. */
  activity(): void;
  onChange(listen: (view: LockView) => void): () => void;
  stop(): void;
}
