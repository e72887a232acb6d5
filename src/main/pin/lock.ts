/**
 * The lock over the counter: set by the clerk, by idleness, and at a start with a restored session; opened by the clerk's
 * PIN or by an OTP sign-in, and by nothing else. Work in the background goes on behind it.
 */
import type { LockView } from '#shared/ipc/contract.ts';
import { err, ok } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import type { Session } from '#main/session/port.ts';
import type { Lock, PinState, Pins } from './port.ts';

export interface LockDeps {
  readonly pins: Pins;
  readonly session: Session;
  /** After how long without a key the counter locks; 0 never. Asked anew each time, so that a change counts at once. */
  readonly idleMs: () => number;
  /** What is open, for the words on the lock. */
  readonly behind: () => Promise<LockView['behind']>;
  /** Epoch milliseconds, for what is shown. */
  readonly now: () => number;
  /** Milliseconds of a clock that nobody sets, for how long nobody pressed a key. */
  readonly monotonic: () => number;
  readonly log: Log;
}

const TICK_MS = 500;
/** How long before it locks an idle counter says so; never more than half of the idle time. */
const WARNING_MS = 20_000;
const NO_PIN: PinState = { canPin: false, chosen: false, triesLeft: 0, hasLeadPin: false };

/**
 * Starts locked when a session was restored: a clerk without a PIN opens it by OTP, as does one whose PIN is missing from the
 * keychain, for the two cannot be told apart.
 */
export const createLock = async (deps: LockDeps): Promise<Lock> => {
  const { pins, session, now, monotonic, log } = deps;
  const listeners = new Set<(view: LockView) => void>();
  let state: PinState = NO_PIN;
  let locked = false;
  let reason: LockView['reason'] = null;
  let since: number | null = null;
  let behind: LockView['behind'] = null;
  /** The clerk came over the lock by OTP: probably because the PIN is forgotten, so a new one is offered. */
  let renew = false;
  let lastActivity = monotonic();
  let warned = false;

  const idleFor = (): number => monotonic() - lastActivity;
  const here = (): string | null => session.clerk()?.mobile ?? session.lastMobile();
  const hasPin = (): boolean => state.chosen && state.triesLeft > 0;

  const snapshot = (): LockView => ({
    locked,
    reason,
    since,
    locksInMs: warned ? Math.max(0, Math.round(deps.idleMs() - idleFor())) : null,
    needsPin: session.view().signedIn && state.canPin && (renew || !hasPin()),
    hasPin: hasPin(),
    triesLeft: state.triesLeft,
    canPin: state.canPin,
    hasLeadPin: state.hasLeadPin,
    behind: locked ? behind : null,
  });
  const tell = (): void => {
    for (const listen of listeners) listen(snapshot());
  };

  let looking: Promise<void> = Promise.resolve();
  const look = (before: () => Promise<void> = async () => undefined): Promise<void> => {
    looking = looking.then(before).then(async () => {
      state = await pins.look(here());
      tell();
    });
    return looking;
  };

  const close = async (why: LockView['reason'], at: number): Promise<void> => {
    locked = true;
    warned = false;
    reason = why;
    since = at;
    behind = null;
    renew = false;
    tell();
    log.info(`lock.${why ?? 'start'}`, {});
    const shown = await deps.behind();
    // Signed out meanwhile: the next clerk is not told of it.
    behind = here() === null ? null : shown;
    tell();
  };

  const open = (): void => {
    locked = false;
    reason = null;
    since = null;
    lastActivity = monotonic();
    log.info('lock.opened', {});
    tell();
  };

  const forget = session.onChange((view) => {
    if (view.signedIn) {
      const mobile = here();
      renew = locked;
      if (locked) open();
      lastActivity = monotonic();
      void look(async () => {
        if (mobile !== null) await pins.proved(mobile);
      });
    } else {
      if (here() === null) behind = null;
      void look();
    }
  });

  const warn = (isNear: boolean): void => {
    if (warned === isNear) return;
    warned = isNear;
    tell();
  };
  const tick = (): void => {
    const idleMs = deps.idleMs();
    const idle = idleFor();
    if (idleMs <= 0 || locked || here() === null) return warn(false);
    if (idle >= idleMs) return void close('idle', Math.round(now() - idle));
    warn(idle >= idleMs - Math.min(WARNING_MS, idleMs / 2));
  };
  const timer = setInterval(tick, TICK_MS);
  timer.unref();

  state = await pins.look(here());
  if (session.view().signedIn) await close(null, now());

  return {
    isLocked: () => locked,
    view: async () => {
      await looking;
      return snapshot();
    },
    lock: async (why = 'clerk') => {
      if (!locked && here() !== null) await close(why, now());
      return ok(undefined);
    },
    unlock: async (pin) => {
      if (!locked) return ok(undefined);
      const mobile = here();
      if (mobile === null) return err('PIN-BLOCKED');
      const right = await pins.check(mobile, pin);
      if (right.ok) open();
      await look();
      return right;
    },
    choosePin: async (pin) => {
      await looking;
      const mobile = session.clerk()?.mobile;
      // One who finds the counter open must not be able to exchange the clerk's PIN for their own.
      if (mobile === undefined || !snapshot().needsPin) return err('SESSION-NEEDED');
      const chosen = await pins.choose(mobile, pin);
      if (!chosen.ok) return chosen;
      renew = false;
      await look();
      return chosen;
    },
    chooseLead: async (pin) => {
      const mobile = session.clerk()?.mobile;
      if (mobile === undefined) return err('SESSION-NEEDED');
      const chosen = await pins.chooseLead(pin, mobile);
      await look();
      return chosen;
    },
    activity: () => {
      lastActivity = monotonic();
      warn(false);
    },
    onChange: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    stop: () => {
      clearInterval(timer);
      forget();
    },
  };
};
