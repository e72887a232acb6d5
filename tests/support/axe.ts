/** Accessibility findings of axe on a page, at any impact. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Rules whose result depends on colours, size of text or the size of the window. */
const APPEARANCE_RULES = ['color-contrast', 'scrollable-region-focusable', 'target-size'];

/**
 * Analyses the page.
 * @param rules the rules to run; all rules when absent.
 * @returns a line for each rule that is not met, with the elements.
 */
const runAxe = async (page: Page, rules?: string[]): Promise<string[]> => {
  // Without legacy mode axe merges the results of each run in a separate page, which only cross-origin frames need.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.map(
    ({ id, impact, nodes }) =>
      `${id} (${impact ?? 'unknown'}): ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
};

/** @returns a line for each rule that is not met, with the elements. */
export const findAxeViolations = (page: Page): Promise<string[]> => runAxe(page);

/**
 * Returns the elements that opt out of forced colours and whose text has too little contrast. Runs in the page. axe cannot check
 * contrast in forced colours, because it reads `-webkit-text-fill-color`, which keeps the author's colour there. Elements that do
 * not opt out have the colours of the system. Luminance and contrast as in WCAG 2.2, whose minimum for text is 4.5 (1.4.3).
 */
const lowContrastOptOuts = (): string[] => {
  const MIN_CONTRAST = 4.5;
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const luminance = (colour: string): number => {
    if (!canvas) throw new Error('no canvas');
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const isTransparent = (colour: string): boolean => /^rgba\(.*, 0\)$/.test(colour);
  const backgroundOf = (element: Element): string => {
    for (let ancestor: Element | null = element; ancestor; ancestor = ancestor.parentElement) {
      const { backgroundColor } = getComputedStyle(ancestor);
      if (!isTransparent(backgroundColor)) return backgroundColor;
    }
    return 'white';
  };
  const hasOwnText = (element: Element): boolean =>
    [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
    );
  return [...document.querySelectorAll<HTMLElement>('body *')]
    .filter((element) => getComputedStyle(element).forcedColorAdjust === 'none')
    .filter((element) => element.checkVisibility() && hasOwnText(element))
    .flatMap((element) => {
      const luminances = [getComputedStyle(element).color, backgroundOf(element)].map(luminance);
      const ratio = (Math.max(...luminances) + 0.05) / (Math.min(...luminances) + 0.05);
      return ratio < MIN_CONTRAST ? [`${element.className}: contrast ${ratio.toFixed(2)}`] : [];
    });
};

/** Adds to `findAxeViolations` the findings of the appearance rules in high contrast, in forced colours and at 200 % text size. */
export const findAxeViolationsInEveryAppearance = async (page: Page): Promise<string[]> => {
  const report = await findAxeViolations(page);
  const addAppearanceFindings = async (name: string): Promise<void> => {
    const lines = await runAxe(page, APPEARANCE_RULES);
    report.push(...lines.map((line) => `${name}: ${line}`));
  };
  await page.emulateMedia({ contrast: 'more' });
  await addAppearanceFindings('high contrast');
  await page.emulateMedia({ contrast: null, forcedColors: 'active' });
  report.push(
    ...(await page.evaluate(lowContrastOptOuts)).map((line) => `forced colours: ${line}`),
  );
  await page.emulateMedia({ forcedColors: null });
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
  await addAppearanceFindings('200 % text');
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '';
  });
  return report;
};
