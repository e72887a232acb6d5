/** Loads the data of the day close: the signed-in clerk's, or with the lead PIN that of all clerks. */
import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue';
import { todayInBangladesh } from '#shared/domain/civil-date.ts';
import type { CallOutput } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/result.ts';
import { useAppStore } from '#renderer/composables/app-store.ts';
import { useBridge } from '#renderer/composables/bridge.ts';
import { createThrottle } from '#renderer/lib/throttle.ts';

export type DaySummary = CallOutput<'day.summary'>;

export interface DayClose {
  /** Null until it is loaded. */
  readonly summary: Readonly<Ref<DaySummary | null>>;
  readonly error: Readonly<Ref<AppError | null>>;
  readonly isToday: Readonly<Ref<boolean>>;
  /** Whether the day of all clerks is displayed. */
  readonly isAllClerks: Readonly<Ref<boolean>>;
  readonly load: () => Promise<void>;
  /** Loads an earlier or later day. @param days negative for an earlier day. */
  readonly shiftDay: (days: number) => void;
  /** Loads the day of all clerks. @returns the failure, or null. */
  readonly showAllClerks: (leadPin: string) => Promise<AppError | null>;
  readonly showOwnDay: () => Promise<void>;
}

const DAY_MS = 86_400_000;

/** @returns the day in Bangladesh as YYYY-MM-DD. @param at epoch milliseconds. */
const toIsoDay = (at: number): string => {
  const { year, month, day } = todayInBangladesh(at);
  return [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
};

export const useDayClose = (now: Readonly<Ref<number>>): DayClose => {
  const bridge = useBridge();
  const store = useAppStore();
  const summary = shallowRef<DaySummary | null>(null);
  const error = shallowRef<AppError | null>(null);
  /** The requested day as YYYY-MM-DD. Null for today, so that the day changes at midnight. */
  const day = ref<string | null>(null);
  /** The lead PIN while the day of all clerks is displayed, because each call requires it. */
  const currentLeadPin = ref<string | null>(null);
  const isToday = computed(() => summary.value?.day === toIsoDay(now.value));

  let latestRequestNumber = 0;
  const load = async (): Promise<void> => {
    const requestNumber = ++latestRequestNumber;
    const leadPin = currentLeadPin.value;
    const answer = await (leadPin === null
      ? bridge.day.summary({ day: day.value })
      : bridge.day.summaryOfAll({ day: day.value, leadPin }));
    if (requestNumber !== latestRequestNumber) return;
    error.value = answer.ok ? null : answer.error;
    if (answer.ok) summary.value = answer.data;
  };

  // The day of all clerks is not reloaded automatically, because each reload counts as an attempt at the lead PIN.
  const reload = createThrottle(() => {
    if (currentLeadPin.value === null) void load();
  });
  const cleanups = [
    bridge.events.on('counts', reload.schedule),
    bridge.events.on('registration', reload.schedule),
    reload.cancel,
  ];
  onBeforeUnmount(() => cleanups.forEach((cleanup) => cleanup()));
  // The PIN and the data of all clerks must not remain in the page while it is locked.
  watch(
    () => store.locked,
    (locked) => {
      if (!locked) {
        if (summary.value === null) void load();
        return;
      }
      if (currentLeadPin.value === null) return;
      latestRequestNumber += 1;
      currentLeadPin.value = null;
      summary.value = null;
    },
  );

  return {
    summary,
    error,
    isToday,
    isAllClerks: computed(() => currentLeadPin.value !== null),
    load,
    shiftDay: (days) => {
      if (!summary.value || (days > 0 && isToday.value)) return;
      const nextDay = toIsoDay(summary.value.at + days * DAY_MS);
      day.value = nextDay === toIsoDay(now.value) ? null : nextDay;
      void load();
    },
    showAllClerks: async (leadPin) => {
      const answer = await bridge.day.summaryOfAll({ day: day.value, leadPin });
      if (!answer.ok) return answer.error;
      // Invalidates a pending request for the clerk's own day.
      latestRequestNumber += 1;
      summary.value = answer.data;
      error.value = null;
      currentLeadPin.value = leadPin;
      return null;
    },
    showOwnDay: async () => {
      currentLeadPin.value = null;
      await load();
    },
  };
};
