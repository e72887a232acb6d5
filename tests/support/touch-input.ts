/** Touch input for tests: real touch events of the browser, without mouse and keyboard, on any host of the app. */
import type { CDPSession, Locator, Page } from 'playwright-core';
import { strokesFor } from './key-strokes.ts';
import type { LayoutName } from '#renderer/features/on-screen-keyboard/layouts.ts';

export interface TouchInput {
  /** Scrolls the control into view and taps its middle. */
  readonly tap: (control: Locator) => Promise<void>;
  /** Taps a field, then the keys of the open keyboard. */
  readonly type: (field: Locator, text: string, layout: LayoutName) => Promise<void>;
  /** The open on-screen keyboard. */
  readonly keyboard: Locator;
  readonly key: (selector: string) => Locator;
}

const SHIFT = '[data-action="shift"]';
const ALT_GR = '[data-action="altGr"]';

export const createTouchInput = async (page: Page): Promise<TouchInput> => {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 5 });
  const keyboard = page.locator('[data-on-screen-keyboard]');
  const key = (selector: string): Locator => keyboard.locator(selector);

  const dispatchTap = async (control: Locator): Promise<void> => {
    const box = await control.boundingBox();
    if (!box) throw new Error('nothing to tap');
    const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
    // Sent together, because a slow page otherwise sees a long press, which clicks nothing.
    await Promise.all([
      session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints }),
      session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] }),
    ]);
  };
  const tap = async (control: Locator): Promise<void> => {
    // `trial` clicks nothing; it waits until the control is enabled, stable and not covered.
    await control.click({ trial: true });
    await dispatchTap(control);
  };

  return {
    tap,
    keyboard,
    key,
    type: async (field, text, layout) => {
      await tap(field);
      await keyboard.waitFor();
      // The keyboard may have opened in the other language; this key switches it.
      const languageKey = key(`[data-action="${layout}"]`);
      if (await languageKey.isVisible()) await tap(languageKey);
      for (const { shift, altGr, code } of strokesFor(layout, text)) {
        if (shift) await tap(key(SHIFT));
        if (altGr) await tap(key(ALT_GR));
        await tap(key(code === 'space' ? '[data-action="space"]' : `[data-code="${code}"]`));
      }
    },
  };
};

/** Taps a control once, for tests that need no other touch input. */
export const tap = async (control: Locator): Promise<void> => {
  await (await createTouchInput(control.page())).tap(control);
};
