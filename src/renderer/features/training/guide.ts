/**
 * Lists the coach marks in the order of a first registration and finds the one to display: the first that was not
 * dismissed and whose control is visible and enabled. A control names its mark in the attribute `data-guide`.
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

/** The guide ends with this mark, which is displayed after the first registration. */
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
  const topDialog = dialogs[dialogs.length - 1];
  return !topDialog || topDialog.contains(element);
};

/** @returns null when no mark is to be displayed. */
export const findGuideTarget = (dismissed: ReadonlySet<GuideMark>): GuideTarget | null => {
  // No mark is displayed while a training panel is open, because Escape closes the panel.
  if (document.querySelector('[data-training-panel]')) return null;
  for (const mark of guideMarks) {
    if (dismissed.has(mark)) continue;
    const candidates = document.querySelectorAll<HTMLElement>(`[data-guide="${mark}"]`);
    const element = [...candidates].find((each) => isAvailable(each) && isInFront(each));
    if (element) return { mark, element };
  }
  return null;
};
