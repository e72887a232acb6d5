/** What the whole page knows: the counter, who is at it, whether the service answers, and today's numbers. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { AppState, KioskBridge, SessionView } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/result.ts';
import type { Counts } from '#shared/domain/registration.ts';
import type { Locale } from '../../i18n/index.ts';

export const useAppStore = defineStore('app', () => {
  const state = shallowRef<AppState | null>(null);
  const counts = shallowRef<Counts | null>(null);
  const loadError = shallowRef<AppError | null>(null);
  const locale = ref<Locale>('bn');
  /** The service ended the session while something was open: sign in over it. */
  const sessionLost = ref(false);

  const setSession = (session: SessionView): void => {
    if (!state.value) return;
    const was = state.value.session;
    state.value = { ...state.value, session };
    if (session.signedIn || session.reason === 'signed-out') sessionLost.value = false;
    else if (was.signedIn && session.reason === 'ended') sessionLost.value = true;
  };

  /** Asks for the state once and listens from then on. @returns a function that stops listening. */
  const connect = async (bridge: KioskBridge): Promise<() => void> => {
    const off = [
      bridge.events.on('session', setSession),
      bridge.events.on('service', (service) => {
        if (state.value) state.value = { ...state.value, service };
      }),
      bridge.events.on('training', (training) => {
        if (state.value) state.value = { ...state.value, training };
      }),
      bridge.events.on('counts', (next) => {
        counts.value = next;
      }),
    ];
    const answer = await bridge.app.state();
    if (answer.ok) {
      state.value = answer.data;
      locale.value = answer.data.locale;
      const numbers = await bridge.registration.counts();
      if (numbers.ok) counts.value = numbers.data;
    } else loadError.value = answer.error;
    return () => off.forEach((stop) => stop());
  };

  /** The page changes at once; the main process remembers it for this counter. */
  const setLocale = async (bridge: KioskBridge, next: Locale): Promise<void> => {
    locale.value = next;
    await bridge.app.setLocale({ locale: next });
  };

  return {
    state,
    counts,
    loadError,
    locale,
    sessionLost,
    session: computed(() => state.value?.session ?? null),
    service: computed(() => state.value?.service ?? null),
    counter: computed(() => state.value?.counter ?? null),
    training: computed(() => state.value?.training ?? null),
    connect,
    setLocale,
    setSession,
  };
});
