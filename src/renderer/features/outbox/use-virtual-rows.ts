/** Computes the visible rows of a long list, so that only those are rendered. */
import { computed, onBeforeUnmount, onMounted, ref, watch, type ComputedRef, type Ref } from 'vue';

/** Rows drawn above and below the visible ones. */
const OVERSCAN = 6;

export interface RowRange {
  /** First row to draw. */
  readonly from: number;
  /** The row after the last one to draw. */
  readonly to: number;
}

/** @param top how far the list is scrolled, all in the same unit as `height`. */
export const rowsInView = (
  top: number,
  height: number,
  rowHeight: number,
  total: number,
  overscan = OVERSCAN,
): RowRange => {
  const first = Math.floor(Math.max(0, top) / rowHeight);
  const last = Math.ceil((Math.max(0, top) + Math.max(0, height)) / rowHeight);
  const to = Math.min(total, last + overscan);
  return { from: Math.max(0, Math.min(first - overscan, to)), to };
};

/** How far to scroll so that a row is wholly in sight; the same as `top` when it is. */
export const scrollToShow = (
  row: number,
  top: number,
  height: number,
  rowHeight: number,
): number => {
  const start = row * rowHeight;
  if (start < top) return start;
  return start + rowHeight > top + height ? start + rowHeight - height : top;
};

export interface VirtualRows {
  readonly range: ComputedRef<RowRange>;
  /** Height of one row in CSS pixels: 2.75 rem. */
  readonly rowHeight: Readonly<Ref<number>>;
  readonly onScroll: () => void;
  /** Scrolls as little as it takes to show a row. */
  readonly show: (row: number) => void;
  readonly toTop: () => void;
  /** Rows that fit. */
  readonly pageSize: () => number;
}

const ROW_REM = 2.75;

export const useVirtualRows = (
  scroller: Readonly<Ref<HTMLElement | null>>,
  total: Readonly<Ref<number>>,
): VirtualRows => {
  const top = ref(0);
  const height = ref(0);
  const rowHeight = ref(44);
  const measure = (): void => {
    if (!scroller.value) return;
    rowHeight.value =
      ROW_REM * (parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
    height.value = scroller.value.clientHeight;
    top.value = scroller.value.scrollTop;
  };
  let observer: ResizeObserver | undefined;
  onMounted(() => {
    measure();
    if (typeof ResizeObserver === 'undefined' || !scroller.value) return;
    observer = new ResizeObserver(measure);
    observer.observe(scroller.value);
  });
  onBeforeUnmount(() => observer?.disconnect());
  watch(total, measure, { flush: 'post' });
  const scrollTo = (where: number): void => {
    if (!scroller.value || where === top.value) return;
    scroller.value.scrollTop = where;
    top.value = where;
  };
  return {
    range: computed(() => rowsInView(top.value, height.value, rowHeight.value, total.value)),
    rowHeight,
    onScroll: () => {
      top.value = scroller.value?.scrollTop ?? 0;
    },
    show: (row) => {
      measure();
      if (height.value > 0) scrollTo(scrollToShow(row, top.value, height.value, rowHeight.value));
    },
    toTop: () => scrollTo(0),
    pageSize: () => Math.max(1, Math.floor(height.value / rowHeight.value) - 1),
  };
};
