/** The pages of the verification log fetched so far, for one filter at a time. */
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { mobileDigits } from '#shared/domain/mobile.ts';
import { cleanNid } from '#shared/domain/nid.ts';
import { newestFirst } from '#shared/domain/log-order.ts';
import type { LogEntry, LogFilter } from '#shared/domain/verification.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { limits } from '#shared/limits.ts';
import type { AppError } from '#shared/result.ts';
import { toComparable } from '#shared/text/normalize.ts';

export interface Log {
  readonly filter: Readonly<Ref<LogFilter>>;
  readonly search: Ref<string>;
  /** Newest first. */
  readonly entries: Readonly<ShallowRef<readonly LogEntry[]>>;
  readonly shown: ComputedRef<readonly LogEntry[]>;
  /** Whether the entries are the whole log. */
  readonly whole: Readonly<Ref<boolean>>;
  readonly busy: Readonly<Ref<boolean>>;
  readonly error: Readonly<ShallowRef<AppError | null>>;
  readonly show: (filter: LogFilter) => Promise<void>;
  readonly loadMore: () => Promise<void>;
}

const comparableNames = new WeakMap<LogEntry, string>();

/** A log may have 50,000 names, and each letter typed looks through them. */
const comparableName = (entry: LogEntry): string => {
  const known = comparableNames.get(entry);
  if (known !== undefined) return known;
  const name = toComparable(entry.name).toLocaleLowerCase('en');
  comparableNames.set(entry, name);
  return name;
};

/** Whether an entry is what was typed: part of a number (Bangla digits too), or of a name in either script. */
export const matchesSearch = (entry: LogEntry, typed: string): boolean => {
  const words = toComparable(typed).toLocaleLowerCase('en');
  if (words === '') return true;
  if (comparableName(entry).includes(words)) return true;
  const digits = cleanNid(typed);
  return (
    /^\+?\d+$/.test(digits) &&
    (entry.nid.includes(digits) || entry.mobile.includes(mobileDigits(typed)))
  );
};

export const useLog = (verification: KioskBridge['verification']): Log => {
  const filter = ref<LogFilter>('all');
  const search = ref('');
  const entries = shallowRef<readonly LogEntry[]>([]);
  const whole = ref(false);
  const busy = ref(false);
  const error = shallowRef<AppError | null>(null);
  let nextPage = 1;
  let asked = 0;

  /** One part, and the ones after it as long as main has them already. */
  const loadMore = async (): Promise<void> => {
    const mine = ++asked;
    busy.value = true;
    error.value = null;
    let inOrder = entries.value.length === 0;
    for (let full = true; full;) {
      const answer = await verification.log({ filter: filter.value, page: nextPage });
      if (mine !== asked) return; // another filter was chosen meanwhile
      if (!answer.ok) {
        error.value = answer.error;
        break;
      }
      const { entries: more } = answer.data;
      entries.value = entries.value.concat(more);
      whole.value = answer.data.whole;
      nextPage += 1;
      full = !answer.data.whole && more.length === limits.logPageLines;
      // Parts of a log that main has whole come in order already.
      inOrder &&= full || answer.data.whole;
    }
    if (!inOrder) entries.value = newestFirst(entries.value);
    busy.value = false;
  };

  return {
    filter,
    search,
    entries,
    shown: computed(() => entries.value.filter((entry) => matchesSearch(entry, search.value))),
    whole,
    busy,
    error,
    show: async (next) => {
      filter.value = next;
      entries.value = [];
      whole.value = false;
      nextPage = 1;
      await loadMore();
    },
    loadMore,
  };
};
