/**
 * Locks the counter on request, after idle time and at a start with a restored session. Only the clerk's PIN or an OTP sign-in
 * unlocks it. Background work continues while it is locked.
 */
import type { LockView } from '#shared/ipc/contract.ts';
import { err, ok } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import type { Session } from '#main/session/port.ts';
import type { Lock, PinState, Pins } from './port.ts';

export interface LockDeps {
  readonly pins: Pins;
  readonly session: Session;
  /**
   * Idle time before locking in milliseconds; 0 disables it. Called at each check, so that a changed setting takes effect
   * immediately.
   */
  readonly idleMs: () => number;
  /** Describes the open registration for the lock screen. */
  readonly summarizeOpenRegistration: () => Promise<LockView['openRegistration']>;
  /** Epoch milliseconds, for display. */
  readonly now: () => number;
  /** Milliseconds of a monotonic clock, for the idle time. */
  readonly monotonic: () => number;
  readonly log: Log;
}

const IDLE_CHECK_MS = 500;
/** Time between the warning and the idle lock. It is limited to half of the idle time. */
const WARNING_MS = 20_000;

/** Log event by the reason for locking. */
const lockEvents = {
  idle: 'lock.idle-timeout',
  clerk: 'lock.clerk-request',
  system: 'lock.system-request',
  restored: 'lock.session-restored',
} as const;
/** Used until the first state was read. */
const NO_PIN: PinState = {
  canUsePin: false,
  chosen: false,
  remainingAttempts: 0,
  hasLeadPin: false,
};

/**
 * Creates the lock of the counter. It starts locked when a session was restored. A clerk without a PIN in the keychain unlocks by
 * OTP, because a deleted item cannot be distinguished from a PIN that was never chosen.
 */
export const createLock = async (deps: LockDeps): Promise<Lock> => {
  const { pins, session, now, monotonic, log } = deps;
  const listeners = new Set<(view: LockView) => void>();
  let pinState: PinState = NO_PIN;
  let locked = false;
  let reason: LockView['reason'] = null;
  let since: number | null = null;
  let openRegistration: LockView['openRegistration'] = null;
  /** True after an unlock by OTP. The clerk has probably forgotten the PIN, so a new one must be chosen. */
  let mustRenewPin = false;
  let lastActivity = monotonic();
  let isWarning = false;

  const idleTimeMs = (): number => monotonic() - lastActivity;
  const mobileAtCounter = (): string | null => session.clerk()?.mobile ?? session.lastMobile();
  const hasPin = (): boolean => pinState.chosen && pinState.remainingAttempts > 0;

  const snapshot = (): LockView => ({
    locked,
    reason,
    since,
    locksInMs: isWarning ? Math.max(0, Math.round(deps.idleMs() - idleTimeMs())) : null,
    needsPin: session.view().signedIn && pinState.canUsePin && (mustRenewPin || !hasPin()),
    hasPin: hasPin(),
    remainingAttempts: pinState.remainingAttempts,
    canUsePin: pinState.canUsePin,
    hasLeadPin: pinState.hasLeadPin,
    openRegistration: locked ? openRegistration : null,
  });
  const notify = (): void => {
    for (const listen of listeners) listen(snapshot());
  };

  let refreshing: Promise<void> = Promise.resolve();
  /** Reads the state of the PIN again, after the given action. Refreshes are serialised. */
  const refresh = (action: () => Promise<void> = async () => undefined): Promise<void> => {
    refreshing = refreshing.then(action).then(async () => {
      pinState = await pins.stateOf(mobileAtCounter());
      notify();
    });
    return refreshing;
  };

  const lock = async (lockReason: LockView['reason'], at: number): Promise<void> => {
    locked = true;
    isWarning = false;
    reason = lockReason;
    since = at;
    openRegistration = null;
    mustRenewPin = false;
    notify();
    log.info(lockEvents[lockReason ?? 'restored'], {});
    const description = await deps.summarizeOpenRegistration();
    // The clerk may have signed out in the meantime. The next clerk must not see the registration of the previous one.
    openRegistration = mobileAtCounter() === null ? null : description;
    notify();
  };

  const unlock = (): void => {
    locked = false;
    reason = null;
    since = null;
    lastActivity = monotonic();
    log.info('lock.opened', {});
    notify();
  };

  const unsubscribe = session.onChange((view) => {
    if (view.signedIn) {
      const mobile = mobileAtCounter();
      mustRenewPin = locked;
      if (locked) unlock();
      lastActivity = monotonic();
      void refresh(async () => {
        if (mobile !== null) await pins.resetAfterOtp(mobile);
      });
    } else {
      if (mobileAtCounter() === null) openRegistration = null;
      void refresh();
    }
  });

  const setWarning = (isWarningDue: boolean): void => {
    if (isWarning === isWarningDue) return;
    isWarning = isWarningDue;
    notify();
  };
  /** Updates the warning and locks the counter after the idle time. */
  const lockWhenIdle = (): void => {
    const idleMs = deps.idleMs();
    const idle = idleTimeMs();
    if (idleMs <= 0 || locked || mobileAtCounter() === null) return setWarning(false);
    if (idle >= idleMs) return void lock('idle', Math.round(now() - idle));
    setWarning(idle >= idleMs - Math.min(WARNING_MS, idleMs / 2));
  };
  const timer = setInterval(lockWhenIdle, IDLE_CHECK_MS);
  timer.unref();

  pinState = await pins.stateOf(mobileAtCounter());
  if (session.view().signedIn) await lock(null, now());

  return {
    isLocked: () => locked,
    view: async () => {
      await refreshing;
      return snapshot();
    },
    lock: async (lockReason = 'clerk') => {
      if (!locked && mobileAtCounter() !== null) await lock(lockReason, now());
      return ok(undefined);
    },
    unlock: async (pin) => {
      if (!locked) return ok(undefined);
      const mobile = mobileAtCounter();
      if (mobile === null) return err('PIN-BLOCKED');
      const checked = await pins.check(mobile, pin);
      if (checked.ok) unlock();
      await refresh();
      return checked;
    },
    choosePin: async (pin) => {
      await refreshing;
      const mobile = session.clerk()?.mobile;
      // Prevents another person from replacing the clerk's PIN at an unlocked counter.
      if (mobile === undefined || !snapshot().needsPin) return err('SESSION-NEEDED');
      const chosen = await pins.choose(mobile, pin);
      if (!chosen.ok) return chosen;
      mustRenewPin = false;
      await refresh();
      return chosen;
    },
    chooseLeadPin: async (pin) => {
      const mobile = session.clerk()?.mobile;
      if (mobile === undefined) return err('SESSION-NEEDED');
      const chosen = await pins.chooseLeadPin(pin, mobile);
      await refresh();
      return chosen;
    },
    recordActivity: () => {
      lastActivity = monotonic();
      setWarning(false);
    },
    onChange: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    stop: () => {
      clearInterval(timer);
      unsubscribe();
    },
  };
};
