/**
 * Coach marks in the order of a first registration. A mark is displayed while a control with its name in `data-guide`
 * is visible and enabled. Of several, the first that was not dismissed is displayed.
 */
import type { TextKey } from '#renderer/i18n/index.ts';

export const guideMarks = [
  'mobile',
  'otp',
  'pin',
  'practice',
  'home',
  'scan-front',
  'scan-back',
  'card-next',
  'spoken',
  'reading',
  'fill',
  'details-next',
  'photo',
  'photo-next',
  'consent',
  'submit',
  'done',
] as const satisfies readonly (TextKey extends infer K
  ? K extends `training.guide.marks.${infer Name}`
    ? Name
    : never
  : never)[];
export type GuideMark = (typeof guideMarks)[number];

/** Displayed after the first registration; the guide ends with it. */
export const LAST_MARK: GuideMark = 'practice';

export interface GuideTarget {
  readonly mark: GuideMark;
  readonly element: HTMLElement;
}

const isAvailable = (element: HTMLElement): boolean =>
  element.getAttribute('aria-disabled') !== 'true' &&
  element.checkVisibility({ visibilityProperty: true }) &&
  element.getBoundingClientRect().width > 0;

/** Controls behind an open dialog are not available. */
const isInFront = (element: HTMLElement): boolean => {
  const dialogs = document.querySelectorAll('dialog:modal');
  const top = dialogs[dialogs.length - 1];
  return !top || top.contains(element);
};

export const findTarget = (dismissed: ReadonlySet<GuideMark>): GuideTarget | null => {
  // While a panel is open no mark is displayed, and Escape closes the panel.
  if (document.querySelector('[data-training-panel]')) return null;
  for (const mark of guideMarks) {
    if (dismissed.has(mark)) continue;
    const all = document.querySelectorAll<HTMLElement>(`[data-guide="${mark}"]`);
    const element = [...all].find((each) => isAvailable(each) && isInFront(each));
    if (element) return { mark, element };
  }
  return null;
};
