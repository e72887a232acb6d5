/** Computes which rows of a long table are rendered: the visible ones and some around them. Rows have equal height. */
import {
  computed,
  nextTick,
  onBeforeUnmount,
  onMounted,
  ref,
  type ComputedRef,
  type Ref,
} from 'vue';

/** Short tables are drawn whole, so that the browser's own search finds everything in them. */
const MAX_ROWS_RENDERED_WHOLE = 200;
/** Rows rendered above and below the visible ones. */
const OVERSCAN = 20;
/** Before anything was measured. */
const [DEFAULT_ROW_PX, DEFAULT_VIEWPORT_PX] = [44, 900];

export interface RowWindow {
  readonly start: ComputedRef<number>;
  readonly end: ComputedRef<number>;
  /** Heights of the rows not rendered above and below, in px. */
  readonly above: ComputedRef<number>;
  readonly below: ComputedRef<number>;
  /** To be called on every scroll and after every change of the rows. */
  readonly measure: () => void;
  /** Scrolls a row into sight and draws it. */
  readonly scrollToRow: (index: number) => Promise<void>;
}

/** @param box the element that scrolls; a row in it carries `data-index`. */
export const useRowWindow = (
  box: Readonly<Ref<HTMLElement | null>>,
  count: () => number,
): RowWindow => {
  const top = ref(0);
  const viewportHeight = ref(DEFAULT_VIEWPORT_PX);
  const row = ref(DEFAULT_ROW_PX);

  const measure = (): void => {
    const element = box.value;
    if (!element) return;
    top.value = element.scrollTop;
    if (element.clientHeight > 0) viewportHeight.value = element.clientHeight;
    const height = element.querySelector('[data-index]')?.getBoundingClientRect().height ?? 0;
    if (height > 0) row.value = height;
  };

  const isWhole = computed(() => count() <= MAX_ROWS_RENDERED_WHOLE);
  const start = computed(() =>
    isWhole.value
      ? 0
      : Math.min(Math.max(0, Math.floor(top.value / row.value) - OVERSCAN), count()),
  );
  const end = computed(() =>
    isWhole.value
      ? count()
      : Math.min(count(), Math.ceil((top.value + viewportHeight.value) / row.value) + OVERSCAN),
  );

  const watcher = typeof ResizeObserver === 'undefined' ? null : new ResizeObserver(measure);
  onMounted(() => {
    measure();
    if (box.value) watcher?.observe(box.value);
  });
  onBeforeUnmount(() => watcher?.disconnect());

  return {
    start,
    end,
    above: computed(() => start.value * row.value),
    below: computed(() => Math.max(0, count() - end.value) * row.value),
    measure,
    scrollToRow: async (index) => {
      const element = box.value;
      if (element && !isWhole.value) {
        // One row's height is kept free for the sticky header.
        const [from, to] = [(index - 1) * row.value, (index + 2) * row.value];
        if (element.scrollTop > from) element.scrollTop = Math.max(0, from);
        else if (element.scrollTop + element.clientHeight < to)
          element.scrollTop = to - element.clientHeight;
        measure();
      }
      await nextTick();
    },
  };
};
