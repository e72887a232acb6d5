/**
 * Pages of the outbox. They are fetched one at a time when they become visible. A change refreshes the visible pages
 * immediately and the others when they become visible.
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
  /** Whether the first answer for the current filter, state and search has arrived. */
  readonly loaded: Readonly<Ref<boolean>>;
  readonly error: Readonly<ShallowRef<AppError | null>>;
  /** The row at an index; undefined until it is fetched. */
  readonly rowAt: (index: number) => OutboxRow | undefined;
  readonly indexOf: (id: string) => number | null;
  readonly rows: ComputedRef<ReadonlyMap<number, OutboxRow>>;
  readonly choose: (query: {
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
  /** Pages with outdated rows, which are displayed until they are fetched again. */
  let stale = new Set<number>();
  let range: RowRange = { from: 0, to: 1 };
  /** Incremented when filter, state or search changes, so that answers to earlier requests are ignored. */
  let latestQuery = 0;
  let fetching: Promise<void> | null = null;

  const visiblePages = (): number[] => {
    const first = Math.floor(range.from / PAGE_SIZE);
    const last = Math.floor(Math.max(range.from, range.to - 1) / PAGE_SIZE);
    return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
  };
  const nextPage = (): number | undefined =>
    visiblePages().find((page) => !pages.value.has(page) || stale.has(page));

  const fetchPage = async (page: number): Promise<boolean> => {
    const query = latestQuery;
    stale.delete(page);
    const answer = await bridge.outbox.page({
      filter: filter.value,
      state: state.value,
      search: search.value.trim(),
      offset: page * PAGE_SIZE,
      limit: PAGE_SIZE,
    });
    if (query !== latestQuery) return true;
    if (!answer.ok) {
      error.value = answer.error;
      stale.add(page);
      return false;
    }
    error.value = null;
    loaded.value = true;
    total.value = answer.data.total;
    counts.value = answer.data.counts;
    const end = Math.max(1, Math.ceil(answer.data.total / PAGE_SIZE));
    pages.value = new Map(
      [...pages.value, [page, answer.data.rows] as const].filter(([index]) => index < end),
    );
    range = {
      from: Math.min(range.from, Math.max(0, total.value - 1)),
      to: Math.max(1, Math.min(range.to, total.value)),
    };
    return true;
  };

  /** Fetches pages until all visible rows are loaded or a request fails. */
  const fetchVisiblePages = async (): Promise<void> => {
    try {
      for (let page = nextPage(); page !== undefined; page = nextPage()) {
        if (!(await fetchPage(page))) return;
      }
    } finally {
      // Cleared synchronously after the loop, so that rows that become visible from now on start a new run.
      fetching = null;
    }
  };
  const refresh = (): Promise<void> => {
    if (!fetching && nextPage() === undefined) return Promise.resolve();
    fetching ??= fetchVisiblePages();
    return fetching;
  };
  const markStale = (): void => {
    stale = new Set(pages.value.keys());
  };

  const reload = createThrottle(() => {
    markStale();
    void refresh();
  });

  const rows = computed(() => {
    const rowsByIndex = new Map<number, OutboxRow>();
    for (const [page, list] of pages.value)
      list.forEach((row, offset) => rowsByIndex.set(page * PAGE_SIZE + offset, row));
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
    choose: async (next) => {
      if (next.filter !== undefined) filter.value = next.filter;
      if (next.state !== undefined) state.value = next.state;
      if (next.search !== undefined) search.value = next.search;
      latestQuery += 1;
      stale = new Set();
      pages.value = new Map();
      loaded.value = false;
      range = { from: 0, to: 1 };
      await refresh();
      // The current run may have ended with the answer to the previous request.
      await refresh();
    },
    setVisibleRange: (next) => {
      range = next;
      void refresh();
    },
    onRegistrationsChanged: reload.schedule,
    reload: async () => {
      markStale();
      await refresh();
    },
    stop: reload.stop,
  };
};
