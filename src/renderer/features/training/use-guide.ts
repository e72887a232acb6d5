/** Determines the current coach mark and its control, and updates them with every change of the screen. */
import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue';
import { findTarget, type GuideMark, type GuideTarget } from './guide.ts';

export interface Guide {
  readonly target: Readonly<ShallowRef<GuideTarget | null>>;
  /** Counter that is incremented whenever the position of the target may have changed. */
  readonly moveCount: Readonly<ShallowRef<number>>;
  dismiss(mark: GuideMark): void;
}

export const useGuide = (): Guide => {
  const dismissed = new Set<GuideMark>();
  const target = shallowRef<GuideTarget | null>(null);
  const updateCount = shallowRef(0);
  /** Id of the requested animation frame; 0 when none is requested. */
  let frameId = 0;

  const update = (): void => {
    frameId = 0;
    const found = findTarget(dismissed);
    if (found?.mark !== target.value?.mark || found?.element !== target.value?.element)
      target.value = found;
    updateCount.value += 1;
  };
  const scheduleUpdate = (): void => {
    frameId ||= requestAnimationFrame(update);
  };
  const mutationObserver = new MutationObserver((changes) => {
    // Changes of the coach mark itself are ignored.
    const isCoachMark = (node: Node): boolean =>
      node instanceof Element && node.closest('[data-coach-mark]') !== null;
    if (changes.some(({ target: node }) => !isCoachMark(node))) scheduleUpdate();
  });
  const events = ['resize', 'scroll', 'focusin', 'transitionend'] as const;
  onMounted(() => {
    mutationObserver.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['data-guide', 'aria-disabled', 'hidden', 'class', 'style', 'open'],
    });
    for (const name of events)
      addEventListener(name, scheduleUpdate, { capture: true, passive: true });
    update();
  });
  onBeforeUnmount(() => {
    mutationObserver.disconnect();
    cancelAnimationFrame(frameId);
    for (const name of events) removeEventListener(name, scheduleUpdate, { capture: true });
  });

  return {
    target,
    moveCount: updateCount,
    dismiss: (mark) => {
      dismissed.add(mark);
      update();
    },
  };
};
