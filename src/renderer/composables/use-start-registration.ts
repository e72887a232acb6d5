/** Opens a registration, new or from a list, and navigates to it. */
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { useRouter } from 'vue-router';
import type { AppError, Result } from '#shared/result.ts';
import { useBridge } from './bridge.ts';

export interface StartRegistration {
  /** Opens a new registration, or the one already open, and navigates to it. */
  readonly start: () => Promise<void>;
  /** Opens one from a list and goes to it. */
  readonly open: (id: string) => Promise<void>;
  readonly busy: Readonly<Ref<boolean>>;
  readonly error: Readonly<ShallowRef<AppError | null>>;
}

/** The way into the registration screen. It is entered only once there is a registration to show. */
export const useStartRegistration = (): StartRegistration => {
  const bridge = useBridge();
  const router = useRouter();
  const busy = ref(false);
  const error = shallowRef<AppError | null>(null);
  const enter = async (ask: () => Promise<Result<unknown>>): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    error.value = null;
    const answer = await ask();
    if (answer.ok) await router.push({ name: 'registration' });
    else error.value = answer.error;
    busy.value = false;
  };
  return {
    start: () => enter(() => bridge.registration.start()),
    open: (id) => enter(() => bridge.registration.open({ id })),
    busy,
    error,
  };
};
