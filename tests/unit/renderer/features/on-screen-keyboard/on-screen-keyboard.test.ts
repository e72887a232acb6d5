// @vitest-environment happy-dom
import fc from 'fast-check';
import { nextTick } from 'vue';
import { afterEach, describe, expect, it } from 'vitest';
import OnScreenKeyboard from '#renderer/features/on-screen-keyboard/OnScreenKeyboard.vue';
import type { KeyboardMode } from '#shared/ipc/schemas/settings.ts';
import { allStrokes, strokesFor, type KeyStroke } from '#tests/support/key-strokes.ts';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, type Mounted } from '#tests/unit/renderer/mount.ts';

let mounted: Mounted | undefined;
afterEach(() => {
  mounted?.wrapper.unmount();
  mounted = undefined;
  document.body.replaceChildren();
});

const openKeyboard = async (
  mode: KeyboardMode = 'touch',
  locale: 'en' | 'bn' = 'en',
): Promise<void> => {
  mounted = await mountInApp(OnScreenKeyboard, createFakeKiosk(), locale);
  mounted.store.locale = locale;
  mounted.store.display = { ...mounted.store.display, onScreenKeyboard: mode };
  await nextTick();
};
const addField = (
  attributes: Readonly<Record<string, string>> = {},
  parent: Element = document.body,
) => {
  const field = document.createElement('input');
  for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
  parent.append(field);
  return field;
};
const findKeyboard = (): HTMLElement | null => document.querySelector('[data-on-screen-keyboard]');
const dispatchPointer = (target: Element, type: string, pointerType = 'touch'): boolean =>
  target.dispatchEvent(new PointerEvent(type, { pointerType, bubbles: true, cancelable: true }));
const tapField = async (field: HTMLElement, pointerType = 'touch'): Promise<void> => {
  dispatchPointer(field, 'pointerdown', pointerType);
  dispatchPointer(field, 'pointerup', pointerType);
  field.focus();
  field.click();
  await nextTick();
  await nextTick();
};
const getKey = (selector: string): HTMLButtonElement => {
  const found = findKeyboard()?.querySelector<HTMLButtonElement>(selector);
  if (!found) throw new Error(`no key ${selector}`);
  return found;
};
const pressKey = async (selector: string): Promise<void> => {
  const pressedKey = getKey(selector);
  dispatchPointer(pressedKey, 'pointerdown');
  dispatchPointer(pressedKey, 'pointerup');
  pressedKey.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
  await nextTick();
};
const typeStroke = async ({ shift, altGr, code }: KeyStroke): Promise<void> => {
  if (shift) await pressKey('[data-action="shift"]');
  if (altGr) await pressKey('[data-action="altGr"]');
  await pressKey(code === 'space' ? '[data-action="space"]' : `[data-code="${code}"]`);
};

