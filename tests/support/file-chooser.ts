/** Operates the kiosk's own file chooser by keyboard, as a clerk does. */
import type { Locator, Page } from 'playwright-core';
import { accessibleNames } from './accessible-names.ts';

export interface FileChooser {
  readonly list: Locator;
  row(name: string): Locator;
  /** Goes to an entry with the arrow keys and presses Enter, which opens a folder or chooses a file. */
  choose(name: string): Promise<void>;
  /** Saves in the folder that is shown. */
  saveHere(): Promise<void>;
}

const MAX_PRESSES = 50;

export const createFileChooser = (page: Page, locale: 'en' | 'bn' = 'en'): FileChooser => {
  const list = page.getByRole('listbox', {
    name: accessibleNames['Files and folders'][locale],
    exact: true,
  });
  const row = (name: string): Locator =>
    list.getByRole('option').filter({ has: page.getByText(name, { exact: true }) });
  return {
    list,
    row,
    choose: async (name) => {
      await row(name).waitFor();
      await list.and(page.locator(':focus')).waitFor();
      const selected = list.locator('[aria-selected="true"]');
      await page.keyboard.press('Home');
      // Arrow keys instead of typing, because Playwright has no keys for Bangla.
      for (let presses = 0; presses < MAX_PRESSES; presses += 1) {
        if ((await selected.and(row(name)).count()) > 0) return page.keyboard.press('Enter');
        await page.keyboard.press('ArrowDown');
      }
      throw new Error(`${name} is not reached with the arrow keys`);
    },
    saveHere: async () => {
      const button = page.getByRole('button', {
        name: accessibleNames['Save here'][locale],
        exact: true,
      });
      await button.and(page.locator(':not([aria-disabled="true"])')).waitFor();
      await list.and(page.locator(':focus')).waitFor();
      await page.keyboard.press('Control+Enter');
    },
  };
};
