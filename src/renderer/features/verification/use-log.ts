/** The pages of the verification log that were fetched so far, for one filter at a time. */
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { mobileDigits } from '#shared/domain/mobile.ts';
import { cleanNid } from '#shared/domain/nid.ts';
import type { LogEntry, LogFilter } from '#shared/domain/verification.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/result.ts';
import { toComparable } from '#shared/text/normalize.ts';

export interface Log {
  readonly filter: Readonly<Ref<LogFilter>>;
  readonly search: Ref<string>;
  readonly entries: Readonly<ShallowRef<readonly LogEntry[]>>;
  readonly shown: ComputedRef<readonly LogEntry[]>;
  readonly hasMore: Readonly<Ref<boolean>>;
  readonly busy: Readonly<Ref<boolean>>;
  readonly error: Readonly<ShallowRef<AppError | null>>;
  readonly show: (filter: LogFilter) => Promise<void>;
  readonly loadMore: () => Promise<void>;
}

/** Whether an entry is what was typed: part of a number (Bangla digits too), or of a name in either script. */
export const matchesSearch = (entry: LogEntry, typed: string): boolean => {
  const words = toComparable(typed).toLocaleLowerCase('en');
  if (words === '') return true;
  if (toComparable(entry.name).toLocaleLowerCase('en').includes(words)) return true;
  const digits = cleanNid(typed);
  return /^\+?\d+$/.test(digits) && (entry.nid.includes(digits) || entry.mobile.includes(mobileDigits(typed)));
};

export const useLog = (verification: KioskBridge['verification']): Log => {
  const filter = ref<LogFilter>('all');
  const search = ref('');
  const entries = shallowRef<readonly LogEntry[]>([]);
  const hasMore = ref(false);
  const busy = ref(false);
  const error = shallowRef<AppError | null>(null);
  let nextPage = 1;
  let asked = 0;

  const loadMore = async (): Promise<void> => {
    const mine = ++asked;
    busy.value = true;
    error.value = null;
    const answer = await verification.log({ filter: filter.value, page: nextPage });
    if (mine !== asked) return; // another filter was chosen meanwhile
    busy.value = false;
    if (!answer.ok) {
      error.value = answer.error;
      return;
    }
    entries.value = [...entries.value, ...answer.data.entries];
    hasMore.value = !answer.data.whole;
    nextPage += 1;
  };

  return {
    filter,
    search,
    entries,
    shown: computed(() => entries.value.filter((entry) => matchesSearch(entry, search.value))),
    hasMore,
    busy,
    error,
    show: async (next) => {
      filter.value = next;
      entries.value = [];
      hasMore.value = false;
      nextPage = 1;
      await loadMore();
    },
    loadMore,
  };
};
