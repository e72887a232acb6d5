/** Loads the last run of the checks of this counter, and runs them again on request. */
import { onMounted, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { CallOutput } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/result.ts';
import { useBridge } from './bridge.ts';

export interface Checks {
  /** Null before the first run at this counter. */
  readonly lastRun: Readonly<ShallowRef<CallOutput<'diagnostics.lastChecks'>>>;
  readonly busy: Readonly<Ref<boolean>>;
  readonly error: ShallowRef<AppError | null>;
  /** @returns whether the checks were run. */
  readonly run: () => Promise<boolean>;
}

export const useChecks = (): Checks => {
  const bridge = useBridge();
  const lastRun = shallowRef<CallOutput<'diagnostics.lastChecks'>>(null);
  const busy = ref(false);
  const error = shallowRef<AppError | null>(null);

  onMounted(async () => {
    const answer = await bridge.diagnostics.lastChecks();
    // A run that was started in the meantime is newer.
    if (answer.ok && !busy.value && !lastRun.value) lastRun.value = answer.data;
  });
  return {
    lastRun,
    busy,
    error,
    run: async () => {
      if (busy.value) return false;
      busy.value = true;
      const answer = await bridge.diagnostics.checks();
      busy.value = false;
      error.value = answer.ok ? null : answer.error;
      if (answer.ok) lastRun.value = answer.data;
      return answer.ok;
    },
  };
};
