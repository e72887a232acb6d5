/**
 * Virtual scrolling of a long table: computes which rows are rendered, namely the visible ones and a margin above and
 * below. All rows have the same height.
 */
import {
  computed,
  nextTick,
  onBeforeUnmount,
  onMounted,
  ref,
  type ComputedRef,
  type Ref,
} from 'vue';
import { computeRowRange } from '#renderer/lib/row-range.ts';

/** Short tables are rendered completely, so that the browser's search finds all content. */
const MAX_ROWS_WITHOUT_WINDOW = 200;
/** Rows rendered above and below the visible ones. */
const OVERSCAN_ROWS = 20;
/** Heights in px before the first measurement. */
const DEFAULT_ROW_HEIGHT_PX = 44;
const DEFAULT_VIEWPORT_HEIGHT_PX = 900;

export interface RowWindow {
  /** Index of the first rendered row, and of the row after the last rendered one. */
  readonly start: ComputedRef<number>;
  readonly end: ComputedRef<number>;
  /** Total heights of the rows above and below the rendered ones, in px. */
  readonly heightAbovePx: ComputedRef<number>;
  readonly heightBelowPx: ComputedRef<number>;
  /** Must be called on every scroll and after every change of the rows. */
  readonly measure: () => void;
  /** Scrolls to a row and renders it. */
  readonly scrollToRow: (index: number) => Promise<void>;
}

/** @param container the scrolling element, in which rows are recognised by `data-index`. */
export const useRowWindow = (
  container: Readonly<Ref<HTMLElement | null>>,
  rowCount: () => number,
): RowWindow => {
  const scrollTop = ref(0);
  const viewportHeight = ref(DEFAULT_VIEWPORT_HEIGHT_PX);
  const rowHeight = ref(DEFAULT_ROW_HEIGHT_PX);

  const measure = (): void => {
    const element = container.value;
    if (!element) return;
    scrollTop.value = element.scrollTop;
    if (element.clientHeight > 0) viewportHeight.value = element.clientHeight;
    const height = element.querySelector('[data-index]')?.getBoundingClientRect().height ?? 0;
    if (height > 0) rowHeight.value = height;
  };

  const rendersAllRows = computed(() => rowCount() <= MAX_ROWS_WITHOUT_WINDOW);
  const range = computed(() =>
    rendersAllRows.value
      ? { from: 0, to: rowCount() }
      : computeRowRange(
          scrollTop.value,
          viewportHeight.value,
          rowHeight.value,
          rowCount(),
          OVERSCAN_ROWS,
        ),
  );
  const start = computed(() => range.value.from);
  const end = computed(() => range.value.to);

  const resizeObserver = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(measure);
  onMounted(() => {
    measure();
    if (container.value) resizeObserver?.observe(container.value);
  });
  onBeforeUnmount(() => resizeObserver?.disconnect());

  return {
    start,
    end,
    heightAbovePx: computed(() => start.value * rowHeight.value),
    heightBelowPx: computed(() => Math.max(0, rowCount() - end.value) * rowHeight.value),
    measure,
    scrollToRow: async (index) => {
      const element = container.value;
      if (element && !rendersAllRows.value) {
        // The height of one row is added for the sticky header.
        const [top, bottom] = [(index - 1) * rowHeight.value, (index + 2) * rowHeight.value];
        if (element.scrollTop > top) element.scrollTop = Math.max(0, top);
        else if (element.scrollTop + element.clientHeight < bottom)
          element.scrollTop = bottom - element.clientHeight;
        measure();
      }
      await nextTick();
    },
  };
};
