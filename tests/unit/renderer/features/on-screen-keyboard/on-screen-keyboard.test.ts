// @vitest-environment happy-dom
import fc from 'fast-check';
import { nextTick } from 'vue';
import { afterEach, describe, expect, it } from 'vitest';
import OnScreenKeyboard from '#renderer/features/on-screen-keyboard/OnScreenKeyboard.vue';
import type { KeyboardMode } from '#shared/ipc/schemas/settings.ts';
import { allStrokes, strokesFor, type KeyStroke } from '#tests/support/key-strokes.ts';
import { createFakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountWith, type Mounted } from '#tests/unit/renderer/mount.ts';

let mounted: Mounted | undefined;
afterEach(() => {
  mounted?.wrapper.unmount();
  mounted = undefined;
  document.body.replaceChildren();
});

const open = async (mode: KeyboardMode = 'touch', locale: 'en' | 'bn' = 'en'): Promise<void> => {
  mounted = await mountWith(OnScreenKeyboard, createFakeKiosk(), locale);
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
const keyboard = (): HTMLElement | null => document.querySelector('[data-on-screen-keyboard]');
const point = (target: Element, type: string, pointerType = 'touch'): boolean =>
  target.dispatchEvent(new PointerEvent(type, { pointerType, bubbles: true, cancelable: true }));
const tap = async (field: HTMLElement, pointerType = 'touch'): Promise<void> => {
  point(field, 'pointerdown', pointerType);
  point(field, 'pointerup', pointerType);
  field.focus();
  field.click();
  await nextTick();
  await nextTick();
};
const key = (selector: string): HTMLButtonElement => {
  const found = keyboard()?.querySelector<HTMLButtonElement>(selector);
  if (!found) throw new Error(`no key ${selector}`);
  return found;
};
const press = async (selector: string): Promise<void> => {
  const pressed = key(selector);
  point(pressed, 'pointerdown');
  point(pressed, 'pointerup');
  pressed.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
  await nextTick();
};
const typeStroke = async ({ shift, altGr, code }: KeyStroke): Promise<void> => {
  if (shift) await press('[data-action="shift"]');
  if (altGr) await press('[data-action="altGr"]');
  await press(code === 'space' ? '[data-action="space"]' : `[data-code="${code}"]`);
};

describe('typing on the on-screen keyboard', () => {
  it('produces any Bangla text in NFC', async () => {
    await open();
    const field = addField({ lang: 'bn' });
    await tap(field);
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
    await open();
    const field = addField({ lang: 'en' });
    await tap(field);
    field.value = 'ac';
    field.setSelectionRange(1, 1);
    expect(point(key('[data-code="KeyB"]'), 'pointerdown')).toBe(false);
    expect(field.value).toBe('abc');
    expect(document.activeElement).toBe(field);
  });

  it('applies Shift to one letter after one press, and to all after two', async () => {
    await open();
    const field = addField({ lang: 'en' });
    await tap(field);
    await press('[data-action="shift"]');
    await press('[data-code="KeyA"]');
    await press('[data-code="KeyA"]');
    await press('[data-action="shift"]');
    await press('[data-action="shift"]');
    await press('[data-code="KeyB"]');
    await press('[data-code="KeyB"]');
    expect(field.value).toBe('AaBB');
  });

  it('inserts once on a click without a pointer, which assistive technology sends', async () => {
    await open();
    const field = addField({ lang: 'en' });
    await tap(field);
    key('[data-code="KeyA"]').dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 0 }));
    key('[data-code="KeyA"]').dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
    expect(field.value).toBe('a');
  });

  it('shows the pressed character above the key, but never in a PIN', async () => {
    await open();
    const name = addField({ lang: 'en' });
    const pin = addField({ type: 'password', inputmode: 'numeric' });
    await tap(name);
    point(key('[data-code="KeyA"]'), 'pointerdown');
    await nextTick();
    expect(keyboard()?.querySelector('.key-pop')?.textContent).toBe('a');
    point(key('[data-code="KeyA"]'), 'pointerup');
    await nextTick();
    expect(keyboard()?.querySelector('.key-pop')).toBeNull();
    await tap(pin);
    point(key('[data-code="Numpad1"]'), 'pointerdown');
    await nextTick();
    expect(pin.value).toBe('1');
    expect(keyboard()?.querySelector('.key-pop')).toBeNull();
  });
});

