// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h, nextTick, ref, withDirectives, vModelText } from 'vue';
import { createShortcuts } from '#renderer/composables/shortcuts.ts';
import { listenToWedge, useWedge } from '#renderer/composables/use-wedge.ts';
import { IDLE_TIMEOUT_MS } from '#renderer/composables/keyboard-wedge.ts';
import type { KeyPress } from '#renderer/composables/us-keyboard.ts';
import { cardCodes } from '#tests/support/cards/card-codes.ts';
import { createKeyPresses, setPressTimes } from './reader-keys.ts';

const BARCODE = '<pin>0012345678901</pin><name>NAMUNA ALI</name>';

const createBurst = (text: string): KeyPress[] =>
  setPressTimes([...createKeyPresses(text), ...createKeyPresses('', 'Enter')], 10);

/** Performs the browser's default action of a key: inserts text at the caret, submits a form or presses a button. */
const performDefaultAction = (key: string): void => {
  const focused = document.activeElement;
  if (focused instanceof HTMLButtonElement && (key === 'Enter' || key === ' ')) focused.click();
  if (focused instanceof HTMLSelectElement && key === 'b') focused.value = 'b';
  if (!(focused instanceof HTMLInputElement)) return;
  if (key === 'Enter')
    return void focused
      .closest('form')
      ?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  if (key.length > 1) return;
  focused.setRangeText(key, focused.selectionStart ?? 0, focused.selectionEnd ?? 0, 'end');
  focused.dispatchEvent(new Event('input', { bubbles: true }));
};

const dispatchPresses = (presses: readonly KeyPress[], init: KeyboardEventInit = {}): void => {
  for (const { key, code, shift, ctrl = false, timeStamp } of presses) {
    const event = new KeyboardEvent('keydown', {
      key,
      code,
      shiftKey: shift,
      ctrlKey: ctrl,
      bubbles: true,
      cancelable: true,
      ...init,
    });
    Object.defineProperty(event, 'timeStamp', { value: timeStamp });
    (document.activeElement ?? document.body).dispatchEvent(event);
    if (!event.defaultPrevented && !event.ctrlKey) performDefaultAction(key);
  }
};

let receivedTexts: string[] = [];
/** Number of reports of an incomplete code. */
let incompleteCodes = 0;
let stopListening: () => void;
const renderPage = (html: string): void => {
  document.body.replaceChildren(document.createRange().createContextualFragment(html));
};
const focusElement = (selector: string): HTMLElement => {
  const element = document.querySelector<HTMLElement>(selector)!;
  element.focus();
  return element;
};

beforeEach(() => {
  vi.useFakeTimers();
  receivedTexts = [];
  incompleteCodes = 0;
  stopListening = listenToWedge({
    onBurst: (text) => receivedTexts.push(text),
    onBroken: () => incompleteCodes++,
  });
});
afterEach(() => {
  stopListening();
  vi.useRealTimers();
  renderPage('');
});

describe('listenToWedge with a focused field', () => {
  it('restores the field, submits nothing, and dispatches an input event with the restored value', () => {
    renderPage('<form><input value="before and after"></form>');
    const submitted = vi.fn((event: Event) => event.preventDefault());
    document.querySelector('form')!.addEventListener('submit', submitted);
    const field = focusElement('input') as HTMLInputElement;
    field.setSelectionRange(6, 6);
    const inputValues: string[] = [];
    field.addEventListener('input', () => inputValues.push(field.value));
    dispatchPresses(createBurst(BARCODE));
    expect(receivedTexts).toEqual([BARCODE]);
    expect(field.value).toBe('before and after');
    expect([field.selectionStart, field.selectionEnd]).toEqual([6, 6]);
    expect(inputValues.at(-1)).toBe('before and after');
    expect(submitted).not.toHaveBeenCalled();
  });

  it('restores selected text that the burst replaced', () => {
    renderPage('<input value="0123">');
    const field = focusElement('input') as HTMLInputElement;
    field.select();
    dispatchPresses(createBurst(BARCODE));
    expect(field.value).toBe('0123');
    expect([field.selectionStart, field.selectionEnd]).toEqual([0, 4]);
  });

  it('restores the bound model', async () => {
    const value = ref('before');
    const Field = defineComponent(
      () => () =>
        withDirectives(
          h('input', { 'onUpdate:modelValue': (text: string) => (value.value = text) }),
          [[vModelText, value.value]],
        ),
    );
    const wrapper = mount(Field, { attachTo: document.body });
    focusElement('input');
    dispatchPresses(createBurst(BARCODE));
    await nextTick();
    expect(value.value).toBe('before');
    wrapper.unmount();
  });
});

