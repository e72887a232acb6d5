/**
 * Collects the layout faults of a page in both languages and at every size of window and text, and saves screenshots of each state
 * for review (`npm run screens -- states`).
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { findLayoutFaults } from '#tests/support/layout-faults.ts';

interface Size {
  readonly width: number;
  readonly height: number;
  /** Size of the text, per cent. */
  readonly text: number;
}

/** 1366×768 and 1920×1080 at a scale of 100, 125 and 150 %, 1280×720 and 1024×768; and larger text at a scale of 100 %. */
const SIZES: readonly Size[] = [
  ...[
    [1366, 768],
    [1093, 614],
    [911, 512],
    [1280, 720],
    [1024, 768],
    [1920, 1080],
    [1536, 864],
  ].map(([width = 0, height = 0]) => ({ width, height, text: 100 })),
  ...[125, 150].flatMap((text) => [
    { width: 1366, height: 768, text },
    { width: 1024, height: 768, text },
    { width: 1920, height: 1080, text },
  ]),
];

/** Folder of the screenshots; undefined in a test run, which takes none. */
const screenshotsFolder = process.env['KIOSK_STATE_SCREENSHOTS'];
/** The sizes that people review. */
const SCREENSHOT_SIZES = ['1366x768-100', '1093x614-100', '1920x1080-100', '1366x768-150'];

const screenshot = async (page: Page, name: string, folderName: string): Promise<void> => {
  const folder = path.join(screenshotsFolder ?? '', folderName);
  await mkdir(folder, { recursive: true });
  await page.screenshot({
    path: path.join(folder, `${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}.png`),
  });
};

/** Saves the state at a size for review, and at 1366×768 with high contrast as well. */
const saveScreenshots = async (
  page: Page,
  name: string,
  language: string,
  { width, height, text }: Size,
): Promise<void> => {
  const size = `${width}x${height}-${text}`;
  if (screenshotsFolder === undefined || !SCREENSHOT_SIZES.includes(size)) return;
  await screenshot(page, name, `${language}-${size}`);
  if (size !== SCREENSHOT_SIZES[0]) return;
  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'hc';
  });
  await screenshot(page, name, `${language}-high-contrast`);
  await page.evaluate(() => {
    delete document.documentElement.dataset['theme'];
  });
};

/** The button of the language that is not shown. */
const otherLanguageButton =
  'header [aria-pressed="false"][lang], main [aria-pressed="false"][lang]';

/** Runs a function in each language, and shows the first language again. */
const forEachLanguage = async (page: Page, collect: (language: string) => Promise<void>) => {
  for (let pass = 0; pass < 2; pass += 1) {
    const language = await page.evaluate(() => document.documentElement.lang);
    await collect(language);
    // The click is dispatched as an event, because a dialog may cover the button.
    await page.locator(otherLanguageButton).first().dispatchEvent('click');
    await page.waitForFunction((previous) => document.documentElement.lang !== previous, language);
  }
};

/** Finds the layout faults of the current page, each with the language and the sizes at which it occurs. */
const findFaultsInSizes = async (
  page: Page,
  state: string,
  language: string,
): Promise<Map<string, string[]>> => {
  const placesByFault = new Map<string, string[]>();
  for (const { width, height, text } of SIZES) {
    await page.setViewportSize({ width, height });
    await page.evaluate((percent) => {
      document.documentElement.style.fontSize = percent === 100 ? '' : `${percent}%`;
    }, text);
    // Waits until the page has reserved the height of the on-screen keyboard.
    await page.waitForFunction(() => {
      const keyboard = document.querySelector<HTMLElement>('[data-on-screen-keyboard]');
      const reservedHeight = document.documentElement.style.getPropertyValue('--keyboard-height');
      return reservedHeight === (keyboard ? `${keyboard.offsetHeight}px` : '');
    });
    // Elements that are positioned beside another one, such as coach marks, are moved in the next frame.
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(resolve));
        }),
    );
    await saveScreenshots(page, state, language, { width, height, text });
    for (const fault of await findLayoutFaults(page))
      placesByFault.set(fault, [
        ...(placesByFault.get(fault) ?? []),
        `${language} ${width}×${height} ${text} %`,
      ]);
  }
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.evaluate(() => {
    document.documentElement.style.fontSize = '';
  });
  return placesByFault;
};

const formatFault = (fault: string, places: readonly string[]): string =>
  `${fault} [${places.join(', ')}]`;

/** The layout faults of a page that shows both languages at once, at every size. */
export const findFaultsAtEverySize = async (page: Page, state: string): Promise<string[]> =>
  Array.from(await findFaultsInSizes(page, state, 'both'), ([fault, places]) =>
    formatFault(fault, places),
  );

/** @param checkedPage the checked page, if it is not the page with the language buttons. */
const findFaults = async (page: Page, state: string, checkedPage = page): Promise<string[]> => {
  const placesByFault = new Map<string, string[]>();
  await forEachLanguage(page, async (language) => {
    await checkedPage.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' });
    for (const [fault, places] of await findFaultsInSizes(checkedPage, state, language))
      placesByFault.set(fault, [...(placesByFault.get(fault) ?? []), ...places]);
  });
  return [...placesByFault].map(([fault, places]) => `${state}: ${formatFault(fault, places)}`);
};

/**
 * Creates a function that checks the current state of a page, and the list of the faults found so far.
 *
 * @param checkedPage the checked page, if it is not the page with the language buttons.
 */
export const createLayoutCollector = (page: Page, checkedPage = page) => {
  const faults: string[] = [];
  return {
    checkLayout: async (state: string): Promise<void> => {
      faults.push(...(await findFaults(page, state, checkedPage)));
    },
    faults,
  };
};
