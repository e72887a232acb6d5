/**
 * Loads the outbox page by page. Pages are fetched one at a time when they become visible. After a change of registrations
 * the visible pages are fetched again at once, and the others when they become visible.
 */
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { OutboxFilter, OutboxRow } from '#shared/domain/outbox.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import type { CallOutput, KioskBridge } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/result.ts';
import { createThrottle } from '#renderer/lib/throttle.ts';
import type { RowRange } from '#renderer/lib/row-range.ts';

export const PAGE_SIZE = 50;
export type OutboxCounts = CallOutput<'outbox.page'>['counts'];

export interface Outbox {
  readonly filter: Readonly<Ref<OutboxFilter>>;
  readonly state: Readonly<Ref<RegistrationState | null>>;
  readonly search: Readonly<Ref<string>>;
  readonly total: Readonly<Ref<number>>;
  readonly counts: Readonly<ShallowRef<OutboxCounts | null>>;
  /** Whether the first result for the current filter, state and search has arrived. */
  readonly loaded: Readonly<Ref<boolean>>;
  readonly error: Readonly<ShallowRef<AppError | null>>;
  /** The row at an index; undefined until it is fetched. */
  readonly rowAt: (index: number) => OutboxRow | undefined;
  /** Index of a loaded row; null when it is not loaded. */
  readonly indexOf: (id: string) => number | null;
  readonly rows: ComputedRef<ReadonlyMap<number, OutboxRow>>;
  /** Changes filter, state or search, and fetches the first page. */
  readonly setQuery: (query: {
    filter?: OutboxFilter;
    state?: RegistrationState | null;
    search?: string;
  }) => Promise<void>;
  /** Sets the range of visible rows. */
  readonly setVisibleRange: (range: RowRange) => void;
  /** Must be called after a change of registrations at this counter. */
  readonly onRegistrationsChanged: () => void;
  readonly reload: () => Promise<void>;
  readonly stop: () => void;
}

export const useOutbox = (bridge: Pick<KioskBridge, 'outbox'>): Outbox => {
  const filter = ref<OutboxFilter>('all');
  const state = ref<RegistrationState | null>(null);
  const search = ref('');
  const total = ref(0);
  const counts = shallowRef<OutboxCounts | null>(null);
  const loaded = ref(false);
  const error = shallowRef<AppError | null>(null);
  const pages = shallowRef<ReadonlyMap<number, readonly OutboxRow[]>>(new Map());
  /** Pages with outdated rows. The rows are displayed until the page is fetched again. */
  let stalePages = new Set<number>();
  let visibleRange: RowRange = { from: 0, to: 1 };
  /** Incremented when filter, state or search changes, so that the results of earlier requests are ignored. */
  let latestQueryNumber = 0;
  let pendingFetch: Promise<void> | null = null;

  const visiblePages = (): number[] => {
    const first = Math.floor(visibleRange.from / PAGE_SIZE);
    const last = Math.floor(Math.max(visibleRange.from, visibleRange.to - 1) / PAGE_SIZE);
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  };
  /** The next visible page to fetch; undefined when all are up to date. */
  const nextPageToFetch = (): number | undefined =>
    visiblePages().find((page) => !pages.value.has(page) || stalePages.has(page));

  /** @returns false when the request failed. */
  const fetchPage = async (page: number): Promise<boolean> => {
    const queryNumber = latestQueryNumber;
    stalePages.delete(page);
    const answer = await bridge.outbox.page({
      filter: filter.value,
      state: state.value,
      search: search.value.trim(),
      offset: page * PAGE_SIZE,
      limit: PAGE_SIZE,
    });
    if (queryNumber !== latestQueryNumber) return true;
    if (!answer.ok) {
      error.value = answer.error;
      stalePages.add(page);
      return false;
    }
    error.value = null;
    loaded.value = true;
    total.value = answer.data.total;
    counts.value = answer.data.counts;
    const pageCount = Math.max(1, Math.ceil(answer.data.total / PAGE_SIZE));
    pages.value = new Map(
      [...pages.value, [page, answer.data.rows] as const].filter(([index]) => index < pageCount),
    );
    visibleRange = {
      from: Math.min(visibleRange.from, Math.max(0, total.value - 1)),
      to: Math.max(1, Math.min(visibleRange.to, total.value)),
    };
    return true;
  };

  /** Fetches pages until all visible rows are loaded or a request fails. */
  const fetchVisiblePages = async (): Promise<void> => {
    try {
      for (let page = nextPageToFetch(); page !== undefined; page = nextPageToFetch()) {
        if (!(await fetchPage(page))) return;
      }
    } finally {
      // Cleared synchronously after the loop, so that the next rows that become visible start a new run.
      pendingFetch = null;
    }
  };
  const fetchIfNeeded = (): Promise<void> => {
    if (!pendingFetch && nextPageToFetch() === undefined) return Promise.resolve();
    pendingFetch ??= fetchVisiblePages();
    return pendingFetch;
  };
  const markAllStale = (): void => {
    stalePages = new Set(pages.value.keys());
  };

  const reload = createThrottle(() => {
    markAllStale();
    void fetchIfNeeded();
  });

  const rows = computed(() => {
    const rowsByIndex = new Map<number, OutboxRow>();
    for (const [page, pageRows] of pages.value)
      pageRows.forEach((row, offset) => rowsByIndex.set(page * PAGE_SIZE + offset, row));
    return rowsByIndex;
  });

  return {
    filter,
    state,
    search,
    total,
    counts,
    loaded,
    error,
    rows,
    rowAt: (index) => pages.value.get(Math.floor(index / PAGE_SIZE))?.[index % PAGE_SIZE],
    indexOf: (id) => {
      for (const [index, row] of rows.value) if (row.id === id) return index;
      return null;
    },
    setQuery: async (next) => {
      if (next.filter !== undefined) filter.value = next.filter;
      if (next.state !== undefined) state.value = next.state;
      if (next.search !== undefined) search.value = next.search;
      latestQueryNumber += 1;
      stalePages = new Set();
      pages.value = new Map();
      loaded.value = false;
      visibleRange = { from: 0, to: 1 };
      await fetchIfNeeded();
      // The first call may have waited for a run that was already ending when the query changed.
      await fetchIfNeeded();
    },
    setVisibleRange: (next) => {
      visibleRange = next;
      void fetchIfNeeded();
    },
    onRegistrationsChanged: reload.schedule,
    reload: async () => {
      markAllStale();
      await fetchIfNeeded();
    },
    stop: reload.cancel,
  };
};
