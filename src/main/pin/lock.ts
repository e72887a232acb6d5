/**
 * The lock over the counter: set by the clerk, by idleness, and at a start with a restored session; opened by the clerk's
 * PIN or by an OTP sign-in, and by nothing else. Work in the background goes on behind it.
 */
import type { LockView } from '#shared/ipc/contract.ts';
import { err, ok } from '#shared/result.ts';
import type { Keychain } from '../keychain/port.ts';
import type { Log } from '../log/log.ts';
import type { Session } from '../session/port.ts';
import type { Lock, PinState, Pins } from './port.ts';

export interface LockDeps {
  readonly pins: Pins;
  readonly session: Session;
  readonly keychain: Keychain;
  readonly scope?: string;
  /** After how long without a key the counter locks; 0 never. Asked anew each time, so that a change counts at once. */
  readonly idleMs: () => number;
  /** What is open, for the words on the lock. */
  readonly behind: () => Promise<LockView['behind']>;
  readonly now: () => number;
  readonly log: Log;
}

const TICK_MS = 500;
const NO_PIN: PinState = { canPin: false, chosen: false, triesLeft: 0, hasLeadPin: false };

/** Starts locked when a session was restored whose clerk has a PIN, or that was locked when the app ended. */
export const createLock = async (deps: LockDeps): Promise<Lock> => {
  const { pins, session, keychain, now, log } = deps;
  // A clerk without a PIN has no item that says "start locked": the lock leaves a mark of its own.
  const mark = deps.scope ? `locked ${deps.scope}` : 'locked';
  const listeners = new Set<(view: LockView) => void>();
  let state: PinState = NO_PIN;
  let locked = false;
  let reason: LockView['reason'] = null;
  let since: number | null = null;
  let behind: LockView['behind'] = null;
  /** The clerk came over the lock by OTP: probably because the PIN is forgotten, so a new one is offered. */
  let renew = false;
  let lastActivity = now();

  const here = (): string | null => session.clerk()?.mobile ?? session.lastMobile();
  const hasPin = (): boolean => state.chosen && state.triesLeft > 0;

  const snapshot = (): LockView => ({
    locked,
    reason,
    since,
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

  const setMark = async (wanted: boolean): Promise<void> => {
    const done = wanted ? await keychain.set(mark, Uint8Array.of(1)) : await keychain.delete(mark);
    if (!done.ok) log.warn('lock.keychain', { code: done.error.code });
  };
  let marking: Promise<void> = Promise.resolve();

  const close = async (why: LockView['reason'], at: number): Promise<void> => {
    locked = true;
    reason = why;
    since = at;
    behind = null;
    renew = false;
    tell();
    log.info(`lock.${why ?? 'start'}`, {});
    if (!hasPin()) {
      marking = marking.then(() => setMark(true));
      await marking;
    }
    behind = await deps.behind();
    tell();
  };

  const open = (): void => {
    locked = false;
    reason = null;
    since = null;
    lastActivity = now();
    log.info('lock.opened', {});
    tell();
    marking = marking.then(() => setMark(false));
  };

  const forget = session.onChange((view) => {
    if (view.signedIn) {
      const mobile = here();
      renew = locked;
      if (locked) open();
      lastActivity = now();
      void look(async () => {
        if (mobile !== null) await pins.proved(mobile);
      });
    } else void look();
  });

  const tick = (): void => {
    const idleMs = deps.idleMs();
    if (idleMs <= 0 || locked || here() === null || now() - lastActivity < idleMs) return;
    void close('idle', lastActivity);
  };
  const timer = setInterval(tick, TICK_MS);
  timer.unref();

  state = await pins.look(here());
  if (session.view().signedIn) {
    const marked = await keychain.get(mark);
    if (state.chosen || (marked.ok && marked.data !== null)) await close(null, now());
  }

  return {
    isLocked: () => locked,
    view: async () => {
      await looking;
      return snapshot();
    },
    lock: async () => {
      if (!locked && here() !== null) await close('clerk', now());
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
      lastActivity = now();
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
