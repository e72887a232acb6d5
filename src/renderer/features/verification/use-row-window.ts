/**
 * Computes which rows of a long table are rendered: the visible ones and a margin around them. All rows have the same
 * height.
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
import { rowsInView } from '#renderer/lib/row-range.ts';

/** Short tables are rendered completely, so that the browser's search finds all content. */
const MAX_ROWS_WITHOUT_WINDOW = 200;
/** Rows rendered above and below the visible ones. */
const OVERSCAN = 20;
/** Heights before the first measurement. */
const [DEFAULT_ROW_PX, DEFAULT_VIEWPORT_PX] = [44, 900];

export interface RowWindow {
  readonly start: ComputedRef<number>;
  readonly end: ComputedRef<number>;
  /** Heights of the rows that are not rendered above and below, in px. */
  readonly above: ComputedRef<number>;
  readonly below: ComputedRef<number>;
  /** Must be called on every scroll and after every change of the rows. */
  readonly measure: () => void;
  /** Scrolls to a row and renders it. */
  readonly scrollToRow: (index: number) => Promise<void>;
}

/** @param container the scrolling element; rows in it have `data-index`. */
export const useRowWindow = (
  container: Readonly<Ref<HTMLElement | null>>,
  count: () => number,
): RowWindow => {
  const top = ref(0);
  const viewportHeight = ref(DEFAULT_VIEWPORT_PX);
  const rowHeight = ref(DEFAULT_ROW_PX);

  const measure = (): void => {
    const element = container.value;
    if (!element) return;
    top.value = element.scrollTop;
    if (element.clientHeight > 0) viewportHeight.value = element.clientHeight;
    const height = element.querySelector('[data-index]')?.getBoundingClientRect().height ?? 0;
    if (height > 0) rowHeight.value = height;
  };

  const rendersAllRows = computed(() => count() <= MAX_ROWS_WITHOUT_WINDOW);
  const range = computed(() =>
    rendersAllRows.value
      ? { from: 0, to: count() }
      : rowsInView(top.value, viewportHeight.value, rowHeight.value, count(), OVERSCAN),
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
    above: computed(() => start.value * rowHeight.value),
    below: computed(() => Math.max(0, count() - end.value) * rowHeight.value),
    measure,
    scrollToRow: async (index) => {
      const element = container.value;
      if (element && !rendersAllRows.value) {
        // The height of one row is reserved for the sticky header.
        const [from, to] = [(index - 1) * rowHeight.value, (index + 2) * rowHeight.value];
        if (element.scrollTop > from) element.scrollTop = Math.max(0, from);
        else if (element.scrollTop + element.clientHeight < to)
          element.scrollTop = to - element.clientHeight;
        measure();
      }
      await nextTick();
    },
  };
};
