/** Loads the verification log page by page, for one filter at a time, and searches the loaded entries. */
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { mobileDigits } from '#shared/domain/mobile.ts';
import { cleanNid } from '#shared/domain/nid.ts';
import { newestFirst } from '#shared/domain/log-order.ts';
import type { LogEntry, LogFilter } from '#shared/domain/verification.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { limits } from '#shared/limits.ts';
import type { AppError } from '#shared/result.ts';
import { toComparable } from '#shared/text/normalize.ts';

export interface VerificationLog {
  readonly filter: Readonly<Ref<LogFilter>>;
  readonly search: Ref<string>;
  /** Newest first. */
  readonly entries: Readonly<ShallowRef<readonly LogEntry[]>>;
  readonly matchingEntries: ComputedRef<readonly LogEntry[]>;
  /** Whether the entries are the complete log. */
  readonly isComplete: Readonly<Ref<boolean>>;
  readonly busy: Readonly<Ref<boolean>>;
  readonly error: Readonly<ShallowRef<AppError | null>>;
  /** Discards the loaded entries and loads the first page of a filter. */
  readonly selectFilter: (filter: LogFilter) => Promise<void>;
  readonly loadMore: () => Promise<void>;
}

const comparableNames = new WeakMap<LogEntry, string>();

/** Cached, because a log may have 50,000 names and each keystroke of a search compares all of them. */
const comparableName = (entry: LogEntry): string => {
  const cached = comparableNames.get(entry);
  if (cached !== undefined) return cached;
  const name = toComparable(entry.name).toLocaleLowerCase('en');
  comparableNames.set(entry, name);
  return name;
};

/**
 * Whether an entry matches the search text: part of a number (Bangla digits are accepted), or of a name in either
 * script.
 */
export const matchesSearch = (entry: LogEntry, typed: string): boolean => {
  const searchText = toComparable(typed).toLocaleLowerCase('en');
  if (searchText === '') return true;
  if (comparableName(entry).includes(searchText)) return true;
  const digits = cleanNid(typed);
  return (
    /^\+?\d+$/.test(digits) &&
    (entry.nid.includes(digits) || entry.mobile.includes(mobileDigits(typed)))
  );
};

export const useVerificationLog = (
  verification: Pick<KioskBridge['verification'], 'log'>,
): VerificationLog => {
  const filter = ref<LogFilter>('all');
  const search = ref('');
  const entries = shallowRef<readonly LogEntry[]>([]);
  const isComplete = ref(false);
  const busy = ref(false);
  const error = shallowRef<AppError | null>(null);
  let nextPage = 1;
  let latestRequestNumber = 0;

  /**
   * Loads the next page, and the following ones while pages are full, because main divides one response of the service
   * into messages of at most `logPageMaxEntries` entries. After a page that is not full, the clerk requests the next.
   */
  const loadMore = async (): Promise<void> => {
    const requestNumber = ++latestRequestNumber;
    busy.value = true;
    error.value = null;
    /** Whether main sorted all pages; otherwise the entries are sorted here. */
    let areAllSorted = true;
    for (let hasMore = true; hasMore;) {
      const answer = await verification.log({ filter: filter.value, page: nextPage });
      if (requestNumber !== latestRequestNumber) return; // A later request has replaced this one.
      if (!answer.ok) {
        error.value = answer.error;
        break;
      }
      const { entries: pageEntries } = answer.data;
      entries.value = entries.value.concat(pageEntries);
      isComplete.value = answer.data.complete;
      nextPage += 1;
      hasMore = !answer.data.complete && pageEntries.length === limits.logPageMaxEntries;
      areAllSorted &&= answer.data.sorted;
    }
    if (!areAllSorted) entries.value = newestFirst(entries.value);
    busy.value = false;
  };

  return {
    filter,
    search,
    entries,
    matchingEntries: computed(() =>
      entries.value.filter((entry) => matchesSearch(entry, search.value)),
    ),
    isComplete,
    busy,
    error,
    selectFilter: async (newFilter) => {
      filter.value = newFilter;
      entries.value = [];
      isComplete.value = false;
      nextPage = 1;
      await loadMore();
    },
    loadMore,
  };
};