describe('the on-screen keyboard', () => {
  it.each([
    ['touch', 'touch', true],
    ['touch', 'mouse', false],
    ['off', 'touch', false],
    ['always', 'mouse', true],
  ] as const)(
    'with the setting %s and a field chosen by %s is open: %s',
    async (mode, by, isOpen) => {
      await open(mode);
      await tap(addField(), by);
      expect(keyboard() !== null).toBe(isOpen);
    },
  );

  it('opens for a field that gets the focus from the page after a touch', async () => {
    await open();
    const button = document.createElement('button');
    document.body.append(button);
    point(button, 'pointerdown');
    addField().focus();
    await nextTick();
    expect(keyboard()).not.toBeNull();
  });

  it('is closed by a physical key until a field is touched again, not by its own Enter or a modifier', async () => {
    await open();
    const field = addField();
    await tap(field);
    await press('[data-action="enter"]');
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift', bubbles: true }));
    await nextTick();
    expect(keyboard()).not.toBeNull();
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', code: 'KeyA', bubbles: true }));
    await nextTick();
    expect(keyboard()).toBeNull();
    await tap(field);
    expect(keyboard()).not.toBeNull();
  });

  it('is rendered in the dialog of its field', async () => {
    await open();
    const dialog = document.createElement('dialog');
    document.body.append(dialog);
    await tap(addField());
    expect(keyboard()?.parentElement).toBe(document.body);
    await tap(addField({}, dialog));
    expect(keyboard()?.parentElement).toBe(dialog);
  });

  it('does not open for fields that cannot be changed or have keys of their own', async () => {
    await open();
    await tap(addField({ readonly: '' }));
    expect(keyboard()).toBeNull();
    const own = document.createElement('div');
    own.dataset['ownKeypad'] = '';
    document.body.append(own);
    await tap(addField({}, own));
    expect(keyboard()).toBeNull();
  });

  it('stays until the press that left the field has ended, so that the pressed control does not move', async () => {
    await open();
    const field = addField();
    await tap(field);
    const button = document.createElement('button');
    document.body.append(button);
    point(button, 'pointerdown', 'mouse');
    button.focus();
    await new Promise((resolve) => setTimeout(resolve));
    expect(keyboard()).not.toBeNull();
    point(button, 'pointerup', 'mouse');
    await expect.poll(keyboard).toBeNull();
  });

  it('closes when its field is removed', async () => {
    await open();
    const field = addField();
    await tap(field);
    field.remove();
    await expect.poll(keyboard).toBeNull();
    await tap(addField());
    (document.activeElement as HTMLElement).blur();
    await expect.poll(keyboard).toBeNull();
  });

  it('sets its height on the page while it is open', async () => {
    await open();
    const field = addField();
    Object.defineProperty(HTMLElement.prototype, 'offsetHeight', {
      configurable: true,
      get: () => 240,
    });
    await tap(field);
    expect(document.documentElement.style.getPropertyValue('--keyboard-height')).toBe('240px');
    // The click of the same touch must find the keyboard, not the control beneath it.
    point(key('[data-action="hide"]'), 'pointerdown');
    await nextTick();
    expect(document.documentElement.style.getPropertyValue('--keyboard-height')).toBe('240px');
    await press('[data-action="hide"]');
    expect(document.documentElement.style.getPropertyValue('--keyboard-height')).toBe('');
    Reflect.deleteProperty(HTMLElement.prototype, 'offsetHeight');
  });

  it('switches the language by its key, and returns to that of the next field', async () => {
    await open('touch', 'bn');
    const bangla = addField({ lang: 'bn' });
    await tap(bangla);
    await press('[data-action="english"]');
    await press('[data-code="KeyQ"]');
    expect(bangla.value).toBe('q');
    const digits = addField({ inputmode: 'numeric' });
    await tap(digits);
    await press('[data-action="bangla"]');
    await press('[data-code="KeyJ"]');
    await press('[data-action="digits"]');
    await press('[data-code="Numpad7"]');
    expect(digits.value).toBe('ক7');
    await tap(bangla);
    expect(key('[data-code="KeyJ"]').dataset['text']).toBe('ক');
  });
});
