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

describe('createKeys', () => {
  beforeEach(() => {
    page = document.createElement('div');
  });

  it('binds to the physical key, so that shortcuts work with the Bangla layout', () => {
    const keys = createKeys(page);
    const heard: string[] = [];
    keys.add({ 'Ctrl+KeyD': () => void heard.push('aside') });
    expect(press('KeyD', { key: 'ি', ctrlKey: true }).defaultPrevented).toBe(true);
    expect(heard).toEqual(['aside']);
  });

  it('calls the newest listener first and passes on keys for which it returns false', () => {
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

  it('calls no listener behind an open dialog', () => {
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

  it('calls a listener for use over dialogs behind an open dialog, after those of the dialog', () => {
    const keys = createKeys(page);
    const heard: string[] = [];
    keys.add({ F1: () => void heard.push('help') }, { overDialogs: true });
    const lower = keys.addBarrier({ Escape: () => void heard.push('dialog') });
    expect(press('F1').defaultPrevented).toBe(true);
    keys.add({ F1: () => void heard.push('inside') });
    press('F1');
    lower();
    expect(heard).toEqual(['help', 'inside']);
  });

  it('calls bindings that were added with first before those of a screen that appeared later', () => {
    const keys = createKeys(page);
    const heard: string[] = [];
    const note = (name: string) => () => void heard.push(name);
    const close = keys.add({ Escape: note('panel') }, { first: true });
    keys.add({ Escape: note('screen') });
    press('Escape');
    const lower = keys.addBarrier({ Escape: note('dialog') });
    press('Escape');
    const closeMark = keys.add({ Escape: note('mark') }, { first: true, overDialogs: true });
    keys.addBarrier({ Escape: note('upper dialog') })();
    press('Escape');
    closeMark();
    lower();
    close();
    press('Escape');
    expect(heard).toEqual(['panel', 'dialog', 'mark', 'screen']);
  });

  it('leaves letters, Space and Delete to text fields, and Space and Enter to buttons', () => {
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

  it('suppresses repeats of a held key on buttons but not in text fields', () => {
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

  it('withholds a held key from content that appears meanwhile until the key is released', () => {
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

  it('ignores repeats, keys of a composition, and events whose default was prevented', () => {
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
