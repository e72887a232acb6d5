/** Provides the steps of a trainee in the training mode, who finds customers, faults and coach marks by the texts of the screen. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import { bn } from '#renderer/i18n/bn/index.ts';
import { en } from '#renderer/i18n/en/index.ts';
import type { TrainingCustomer, TrainingFault } from '#shared/domain/training.ts';
import { expect, SAMPLES_FOLDER, type Counter } from './fixture.ts';

export type Locale = 'en' | 'bn';
export const textsOf = (locale: Locale): typeof en => (locale === 'en' ? en : bn);

/** An entry of people.json. */
export interface Person {
  readonly practice: TrainingCustomer;
  readonly nid_no: string;
  readonly dob: string;
  readonly customer_name_eng: string;
  readonly customer_name_ben: string;
  readonly address: string;
  readonly gender: 'Male' | 'Female';
  readonly profession: string;
  readonly nominee: string;
  readonly nominee_relation: string;
  readonly mobile_number: string;
  readonly lives_at?: string;
  readonly ec?: { readonly father_name: string };
}
export const people = JSON.parse(
  readFileSync(path.join(SAMPLES_FOLDER, 'people.json'), 'utf8'),
) as readonly Person[];

export const TRAINEE_MOBILE = '01300000042';

/** Reads the OTP that the sign-in screen shows instead of an SMS. */
export const readShownOtp = async ({ kiosk }: Counter, locale: Locale): Promise<string> => {
  const line = kiosk.page.getByText(textsOf(locale).training.otp);
  await expect(line).toContainText(/\d{4,6}$/);
  return /\d{4,6}$/.exec((await line.textContent()) ?? '')?.[0] ?? '';
};

export const signIn = async (counter: Counter, locale: Locale = 'en'): Promise<void> => {
  const { clerk } = counter;
  await clerk.requestOtp(TRAINEE_MOBILE);
  await clerk.verify(await readShownOtp(counter, locale));
  await clerk.heading('Counter').waitFor();
};

export const skipGuide = async ({ kiosk }: Counter, locale: Locale = 'en'): Promise<void> => {
  const skip = kiosk.page.getByRole('button', { name: textsOf(locale).training.guide.skip });
  await skip.click();
  await expect(skip).toBeHidden();
};

/** Opens the panel, chooses the customer whose card the simulated scanner delivers, and closes the panel. */
export const chooseCustomer = async (
  { kiosk }: Counter,
  practice: TrainingCustomer,
  locale: Locale = 'en',
): Promise<void> => {
  const { training } = textsOf(locale);
  await kiosk.page.keyboard.press('F10');
  const panel = kiosk.page.getByRole('region', { name: training.customers });
  const customerButton = panel.getByRole('button', { name: training.practices[practice].title });
  await customerButton.click();
  await expect(customerButton).toHaveAttribute('aria-pressed', 'true');
  await kiosk.page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
};

/** Opens the panel of faults, switches a fault on or off and closes the panel. */
export const setFault = async (
  { kiosk }: Counter,
  fault: TrainingFault,
  isOn: boolean,
  locale: Locale = 'en',
): Promise<void> => {
  const { training } = textsOf(locale);
  await kiosk.page.keyboard.press('Shift+F10');
  const toggle = kiosk.page.getByRole('switch', {
    name: training.faults[fault].title,
    exact: true,
  });
  await expect(toggle).toHaveAttribute('aria-checked', String(!isOn));
  await toggle.press('Space');
  await expect(toggle).toHaveAttribute('aria-checked', String(isOn));
  await kiosk.page.keyboard.press('Escape');
  await expect(toggle).toBeHidden();
};

export const scanBothSides = async ({ clerk }: Counter): Promise<void> => {
  await clerk.button('Scan front').click();
  await expect(clerk.button('Retake front')).toBeVisible();
  await clerk.button('Scan back').click();
  await expect(clerk.button('Retake back')).toBeVisible();
};

export const completeDetailsOf = ({ clerk }: Counter, person: Person): Promise<void> =>
  clerk.completeDetails({
    gender: person.gender,
    profession: person.profession,
    nominee: person.nominee,
    nomineeRelation: person.nominee_relation,
    mobile: person.mobile_number,
  });

/** Continues from complete details to the review, with a photo of the training camera. */
export const continueToReview = async ({ clerk, kiosk }: Counter): Promise<void> => {
  await clerk.continue('Continue to photo');
  await kiosk.page.locator('[data-hint="ready"]').waitFor();
  await clerk.takePhoto();
  await clerk.continue('Continue to review');
};

/** The visible coach mark; there is never more than one. */
export const coachMark = ({ kiosk }: Counter): Locator =>
  kiosk.page.locator('[popover]:popover-open');

/** @returns the names of the controls, labels and headings that the coach mark covers. */
const findCoveredElements = (mark: Locator): Promise<string[]> =>
  mark.evaluate((markElement) => {
    const markBox = markElement.getBoundingClientRect();
    const elements = document.querySelectorAll<HTMLElement>(
      'button, input, select, textarea, label, legend, h1, h2, h3',
    );
    return [...elements]
      .filter((element) => !markElement.contains(element) && element.checkVisibility())
      .filter((element) => {
        const { left, right, top, bottom, width } = element.getBoundingClientRect();
        const isOver =
          Math.min(right, markBox.right) - Math.max(left, markBox.left) > 2 &&
          Math.min(bottom, markBox.bottom) - Math.max(top, markBox.top) > 2;
        return width > 2 && isOver;
      })
      .map((element) => element.getAttribute('aria-label') ?? element.textContent.trim());
  });

/** Waits for a coach mark. Expects it inside the window, beside its control and over no other control, label or heading. */
export const expectCoachMark = async (
  counter: Counter,
  mark: keyof typeof en.training.guide.marks,
  locale: Locale,
): Promise<void> => {
  const shownMark = coachMark(counter);
  await expect(shownMark).toHaveCount(1);
  await expect(shownMark).toContainText(textsOf(locale).training.guide.marks[mark]);
  const box = await shownMark.boundingBox();
  const target = await counter.kiosk.page
    .locator(`[data-guide="${mark}"]`)
    .filter({ visible: true })
    .first()
    .boundingBox();
  const viewport = counter.kiosk.page.viewportSize() ?? { width: Infinity, height: Infinity };
  if (!box || !target) throw new Error(`no place of the mark ${mark}`);
  const isBeside =
    box.x >= target.x + target.width ||
    box.x + box.width <= target.x ||
    box.y >= target.y + target.height ||
    box.y + box.height <= target.y;
  expect({ mark, isBeside }).toEqual({ mark, isBeside: true });
  // Polls, because the mark moves in the next frame when a control appears.
  await expect
    .poll(() => findCoveredElements(shownMark), `covered by the mark ${mark}`)
    .toEqual([]);
  expect(box.x >= 0 && box.y >= 0).toBe(true);
  expect(box.x + box.width <= viewport.width && box.y + box.height <= viewport.height).toBe(true);
};
