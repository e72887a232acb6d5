/** Computes the visible rows of a long list, so that only these are rendered. */
import { computed, onBeforeUnmount, onMounted, ref, watch, type ComputedRef, type Ref } from 'vue';
import { computeRowRange, type RowRange } from '#renderer/lib/row-range.ts';

/** Rows rendered above and below the visible ones. */
const OVERSCAN = 6;

/**
 * The scroll position that makes a row completely visible; `top` if it is already visible.
 * @param top current scroll position, in the unit of `height` and `rowHeight`.
 */
export const scrollTopFor = (
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
  /** Height of one row in CSS pixels, 2.75 rem. */
  readonly rowHeight: Readonly<Ref<number>>;
  readonly onScroll: () => void;
  /** Scrolls by the minimum that makes a row visible. */
  readonly scrollToRow: (row: number) => void;
  readonly scrollToTop: () => void;
  /** Number of rows by which Page Up and Page Down move: one less than the rows that fit, at least 1. */
  readonly pageSize: () => number;
}

const ROW_HEIGHT_REM = 2.75;
/** Size of 1 rem until it is measured. */
const DEFAULT_FONT_SIZE_PX = 16;

export const useVirtualRows = (
  scroller: Readonly<Ref<HTMLElement | null>>,
  total: Readonly<Ref<number>>,
): VirtualRows => {
  const top = ref(0);
  const height = ref(0);
  const rowHeight = ref(ROW_HEIGHT_REM * DEFAULT_FONT_SIZE_PX);
  const measure = (): void => {
    if (!scroller.value) return;
    rowHeight.value =
      ROW_HEIGHT_REM *
      (parseFloat(getComputedStyle(document.documentElement).fontSize) || DEFAULT_FONT_SIZE_PX);
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
  const scrollTo = (position: number): void => {
    if (!scroller.value || position === top.value) return;
    scroller.value.scrollTop = position;
    top.value = position;
  };
  return {
    range: computed(() =>
      computeRowRange(top.value, height.value, rowHeight.value, total.value, OVERSCAN),
    ),
    rowHeight,
    onScroll: () => {
      top.value = scroller.value?.scrollTop ?? 0;
    },
    scrollToRow: (row) => {
      measure();
      if (height.value > 0) scrollTo(scrollTopFor(row, top.value, height.value, rowHeight.value));
    },
    scrollToTop: () => scrollTo(0),
    pageSize: () => Math.max(1, Math.floor(height.value / rowHeight.value) - 1),
  };
};
