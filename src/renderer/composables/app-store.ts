/** State of the whole page: counter, session, lock, reachability of the service and today's numbers. */
import { defineStore } from 'pinia';
import { computed, markRaw, ref, shallowRef } from 'vue';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { AppState, KioskBridge, LockView, SessionView } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/result.ts';
import type { Counts, Step } from '#shared/domain/registration.ts';
import type { Locale } from '#renderer/i18n/index.ts';

export const useAppStore = defineStore('app', () => {
  const state = shallowRef<AppState | null>(null);
  const counts = shallowRef<Counts | null>(null);
  const loadError = shallowRef<AppError | null>(null);
  const locale = ref<Locale>('bn');
  /** Text size and contrast of this page; the Settings screen tries others before they are saved. */
  const display = shallowRef<AppState['display']>({ textSize: 100, contrast: 'system' });
  /** The service ended the session while something was open: sign in over it. */
  const sessionLost = ref(false);
  /** The clerk put the sign-in off and goes on without the service. */
  const signInLater = ref(false);
  /** Signed in by OTP, and a PIN is offered before anything else. */
  const choosingPin = ref(false);
  /** The branch lead is asked whether the kiosk may end. */
  const leaving = ref(false);
  /** Signed in by OTP, and whether a PIN is to be chosen has not been answered yet. */
  const checkingPin = ref(false);
  /** Step of the registration on the screen; null while none is. */
  const registrationStep = ref<Step | 'done' | null>(null);
  /** What must be saved before the counter locks. */
  const beforeLock = markRaw(new Set<() => Promise<unknown>>());

  /** Somebody is at the counter, with a session or with one that ended under way. */
  const entered = computed(() => state.value?.session.signedIn === true || sessionLost.value);

  const setSession = (session: SessionView): void => {
    if (!state.value) return;
    const was = state.value.session;
    state.value = { ...state.value, session };
    if (session.signedIn || session.reason === 'signed-out') sessionLost.value = false;
    else if (was.signedIn)
      sessionLost.value = session.reason === 'ended' || session.reason === 'expired';
    signInLater.value = false;
  };

  const setLock = (lock: LockView): void => {
    if (state.value) state.value = { ...state.value, lock };
  };

  /** The main process reports a signed-in session only after a correct OTP. */
  const afterSignIn = async (bridge: KioskBridge): Promise<void> => {
    checkingPin.value = true;
    const answer = await bridge.app.state();
    if (answer.ok) {
      setLock(answer.data.lock);
      choosingPin.value = answer.data.lock.needsPin;
    }
    checkingPin.value = false;
  };

  /** How many registrations a salvaged store lost is not in the event. */
  const takeStoreNotice = async (bridge: KioskBridge): Promise<void> => {
    const answer = await bridge.app.state();
    if (!answer.ok || !state.value) return;
    const { storeNotice, storeNoticeParams } = answer.data;
    state.value = { ...state.value, storeNotice, storeNoticeParams };
    await takeCounts(bridge);
  };

  const takeCounts = async (bridge: KioskBridge): Promise<void> => {
    const numbers = await bridge.registration.counts();
    if (numbers.ok) counts.value = numbers.data;
  };

  /** Every call that fails passes here: one that needs the session brings the sign-in back that was put off. */
  const heard = (code: ErrorCode): void => {
    if (code === 'SESSION-NEEDED' || code === 'SESSION-ENDED') signInLater.value = false;
  };

  /** Asks for the state, at the start and when somebody tries again after it failed. */
  const load = async (bridge: KioskBridge): Promise<void> => {
    const answer = await bridge.app.state();
    loadError.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    state.value = answer.data;
    locale.value = answer.data.locale;
    display.value = answer.data.display;
    await takeCounts(bridge);
  };

  /** Asks for the state once and listens from then on. @returns a function that stops listening. */
  const connect = async (bridge: KioskBridge): Promise<() => void> => {
    const off = [
      bridge.events.on('session', (session) => {
        setSession(session);
        if (session.signedIn) void afterSignIn(bridge);
        else choosingPin.value = false;
      }),
      bridge.events.on('lock', (lock) => {
        const opened = state.value?.lock.locked === true && !lock.locked;
        setLock(lock);
        if (opened) void takeCounts(bridge);
      }),
      bridge.events.on('service', (service) => {
        if (state.value) state.value = { ...state.value, service };
      }),
      bridge.events.on('training', (training) => {
        if (state.value) state.value = { ...state.value, training };
      }),
      bridge.events.on('disk', (disk) => {
        if (state.value) state.value = { ...state.value, disk };
      }),
      bridge.events.on('store-notice', (storeNotice) => {
        if (state.value) state.value = { ...state.value, storeNotice };
        void takeStoreNotice(bridge);
      }),
      bridge.events.on('audit-notice', (auditNotice) => {
        if (state.value) state.value = { ...state.value, auditNotice };
      }),
      bridge.events.on('counts', (next) => {
        counts.value = next;
      }),
    ];
    await load(bridge);
    return () => off.forEach((stop) => stop());
  };

  /** The page changes at once; the main process stores it for this counter. */
  const setLocale = async (bridge: KioskBridge, next: Locale): Promise<void> => {
    locale.value = next;
    await bridge.app.setLocale({ locale: next });
  };

  return {
    state,
    counts,
    loadError,
    locale,
    display,
    sessionLost,
    signInLater,
    choosingPin,
    leaving,
    checkingPin,
    registrationStep,
    beforeLock,
    canLeave: computed(() => state.value?.lockdown === true),
    lock: computed(() => state.value?.lock ?? null),
    locked: computed(() => state.value?.lock.locked === true),
    entered,
    session: computed(() => state.value?.session ?? null),
    service: computed(() => state.value?.service ?? null),
    location: computed(() => state.value?.location ?? null),
    training: computed(() => state.value?.training ?? null),
    connect,
    load,
    setLocale,
    setSession,
    heard,
  };
});
