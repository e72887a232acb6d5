/** Page object of the Settings screen and of the first-run set-up, operated by keyboard, and readers of the settings file and audit trail. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import { accessibleNames, type AccessibleName } from '#tests/support/accessible-names.ts';
import { expect, type Counter } from './fixture.ts';

export const LEAD_PIN = '246802';
export type Locale = 'en' | 'bn';

export const readSettingsFile = async (dataDir: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(path.join(dataDir, 'settings.json'), 'utf8')) as Record<
    string,
    unknown
  >;
export const readAuditTrail = async (dataDir: string): Promise<string> => {
  const folder = path.join(dataDir, 'audit');
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  return texts.join('\n');
};

export const createSettingsPage = ({ kiosk, clerk }: Counter, locale: Locale = 'en') => {
  const { page } = kiosk;
  const translate = (name: AccessibleName): string => accessibleNames[name][locale];
  const { keyboard } = page;
  const leadPin = page.getByLabel(translate('Lead PIN'), { exact: true });
  /** Presses Tab until the control has the focus. */
  const tabTo = async (control: Locator): Promise<void> => {
    await control.waitFor();
    for (let presses = 0; presses < 60; presses += 1) {
      if (await control.evaluate((element) => element === document.activeElement)) return;
      await keyboard.press('Tab');
    }
    throw new Error('Tab does not lead to the control');
  };
  return {
    page,
    keyboard,
    leadPin,
    tabTo,
    translate,
    field: (name: AccessibleName) => page.getByLabel(translate(name), { exact: true }),
    group: (name: AccessibleName) =>
      page.getByRole('radiogroup', { name: translate(name), exact: true }),
    typeLeadPin: async (pin = LEAD_PIN): Promise<void> => {
      await leadPin.waitFor();
      await expect(leadPin).toBeFocused();
      await keyboard.type(pin);
    },
    /** Opens the Settings screen from Home with the lead PIN, which is chosen if there is none. */
    open: async (): Promise<void> => {
      await clerk.pressUntilShown('F9', 'Settings');
      await leadPin.waitFor();
      await keyboard.type(LEAD_PIN);
      const repeatedPin = page.getByLabel(translate('Lead PIN again'), { exact: true });
      if (await repeatedPin.isVisible()) {
        await keyboard.press('Tab');
        await keyboard.type(LEAD_PIN);
      }
      await keyboard.press('Enter');
      await page.getByRole('radiogroup', { name: translate('Text size'), exact: true }).waitFor();
    },
    save: async (): Promise<void> => {
      const saved = page.getByText(translate('Settings saved.'));
      // Waits until the message of an earlier save has disappeared, to tell it from the message of this save.
      await saved.waitFor({ state: 'detached' });
      await keyboard.press('Control+Enter');
      await saved.waitFor();
    },
  };
};