describe('OnScreenKeyboard typing', () => {
  it('produces any Bangla text in NFC', async () => {
    await openKeyboard();
    const field = addField({ lang: 'bn' });
    await tapField(field);
    const characters = fc.constantFrom(...allStrokes('bangla').map(({ text }) => text));
    await fc.assert(
      fc.asyncProperty(fc.array(characters, { maxLength: 12 }), async (parts) => {
        const text = parts.join('').normalize('NFC');
        field.value = '';
        for (const stroke of strokesFor('bangla', text)) await typeStroke(stroke);
        expect(field.value).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  it('inserts at the caret and keeps the focus in the field', async () => {
    await openKeyboard();
    const field = addField({ lang: 'en' });
    await tapField(field);
    field.value = 'ac';
    field.setSelectionRange(1, 1);
    expect(dispatchPointer(getKey('[data-code="KeyB"]'), 'pointerdown')).toBe(false);
    expect(field.value).toBe('abc');
    expect(document.activeElement).toBe(field);
  });

  it('applies Shift to one letter after one press, and to all after two', async () => {
    await openKeyboard();
    const field = addField({ lang: 'en' });
    await tapField(field);
    await pressKey('[data-action="shift"]');
    await pressKey('[data-code="KeyA"]');
    await pressKey('[data-code="KeyA"]');
    await pressKey('[data-action="shift"]');
    await pressKey('[data-action="shift"]');
    await pressKey('[data-code="KeyB"]');
    await pressKey('[data-code="KeyB"]');
    expect(field.value).toBe('AaBB');
  });

  it('inserts once on a click without a pointer, which assistive technology sends', async () => {
    await openKeyboard();
    const field = addField({ lang: 'en' });
    await tapField(field);
    getKey('[data-code="KeyA"]').dispatchEvent(
      new MouseEvent('click', { bubbles: true, detail: 0 }),
    );
    getKey('[data-code="KeyA"]').dispatchEvent(
      new MouseEvent('click', { bubbles: true, detail: 1 }),
    );
    expect(field.value).toBe('a');
  });

  it('shows the pressed character above the key, but never in a PIN', async () => {
    await openKeyboard();
    const name = addField({ lang: 'en' });
    const pin = addField({ type: 'password', inputmode: 'numeric' });
    await tapField(name);
    dispatchPointer(getKey('[data-code="KeyA"]'), 'pointerdown');
    await nextTick();
    expect(findKeyboard()?.querySelector('.key-pop')?.textContent).toBe('a');
    dispatchPointer(getKey('[data-code="KeyA"]'), 'pointerup');
    await nextTick();
    expect(findKeyboard()?.querySelector('.key-pop')).toBeNull();
    await tapField(pin);
    dispatchPointer(getKey('[data-code="Numpad1"]'), 'pointerdown');
    await nextTick();
    expect(pin.value).toBe('1');
    expect(findKeyboard()?.querySelector('.key-pop')).toBeNull();
  });
});

describe('OnScreenKeyboard', () => {
  it.each([
    ['touch', 'touch', true],
    ['touch', 'mouse', false],
    ['off', 'touch', false],
    ['always', 'mouse', true],
  ] as const)(
    'with the setting %s and a field chosen by %s is open: %s',
    async (mode, pointerType, isOpen) => {
      await openKeyboard(mode);
      await tapField(addField(), pointerType);
      expect(findKeyboard() !== null).toBe(isOpen);
    },
  );

  it('opens for a field that gets the focus from the page after a touch', async () => {
    await openKeyboard();
    const button = document.createElement('button');
    document.body.append(button);
    dispatchPointer(button, 'pointerdown');
    addField().focus();
    await nextTick();
    expect(findKeyboard()).not.toBeNull();
  });

  it('is closed by a physical key until a field is touched again, not by its own Enter or a modifier', async () => {
    await openKeyboard();
    const field = addField();
    await tapField(field);
    await pressKey('[data-action="enter"]');
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift', bubbles: true }));
    await nextTick();
    expect(findKeyboard()).not.toBeNull();
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', code: 'KeyA', bubbles: true }));
    await nextTick();
    expect(findKeyboard()).toBeNull();
    await tapField(field);
    expect(findKeyboard()).not.toBeNull();
  });

  it('is rendered in the dialog of its field', async () => {
    await openKeyboard();
    const dialog = document.createElement('dialog');
    document.body.append(dialog);
    await tapField(addField());
    expect(findKeyboard()?.parentElement).toBe(document.body);
    await tapField(addField({}, dialog));
    expect(findKeyboard()?.parentElement).toBe(dialog);
  });

  it('does not open for read-only fields and for fields with a keypad', async () => {
    await openKeyboard();
    await tapField(addField({ readonly: '' }));
    expect(findKeyboard()).toBeNull();
    const keypadContainer = document.createElement('div');
    keypadContainer.dataset['ownKeypad'] = '';
    document.body.append(keypadContainer);
    await tapField(addField({}, keypadContainer));
    expect(findKeyboard()).toBeNull();
  });

  it('stays until the press that left the field has ended, so that the pressed control does not move', async () => {
    await openKeyboard();
    const field = addField();
    await tapField(field);
    const button = document.createElement('button');
    document.body.append(button);
    dispatchPointer(button, 'pointerdown', 'mouse');
    button.focus();
    await new Promise((resolve) => setTimeout(resolve));
    expect(findKeyboard()).not.toBeNull();
    dispatchPointer(button, 'pointerup', 'mouse');
    await expect.poll(findKeyboard).toBeNull();
  });

  it('closes when its field is removed', async () => {
    await openKeyboard();
    const field = addField();
    await tapField(field);
    field.remove();
    await expect.poll(findKeyboard).toBeNull();
    await tapField(addField());
    (document.activeElement as HTMLElement).blur();
    await expect.poll(findKeyboard).toBeNull();
  });

  it('sets its height on the page while it is open', async () => {
    await openKeyboard();
    const field = addField();
    Object.defineProperty(HTMLElement.prototype, 'offsetHeight', {
      configurable: true,
      get: () => 240,
    });
    await tapField(field);
    expect(document.documentElement.style.getPropertyValue('--keyboard-height')).toBe('240px');
    // The keyboard stays until the click of the same touch, which must not reach the control beneath it.
    dispatchPointer(getKey('[data-action="hide"]'), 'pointerdown');
    await nextTick();
    expect(document.documentElement.style.getPropertyValue('--keyboard-height')).toBe('240px');
    await pressKey('[data-action="hide"]');
    expect(document.documentElement.style.getPropertyValue('--keyboard-height')).toBe('');
    Reflect.deleteProperty(HTMLElement.prototype, 'offsetHeight');
  });

  it('switches the language by its key, and returns to that of the next field', async () => {
    await openKeyboard('touch', 'bn');
    const bangla = addField({ lang: 'bn' });
    await tapField(bangla);
    await pressKey('[data-action="english"]');
    await pressKey('[data-code="KeyQ"]');
    expect(bangla.value).toBe('q');
    const digits = addField({ inputmode: 'numeric' });
    await tapField(digits);
    await pressKey('[data-action="bangla"]');
    await pressKey('[data-code="KeyJ"]');
    await pressKey('[data-action="digits"]');
    await pressKey('[data-code="Numpad7"]');
    expect(digits.value).toBe('ক7');
    await tapField(bangla);
    expect(getKey('[data-code="KeyJ"]').dataset['text']).toBe('ক');
  });
});
