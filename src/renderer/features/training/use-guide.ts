/** Determines the current coach mark and its control, and updates them with every change of the screen. */
import { onBeforeUnmount, onMounted, shallowRef, type ShallowRef } from 'vue';
import { findGuideTarget, type GuideMark, type GuideTarget } from './guide.ts';

export interface Guide {
  readonly target: Readonly<ShallowRef<GuideTarget | null>>;
  /** Counter that is incremented whenever the position of the target may have changed. */
  readonly moveCount: Readonly<ShallowRef<number>>;
  dismiss(mark: GuideMark): void;
}

export const useGuide = (): Guide => {
  const dismissed = new Set<GuideMark>();
  const target = shallowRef<GuideTarget | null>(null);
  const moveCount = shallowRef(0);
  /** Id of the requested animation frame; 0 when none is requested. */
  let frameId = 0;

  const updateTarget = (): void => {
    frameId = 0;
    const newTarget = findGuideTarget(dismissed);
    if (newTarget?.mark !== target.value?.mark || newTarget?.element !== target.value?.element)
      target.value = newTarget;
    moveCount.value += 1;
  };
  const scheduleUpdate = (): void => {
    frameId ||= requestAnimationFrame(updateTarget);
  };
  const mutationObserver = new MutationObserver((changes) => {
    // Changes within the coach mark are ignored, because every update changes it and would cause another one.
    const isCoachMark = (node: Node): boolean =>
      node instanceof Element && node.closest('[data-coach-mark]') !== null;
    if (changes.some(({ target: node }) => !isCoachMark(node))) scheduleUpdate();
  });
  /** Events after which a control may have moved, or another one may be the next. */
  const eventNames = ['resize', 'scroll', 'focusin', 'transitionend'] as const;
  onMounted(() => {
    mutationObserver.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['data-guide', 'aria-disabled', 'hidden', 'class', 'style', 'open'],
    });
    for (const name of eventNames)
      addEventListener(name, scheduleUpdate, { capture: true, passive: true });
    updateTarget();
  });
  onBeforeUnmount(() => {
    mutationObserver.disconnect();
    cancelAnimationFrame(frameId);
    for (const name of eventNames) removeEventListener(name, scheduleUpdate, { capture: true });
  });

  return {
    target,
    moveCount,
    dismiss: (mark) => {
      dismissed.add(mark);
      updateTarget();
    },
  };
};
