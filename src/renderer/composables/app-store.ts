/** State of the page: counter, session, lock, reachability of the service and today's counts. */
import { defineStore } from 'pinia';
import { computed, markRaw, ref, shallowRef } from 'vue';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { AppState, KioskBridge, LockView, SessionView } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/result.ts';
import type { RegistrationCounts, Step } from '#shared/domain/registration.ts';
import type { Locale } from '#renderer/i18n/index.ts';

export const useAppStore = defineStore('app', () => {
  const state = shallowRef<AppState | null>(null);
  const counts = shallowRef<RegistrationCounts | null>(null);
  const loadError = shallowRef<AppError | null>(null);
  const locale = ref<Locale>('bn');
  /** Display settings of this page. The Settings screen previews text size and contrast here before they are saved. */
  const display = shallowRef<AppState['display']>({
    textSize: 100,
    contrast: 'system',
    onScreenKeyboard: 'touch',
    sounds: false,
  });
  /** Whether the session ended without a sign-out. The sign-in form is then displayed above the open screen. */
  const isSessionLost = ref(false);
  /** Whether the clerk postponed the sign-in and continues without the service. */
  const isSignInPostponed = ref(false);
  /** Whether the clerk is choosing a PIN after a sign-in by OTP. */
  const isChoosingPin = ref(false);
  /** Whether the dialog for exiting the kiosk is open. */
  const isExitDialogOpen = ref(false);
  /** Whether the page is querying if a PIN must be chosen after a sign-in by OTP. */
  const isCheckingPin = ref(false);
  /**
   * Registrations submitted by this page whose slip is not printed yet, by id. All other slips are printed as copies.
   * `tried`: automatic printing was attempted.
   */
  const unprintedSlips = ref(new Map<string, 'untried' | 'tried'>());
  /** Step of the displayed registration; null when none is displayed. */
  const registrationStep = ref<Step | 'done' | null>(null);
  /** Functions that save open work before the counter locks. */
  const beforeLockHandlers = markRaw(new Set<() => Promise<unknown>>());

  /** Whether a clerk is signed in, or was signed in until the session was lost. */
  const hasClerk = computed(() => state.value?.session.signedIn === true || isSessionLost.value);

  const setSession = (session: SessionView): void => {
    if (!state.value) return;
    const previous = state.value.session;
    state.value = { ...state.value, session };
    if (session.signedIn || session.reason === 'signed-out') isSessionLost.value = false;
    else if (previous.signedIn)
      isSessionLost.value = session.reason === 'ended' || session.reason === 'expired';
    isSignInPostponed.value = false;
  };

  const setLock = (lock: LockView): void => {
    if (state.value) state.value = { ...state.value, lock };
  };

  /** Determines whether a PIN must be chosen. Called for each signed-in session, which always results from an OTP. */
  const loadPinRequirement = async (bridge: KioskBridge): Promise<void> => {
    isCheckingPin.value = true;
    const answer = await bridge.app.state();
    if (answer.ok) {
      setLock(answer.data.lock);
      isChoosingPin.value = answer.data.lock.needsPin;
    }
    isCheckingPin.value = false;
  };

  /** Loads the parameters of a store notice, which the event does not contain. */
  const loadStoreNotice = async (bridge: KioskBridge): Promise<void> => {
    const answer = await bridge.app.state();
    if (!answer.ok || !state.value) return;
    const { storeNotice, storeNoticeParams } = answer.data;
    state.value = { ...state.value, storeNotice, storeNoticeParams };
    await loadCounts(bridge);
  };

  const loadCounts = async (bridge: KioskBridge): Promise<void> => {
    const answer = await bridge.registration.counts();
    if (answer.ok) counts.value = answer.data;
  };

  /** Called with the code of every failed call. A call that requires the session ends the postponement of the sign-in. */
  const onCallFailed = (code: ErrorCode): void => {
    if (code === 'SESSION-NEEDED' || code === 'SESSION-ENDED') isSignInPostponed.value = false;
  };

  /** Loads the state at the start, and when the clerk retries after a failure. */
  const load = async (bridge: KioskBridge): Promise<void> => {
    const answer = await bridge.app.state();
    loadError.value = answer.ok ? null : answer.error;
    if (!answer.ok) return;
    state.value = answer.data;
    locale.value = answer.data.locale;
    display.value = answer.data.display;
    await loadCounts(bridge);
  };

  /** Loads the state and subscribes to events. @returns a function that unsubscribes. */
  const connect = async (bridge: KioskBridge): Promise<() => void> => {
    const unsubscribers = [
      bridge.events.on('session', (session) => {
        setSession(session);
        if (session.signedIn) void loadPinRequirement(bridge);
        else isChoosingPin.value = false;
      }),
      bridge.events.on('lock', (lock) => {
        const hasBeenUnlocked = state.value?.lock.locked === true && !lock.locked;
        setLock(lock);
        if (hasBeenUnlocked) void loadCounts(bridge);
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
        void loadStoreNotice(bridge);
      }),
      bridge.events.on('audit-notice', (auditNotice) => {
        if (state.value) state.value = { ...state.value, auditNotice };
      }),
      bridge.events.on('counts', (next) => {
        counts.value = next;
      }),
    ];
    await load(bridge);
    return () => unsubscribers.forEach((unsubscribe) => unsubscribe());
  };

  /** Changes the language of the page, and stores it for this counter in the main process. */
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
    sessionLost: isSessionLost,
    isSignInPostponed,
    choosingPin: isChoosingPin,
    isExitDialogOpen,
    checkingPin: isCheckingPin,
    registrationStep,
    slipsDue: unprintedSlips,
    beforeLockHandlers,
    canExit: computed(() => state.value?.lockdown === true),
    lock: computed(() => state.value?.lock ?? null),
    locked: computed(() => state.value?.lock.locked === true),
    hasClerk,
    session: computed(() => state.value?.session ?? null),
    service: computed(() => state.value?.service ?? null),
    location: computed(() => state.value?.location ?? null),
    training: computed(() => state.value?.training ?? null),
    connect,
    load,
    setLocale,
    setSession,
    onCallFailed,
  };
});
