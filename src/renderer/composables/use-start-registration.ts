/** Opens a new or an existing registration and navigates to it. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { useRouter } from 'vue-router';
import type { AppError, Result } from '#shared/result.ts';
import { useBridge } from './bridge.ts';
import { watchNavigation } from './watch-navigation.ts';

export interface StartRegistration {
  /** Opens a new registration, or the one that is already open. */
  readonly start: () => Promise<void>;
  /** Opens an existing registration. */
  readonly open: (id: string) => Promise<void>;
  readonly busy: Readonly<Ref<boolean>>;
  readonly error: Readonly<ShallowRef<AppError | null>>;
}

/** Navigates to the registration screen after the main process has opened the registration, which the screen requires. */
export const useStartRegistration = (): StartRegistration => {
  const bridge = useBridge();
  const router = useRouter();
  const busy = ref(false);
  const error = shallowRef<AppError | null>(null);
  const openAndNavigate = async (request: () => Promise<Result<unknown>>): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    error.value = null;
    const stopWatching = watchNavigation(router);
    const answer = await request();
    const hasStayed = stopWatching();
    if (!answer.ok) error.value = answer.error;
    // The clerk may have opened another screen in the meantime.
    else if (hasStayed) await router.push({ name: 'registration' });
    busy.value = false;
  };
  return {
    start: () => openAndNavigate(() => bridge.registration.start()),
    open: (id) => openAndNavigate(() => bridge.registration.open({ id })),
    busy,
    error,
  };
};
