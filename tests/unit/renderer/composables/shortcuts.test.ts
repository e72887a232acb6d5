// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { createKeys } from '#renderer/composables/shortcuts.ts';

/** A page of its own for every test: shortcuts stay with their page. */
let page: HTMLElement;

const press = (
  code: string,
  more: KeyboardEventInit = {},
  on: EventTarget = page,
): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', { code, bubbles: true, cancelable: true, ...more });
  on.dispatchEvent(event);
  return event;
};
const place = <K extends 'input' | 'button'>(tag: K): HTMLElementTagNameMap[K] =>
  page.appendChild(document.createElement(tag));

describe('shortcuts', () => {
  beforeEach(() => {
    page = document.createElement('div');
  });

  it('go by the key on the keyboard, so the Bangla layout changes nothing', () => {
    const keys = createKeys(page);
    const heard: string[] = [];
    keys.add({ 'Ctrl+KeyD': () => void heard.push('aside') });
    expect(press('KeyD', { key: 'ি', ctrlKey: true }).defaultPrevented).toBe(true);
    expect(heard).toEqual(['aside']);
  });

  it('ask the newest listener first and pass on what it leaves', () => {
    const keys = createKeys(page);
    const heard: string[] = [];
    keys.add({ Escape: () => void heard.push('screen') });
    const remove = keys.add({ Escape: () => void heard.push('field') });
    press('Escape');
    remove();
    keys.add({ Escape: () => false });
    press('Escape');
    expect(heard).toEqual(['field', 'screen']);
  });

  it('stop at an open dialog', () => {
    const keys = createKeys(page);
    const heard: string[] = [];
    keys.add({ F2: () => void heard.push('behind'), Escape: () => void heard.push('behind') });
    const lower = keys.addBarrier({ Escape: () => void heard.push('dialog') });
    keys.add({ 'Ctrl+Enter': () => void heard.push('inside') });
    expect(press('F2').defaultPrevented).toBe(false);
    press('Escape');
    press('Enter', { ctrlKey: true });
    lower();
    press('F2');
    expect(heard).toEqual(['dialog', 'inside', 'behind']);
  });

  it('leave letters, Space and Delete to a text field, and Space and Enter to a button', () => {
    const keys = createKeys(page);
    const heard: string[] = [];
    const note = (name: string) => () => void heard.push(name);
    keys.add({ KeyF: note('f'), Space: note('space'), Enter: note('enter'), F7: note('f7') });
    const input = place('input');
    const button = place('button');
    for (const code of ['KeyF', 'Space', 'F7', 'Enter']) press(code, {}, input);
    for (const code of ['KeyF', 'Space', 'Enter']) press(code, {}, button);
    expect(heard).toEqual(['f7', 'enter', 'f']);
  });

  it('let a held key press nothing again, but go on typing', () => {
    createKeys(page);
    const button = place('button');
    const input = place('input');
    for (const code of ['Space', 'Enter', 'NumpadEnter']) {
      expect(press(code, {}, button).defaultPrevented, code).toBe(false);
      expect(press(code, { repeat: true }, button).defaultPrevented, code).toBe(true);
      // In a text field Enter may send a form, Space is a character.
      expect(press(code, { repeat: true }, input).defaultPrevented, code).toBe(code !== 'Space');
    }
    expect(press('ArrowDown', { repeat: true }, button).defaultPrevented).toBe(false);
  });

  it('keep a key that was down from what appeared meanwhile until it was released', () => {
    const keys = createKeys(page);
    const input = place('input');
    const release = (code: string): KeyboardEvent => {
      const event = new KeyboardEvent('keyup', { code, bubbles: true, cancelable: true });
      input.dispatchEvent(event);
      return event;
    };
    press('KeyA', {}, input);
    keys.addBarrier({});
    expect(press('KeyA', { repeat: true }, input).defaultPrevented).toBe(true);
    expect(release('KeyA').defaultPrevented).toBe(true);
    expect(press('KeyA', {}, input).defaultPrevented).toBe(false);
    expect(release('KeyA').defaultPrevented).toBe(false);
  });

  it('ignore a key that is held down, part of a composition, or taken already', () => {
    const keys = createKeys(page);
    let heard = 0;
    keys.add({ F2: () => void (heard += 1) });
    press('F2', { repeat: true });
    press('F2', { isComposing: true });
    const button = place('button');
    button.addEventListener('keydown', (event) => event.preventDefault());
    press('F2', {}, button);
    expect(heard).toBe(0);
  });
});
