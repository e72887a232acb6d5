/**
 * Paged rows of the outbox. Pages are fetched one at a time when they become visible; a change refreshes the visible pages
 * at once and the others when they are next visible.
 */
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { OutboxFilter, OutboxRow } from '#shared/domain/outbox.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import type { CallOutput, KioskBridge } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/result.ts';
import { createThrottle } from '#renderer/lib/throttle.ts';
import type { RowRange } from './use-virtual-rows.ts';

export const PAGE = 50;
export type OutboxCounts = CallOutput<'outbox.page'>['counts'];

export interface Outbox {
  readonly filter: Readonly<Ref<OutboxFilter>>;
  readonly state: Readonly<Ref<RegistrationState | null>>;
  readonly search: Readonly<Ref<string>>;
  readonly total: Readonly<Ref<number>>;
  readonly counts: Readonly<ShallowRef<OutboxCounts | null>>;
  /** Whether the first answer for this filter, state and search has arrived. */
  readonly loaded: Readonly<Ref<boolean>>;
  readonly error: Readonly<ShallowRef<AppError | null>>;
  /** Rows by their place in the list; a place not fetched yet is missing. */
  readonly rowAt: (index: number) => OutboxRow | undefined;
  readonly indexOf: (id: string) => number | null;
  readonly rows: ComputedRef<ReadonlyMap<number, OutboxRow>>;
  readonly choose: (wanted: {
    filter?: OutboxFilter;
    state?: RegistrationState | null;
    search?: string;
  }) => Promise<void>;
  /** Sets the visible rows. */
  readonly look: (range: RowRange) => void;
  /** To be called after a change of registrations at the counter. */
  readonly changed: () => void;
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
  /** Pages with outdated rows, shown until they are fetched again. */
  let stale = new Set<number>();
  let range: RowRange = { from: 0, to: 1 };
  /** Incremented when the filter, state or search changes; answers to earlier requests are dropped. */
  let question = 0;
  let fetching: Promise<void> | null = null;

  const inSight = (): number[] => {
    const first = Math.floor(range.from / PAGE);
    const last = Math.floor(Math.max(range.from, range.to - 1) / PAGE);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  };
  const wanted = (): number | undefined =>
    inSight().find((page) => !pages.value.has(page) || stale.has(page));

  const fetchPage = async (page: number): Promise<boolean> => {
    const mine = question;
    stale.delete(page);
    const answer = await bridge.outbox.page({
      filter: filter.value,
      state: state.value,
      search: search.value.trim(),
      offset: page * PAGE,
      limit: PAGE,
    });
    if (mine !== question) return true;
    if (!answer.ok) {
      error.value = answer.error;
      stale.add(page);
      return false;
    }
    error.value = null;
    loaded.value = true;
    total.value = answer.data.total;
    counts.value = answer.data.counts;
    const end = Math.max(1, Math.ceil(answer.data.total / PAGE));
    pages.value = new Map(
      [...pages.value, [page, answer.data.rows] as const].filter(([at]) => at < end),
    );
    range = {
      from: Math.min(range.from, Math.max(0, total.value - 1)),
      to: Math.max(1, Math.min(range.to, total.value)),
    };
    return true;
  };

  /** Fetches until all visible rows are loaded, or a request fails. */
  const work = async (): Promise<void> => {
    try {
      for (let page = wanted(); page !== undefined; page = wanted()) {
        if (!(await fetchPage(page))) return;
      }
    } finally {
      // Synchronously after the loop, so that rows that become visible from now on start a new run.
      fetching = null;
    }
  };
  const refreshPage = (): Promise<void> => {
    if (!fetching && wanted() === undefined) return Promise.resolve();
    fetching ??= work();
    return fetching;
  };
  const markStale = (): void => {
    stale = new Set(pages.value.keys());
  };

  const reload = createThrottle(() => {
    markStale();
    void refreshPage();
  });

  const rows = computed(() => {
    const found = new Map<number, OutboxRow>();
    for (const [page, list] of pages.value)
      list.forEach((row, at) => found.set(page * PAGE + at, row));
    return found;
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
    rowAt: (index) => pages.value.get(Math.floor(index / PAGE))?.[index % PAGE],
    indexOf: (id) => {
      for (const [index, row] of rows.value) if (row.id === id) return index;
      return null;
    },
    choose: async (next) => {
      if (next.filter !== undefined) filter.value = next.filter;
      if (next.state !== undefined) state.value = next.state;
      if (next.search !== undefined) search.value = next.search;
      question += 1;
      stale = new Set();
      pages.value = new Map();
      loaded.value = false;
      range = { from: 0, to: 1 };
      await refreshPage();
      // The current run may have ended with the answer to the previous request.
      await refreshPage();
    },
    look: (next) => {
      range = next;
      void refreshPage();
    },
    changed: reload.schedule,
    reload: async () => {
      markStale();
      await refreshPage();
    },
    stop: reload.stop,
  };
};
