// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h, nextTick, ref, withDirectives, vModelText } from 'vue';
import { createShortcuts } from '#renderer/composables/shortcuts.ts';
import { listenToWedge, useWedge } from '#renderer/composables/use-wedge.ts';
import { idleTimeoutMs, type KeyPress } from '#renderer/composables/keyboard-wedge.ts';
import { cardCodes } from '#tests/support/cards/card-codes.ts';
import { pressesOf, withPace } from './reader-keys.ts';

const BARCODE = '<pin>0012345678901</pin><name>NAMUNA ALI</name>';

const burstOf = (text: string): KeyPress[] =>
  withPace([...pressesOf(text), ...pressesOf('', 'Enter')], 10);

/** Imitates the browser's default action of a key: text goes to the caret, Enter submits, a button is pressed. */
const defaultAction = (key: string): void => {
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

const send = (presses: readonly KeyPress[], more: KeyboardEventInit = {}): void => {
  for (const { key, code, shift, ctrl = false, timeStamp } of presses) {
    const event = new KeyboardEvent('keydown', {
      key,
      code,
      shiftKey: shift,
      ctrlKey: ctrl,
      bubbles: true,
      cancelable: true,
      ...more,
    });
    Object.defineProperty(event, 'timeStamp', { value: timeStamp });
    (document.activeElement ?? document.body).dispatchEvent(event);
    if (!event.defaultPrevented && !event.ctrlKey) defaultAction(key);
  }
};

let texts: string[] = [];
let broken = 0;
let stop: () => void;
const renderPage = (html: string): void => {
  document.body.replaceChildren(document.createRange().createContextualFragment(html));
};
const focus = (selector: string): HTMLElement => {
  const element = document.querySelector<HTMLElement>(selector)!;
  element.focus();
  return element;
};

beforeEach(() => {
  vi.useFakeTimers();
  texts = [];
  broken = 0;
  stop = listenToWedge({ read: (text) => texts.push(text), broken: () => broken++ });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  renderPage('');
});

describe('listenToWedge with a focused field', () => {
  it('restores the field, submits nothing, and dispatches an input event with the restored value', () => {
    renderPage('<form><input value="before and after"></form>');
    const submitted = vi.fn((event: Event) => event.preventDefault());
    document.querySelector('form')!.addEventListener('submit', submitted);
    const field = focus('input') as HTMLInputElement;
    field.setSelectionRange(6, 6);
    const heard: string[] = [];
    field.addEventListener('input', () => heard.push(field.value));
    send(burstOf(BARCODE));
    expect(texts).toEqual([BARCODE]);
    expect(field.value).toBe('before and after');
    expect([field.selectionStart, field.selectionEnd]).toEqual([6, 6]);
    expect(heard.at(-1)).toBe('before and after');
    expect(submitted).not.toHaveBeenCalled();
  });

  it('restores selected text that the burst replaced', () => {
    renderPage('<input value="0123">');
    const field = focus('input') as HTMLInputElement;
    field.select();
    send(burstOf(BARCODE));
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
    focus('input');
    send(burstOf(BARCODE));
    await nextTick();
    expect(value.value).toBe('before');
    wrapper.unmount();
  });
});

describe('listenToWedge without a focused text field', () => {
  it('presses no button', () => {
    renderPage('<button>Go</button>');
    const clicked = vi.fn();
    focus('button').addEventListener('click', clicked);
    send(burstOf('AB 01 Jan 1970'));
    expect(texts).toEqual(['AB 01 Jan 1970']);
    expect(clicked).not.toHaveBeenCalled();
  });

  it('changes nothing when nothing or a select has the focus', () => {
    renderPage('<select><option value="a">a</option><option value="b">b</option></select>');
    send(burstOf(BARCODE));
    const select = focus('select') as HTMLSelectElement;
    send(burstOf('0b0b0b0b'));
    expect(texts).toEqual([BARCODE, '0b0b0b0b']);
    expect(select.value).toBe('a');
  });

  it('neither closes a dialog nor changes its fields', () => {
    renderPage(
      '<dialog open><form method="dialog"><input value="x"><button>OK</button></form></dialog>',
    );
    const field = focus('dialog input') as HTMLInputElement;
    send(burstOf(BARCODE));
    expect(texts).toEqual([BARCODE]);
    expect(field.value).toBe('x');
    expect(document.querySelector('dialog')!.open).toBe(true);
  });

  it('runs no shortcut for a burst, but does for a single key', () => {
    const keys = createShortcuts(window);
    const ran: string[] = [];
    const remove = keys.add(
      Object.fromEntries(
        ['KeyF', 'KeyB', 'Space', 'Enter', 'Digit1'].map((chord) => [
          chord,
          () => void ran.push(chord),
        ]),
      ),
    );
    send(burstOf('<fb 1fb 1fb'));
    send(withPace(pressesOf('f'), 900));
    remove();
    expect(texts).toEqual(['<fb 1fb 1fb']);
    expect(ran).toEqual(['KeyF']);
  });
});

const delayedBy = (presses: readonly KeyPress[], ms: number): KeyPress[] =>
  presses.map((press) => ({ ...press, timeStamp: press.timeStamp + ms }));

describe('listenToWedge with control characters in a burst', () => {
  it('runs no shortcut and changes no field', () => {
    renderPage('<input value="x">');
    const field = focus('input') as HTMLInputElement;
    const keys = createShortcuts(window);
    const ran: string[] = [];
    const remove = keys.add({
      'Ctrl+KeyD': () => void ran.push('put aside'),
      'Ctrl+BracketRight': () => void ran.push('other'),
    });
    const eot = pressesOf('\u0004');
    send(
      withPace([...pressesOf(`${cardCodes.smartGs}\u0004`), ...pressesOf('', 'Enter'), ...eot], 10),
    );
    vi.advanceTimersByTime(idleTimeoutMs);
    send(
      withPace([...pressesOf(`${BARCODE}\u0004`), ...pressesOf('', 'Enter'), ...eot], 10).map(
        (press) => ({ ...press, timeStamp: press.timeStamp + 10_000 }),
      ),
    );
    expect(texts).toEqual([`${cardCodes.smartGs}\u0004`, `${BARCODE}\u0004`]);
    expect(field.value).toBe('x');
    expect(ran).toEqual([]);
    send(withPace(eot, 10).map((press) => ({ ...press, timeStamp: press.timeStamp + 20_000 })));
    remove();
    expect(ran).toEqual(['put aside']);
  });
});

describe('listenToWedge with an incomplete code', () => {
  it('restores the field and reports the incomplete code', () => {
    renderPage('<form><input value="NAMUNA"></form>');
    const submitted = vi.fn((event: Event) => event.preventDefault());
    document.querySelector('form')!.addEventListener('submit', submitted);
    const field = focus('input') as HTMLInputElement;
    field.setSelectionRange(6, 6);
    const head = cardCodes.old17.slice(0, cardCodes.old17.length - cardCodes.oldTail.length);
    send(withPace(pressesOf(head), 10));
    vi.advanceTimersByTime(idleTimeoutMs);
    expect(field.value).toBe('NAMUNA');
    expect(broken).toBe(1);
    send(delayedBy(burstOf(cardCodes.oldTail), 2_000));
    expect(field.value).toBe('NAMUNA');
    expect([field.selectionStart, field.selectionEnd]).toEqual([6, 6]);
    expect(texts).toEqual([]);
    expect(broken).toBe(2);
    expect(submitted).not.toHaveBeenCalled();
  });

  it('removes the first keys of a code that stops early', () => {
    renderPage('<input value="NAMUNA">');
    const field = focus('input') as HTMLInputElement;
    for (let at = 2; at < 6; at++) {
      send(delayedBy(withPace(pressesOf(cardCodes.old17.slice(0, at)), 10), at * 10_000));
      vi.advanceTimersByTime(idleTimeoutMs);
      send(delayedBy(burstOf(cardCodes.old17.slice(at)), at * 10_000 + at * 10 + 400));
      expect(field.value).toBe('NAMUNA');
    }
  });

  it('passes the end of a code to the listener when only that arrives', () => {
    renderPage('<input value="NAMUNA">');
    const field = focus('input') as HTMLInputElement;
    send(burstOf(cardCodes.oldTail));
    expect(field.value).toBe('NAMUNA');
    expect(texts).toEqual([cardCodes.oldTail]);
  });
});

describe('listenToWedge with input of a person', () => {
  it('returns held keys when the typing pauses', () => {
    renderPage('<input>');
    const field = focus('input') as HTMLInputElement;
    send(withPace(pressesOf('abcdef'), 20));
    expect(field.value).toBe('abc');
    vi.advanceTimersByTime(idleTimeoutMs);
    expect(field.value).toBe('abcdef');
    expect(texts).toEqual([]);
  });

  it('returns held keys in order before the next key', () => {
    renderPage('<form><input></form>');
    const submitted = vi.fn((event: Event) => event.preventDefault());
    document.querySelector('form')!.addEventListener('submit', submitted);
    const field = focus('input') as HTMLInputElement;
    const fast = withPace(pressesOf('abcdef'), 20);
    const later = withPace([...pressesOf('gh'), ...pressesOf('', 'Enter')], 100).map((press) => ({
      ...press,
      timeStamp: press.timeStamp + 500,
    }));
    send([...fast, ...later]);
    expect(field.value).toBe('abcdefgh');
    expect(submitted).toHaveBeenCalledOnce();
  });

  it('ignores compositions, chords and repeats', () => {
    renderPage('<input>');
    const field = focus('input') as HTMLInputElement;
    for (const more of [{ isComposing: true }, { altKey: true }, { repeat: true }]) {
      field.value = '';
      send(burstOf('abcdefghij'), more);
      expect(texts).toEqual([]);
      expect(field.value).toBe('abcdefghij');
    }
    const prevented = vi.fn((event: Event) => event.defaultPrevented);
    window.addEventListener('keydown', prevented);
    send(withPace(pressesOf('\u0001\u0003\u0016'), 60));
    window.removeEventListener('keydown', prevented);
    expect(prevented.mock.results.map(({ value }) => value as unknown)).toEqual(
      Array<boolean>(6).fill(false),
    );
  });
});

it('useWedge listens from mount to unmount', () => {
  stop();
  const heard: string[] = [];
  const wrapper = mount(
    defineComponent(
      () => (useWedge({ read: (text) => heard.push(text), broken: () => undefined }), () => h('p')),
    ),
    { attachTo: document.body },
  );
  send(burstOf(BARCODE));
  wrapper.unmount();
  send(burstOf(BARCODE));
  expect(heard).toEqual([BARCODE]);
});