describe('listenToWedge without a focused text field', () => {
  it('presses no button', () => {
    renderPage('<button>Go</button>');
    const clicked = vi.fn();
    focusElement('button').addEventListener('click', clicked);
    dispatchPresses(createBurst('AB 01 Jan 1970'));
    expect(receivedTexts).toEqual(['AB 01 Jan 1970']);
    expect(clicked).not.toHaveBeenCalled();
  });

  it('changes nothing when nothing or a select has the focus', () => {
    renderPage('<select><option value="a">a</option><option value="b">b</option></select>');
    dispatchPresses(createBurst(BARCODE));
    const select = focusElement('select') as HTMLSelectElement;
    dispatchPresses(createBurst('0b0b0b0b'));
    expect(receivedTexts).toEqual([BARCODE, '0b0b0b0b']);
    expect(select.value).toBe('a');
  });

  it('neither closes a dialog nor changes its fields', () => {
    renderPage(
      '<dialog open><form method="dialog"><input value="x"><button>OK</button></form></dialog>',
    );
    const field = focusElement('dialog input') as HTMLInputElement;
    dispatchPresses(createBurst(BARCODE));
    expect(receivedTexts).toEqual([BARCODE]);
    expect(field.value).toBe('x');
    expect(document.querySelector('dialog')!.open).toBe(true);
  });

  it('runs no shortcut for a burst, but does for a single key', () => {
    const shortcuts = createShortcuts(window);
    const calledShortcuts: string[] = [];
    const remove = shortcuts.add(
      Object.fromEntries(
        ['KeyF', 'KeyB', 'Space', 'Enter', 'Digit1'].map((chord) => [
          chord,
          () => void calledShortcuts.push(chord),
        ]),
      ),
    );
    dispatchPresses(createBurst('<fb 1fb 1fb'));
    dispatchPresses(setPressTimes(createKeyPresses('f'), 900));
    remove();
    expect(receivedTexts).toEqual(['<fb 1fb 1fb']);
    expect(calledShortcuts).toEqual(['KeyF']);
  });
});

const delayPresses = (presses: readonly KeyPress[], delayMs: number): KeyPress[] =>
  presses.map((press) => ({ ...press, timeStamp: press.timeStamp + delayMs }));

describe('listenToWedge with control characters in a burst', () => {
  it('runs no shortcut and changes no field', () => {
    renderPage('<input value="x">');
    const field = focusElement('input') as HTMLInputElement;
    const shortcuts = createShortcuts(window);
    const calledShortcuts: string[] = [];
    const remove = shortcuts.add({
      'Ctrl+KeyD': () => void calledShortcuts.push('put aside'),
      'Ctrl+BracketRight': () => void calledShortcuts.push('other'),
    });
    const eotPresses = createKeyPresses('\u0004');
    dispatchPresses(
      setPressTimes(
        [
          ...createKeyPresses(`${cardCodes.smartGs}\u0004`),
          ...createKeyPresses('', 'Enter'),
          ...eotPresses,
        ],
        10,
      ),
    );
    vi.advanceTimersByTime(IDLE_TIMEOUT_MS);
    dispatchPresses(
      setPressTimes(
        [...createKeyPresses(`${BARCODE}\u0004`), ...createKeyPresses('', 'Enter'), ...eotPresses],
        10,
      ).map((press) => ({ ...press, timeStamp: press.timeStamp + 10_000 })),
    );
    expect(receivedTexts).toEqual([`${cardCodes.smartGs}\u0004`, `${BARCODE}\u0004`]);
    expect(field.value).toBe('x');
    expect(calledShortcuts).toEqual([]);
    dispatchPresses(
      setPressTimes(eotPresses, 10).map((press) => ({
        ...press,
        timeStamp: press.timeStamp + 20_000,
      })),
    );
    remove();
    expect(calledShortcuts).toEqual(['put aside']);
  });
});

describe('listenToWedge with an incomplete code', () => {
  it('restores the field and reports the incomplete code', () => {
    renderPage('<form><input value="NAMUNA"></form>');
    const submitted = vi.fn((event: Event) => event.preventDefault());
    document.querySelector('form')!.addEventListener('submit', submitted);
    const field = focusElement('input') as HTMLInputElement;
    field.setSelectionRange(6, 6);
    const codeStart = cardCodes.old17.slice(0, cardCodes.old17.length - cardCodes.oldTail.length);
    dispatchPresses(setPressTimes(createKeyPresses(codeStart), 10));
    vi.advanceTimersByTime(IDLE_TIMEOUT_MS);
    expect(field.value).toBe('NAMUNA');
    expect(incompleteCodes).toBe(1);
    dispatchPresses(delayPresses(createBurst(cardCodes.oldTail), 2_000));
    expect(field.value).toBe('NAMUNA');
    expect([field.selectionStart, field.selectionEnd]).toEqual([6, 6]);
    expect(receivedTexts).toEqual([]);
    expect(incompleteCodes).toBe(2);
    expect(submitted).not.toHaveBeenCalled();
  });

  it('removes the first keys of a code that stops early', () => {
    renderPage('<input value="NAMUNA">');
    const field = focusElement('input') as HTMLInputElement;
    for (let stopIndex = 2; stopIndex < 6; stopIndex++) {
      dispatchPresses(
        delayPresses(
          setPressTimes(createKeyPresses(cardCodes.old17.slice(0, stopIndex)), 10),
          stopIndex * 10_000,
        ),
      );
      vi.advanceTimersByTime(IDLE_TIMEOUT_MS);
      dispatchPresses(
        delayPresses(
          createBurst(cardCodes.old17.slice(stopIndex)),
          stopIndex * 10_000 + stopIndex * 10 + 400,
        ),
      );
      expect(field.value).toBe('NAMUNA');
    }
  });

  it('passes the end of a code to the listener when only that arrives', () => {
    renderPage('<input value="NAMUNA">');
    const field = focusElement('input') as HTMLInputElement;
    dispatchPresses(createBurst(cardCodes.oldTail));
    expect(field.value).toBe('NAMUNA');
    expect(receivedTexts).toEqual([cardCodes.oldTail]);
  });
});

describe('listenToWedge with keys typed by a person', () => {
  it('returns held keys when the typing pauses', () => {
    renderPage('<input>');
    const field = focusElement('input') as HTMLInputElement;
    dispatchPresses(setPressTimes(createKeyPresses('abcdef'), 20));
    expect(field.value).toBe('abc');
    vi.advanceTimersByTime(IDLE_TIMEOUT_MS);
    expect(field.value).toBe('abcdef');
    expect(receivedTexts).toEqual([]);
  });

  it('returns held keys before the next key, in order', () => {
    renderPage('<form><input></form>');
    const submitted = vi.fn((event: Event) => event.preventDefault());
    document.querySelector('form')!.addEventListener('submit', submitted);
    const field = focusElement('input') as HTMLInputElement;
    const fastPresses = setPressTimes(createKeyPresses('abcdef'), 20);
    const laterPresses = setPressTimes(
      [...createKeyPresses('gh'), ...createKeyPresses('', 'Enter')],
      100,
    ).map((press) => ({
      ...press,
      timeStamp: press.timeStamp + 500,
    }));
    dispatchPresses([...fastPresses, ...laterPresses]);
    expect(field.value).toBe('abcdefgh');
    expect(submitted).toHaveBeenCalledOnce();
  });

  it('ignores compositions, chords and repeats', () => {
    renderPage('<input>');
    const field = focusElement('input') as HTMLInputElement;
    for (const init of [{ isComposing: true }, { altKey: true }, { repeat: true }]) {
      field.value = '';
      dispatchPresses(createBurst('abcdefghij'), init);
      expect(receivedTexts).toEqual([]);
      expect(field.value).toBe('abcdefghij');
    }
    const prevented = vi.fn((event: Event) => event.defaultPrevented);
    window.addEventListener('keydown', prevented);
    dispatchPresses(setPressTimes(createKeyPresses('\u0001\u0003\u0016'), 60));
    window.removeEventListener('keydown', prevented);
    expect(prevented.mock.results.map(({ value }) => value as unknown)).toEqual(
      Array<boolean>(6).fill(false),
    );
  });
});

describe('useWedge', () => {
  it('listens from mount to unmount', () => {
    stopListening();
    const received: string[] = [];
    const Listener = defineComponent(() => {
      useWedge({ onBurst: (text) => received.push(text), onBroken: () => undefined });
      return () => h('p');
    });
    const wrapper = mount(Listener, { attachTo: document.body });
    dispatchPresses(createBurst(BARCODE));
    wrapper.unmount();
    dispatchPresses(createBurst(BARCODE));
    expect(received).toEqual([BARCODE]);
  });
});
