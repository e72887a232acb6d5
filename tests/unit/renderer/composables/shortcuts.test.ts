// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { createShortcuts } from '#renderer/composables/shortcuts.ts';

/** Every test has its own page, because shortcuts remain on their page. */
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
const addElement = <K extends 'input' | 'button'>(tag: K): HTMLElementTagNameMap[K] =>
  page.appendChild(document.createElement(tag));

describe('createShortcuts', () => {
  beforeEach(() => {
    page = document.createElement('div');
  });

  it('binds to the physical key, so that shortcuts work with the Bangla layout', () => {
    const keys = createShortcuts(page);
    const called: string[] = [];
    keys.add({ 'Ctrl+KeyD': () => void called.push('aside') });
    expect(press('KeyD', { key: 'ি', ctrlKey: true }).defaultPrevented).toBe(true);
    expect(called).toEqual(['aside']);
  });

  it('calls the newest listener first and passes on keys for which it returns false', () => {
    const keys = createShortcuts(page);
    const called: string[] = [];
    keys.add({ Escape: () => void called.push('screen') });
    const remove = keys.add({ Escape: () => void called.push('field') });
    press('Escape');
    remove();
    keys.add({ Escape: () => false });
    press('Escape');
    expect(called).toEqual(['field', 'screen']);
  });

  it('calls no listener behind an open dialog', () => {
    const keys = createShortcuts(page);
    const called: string[] = [];
    keys.add({ F2: () => void called.push('behind'), Escape: () => void called.push('behind') });
    const removeBarrier = keys.addBarrier({ Escape: () => void called.push('dialog') });
    keys.add({ 'Ctrl+Enter': () => void called.push('inside') });
    expect(press('F2').defaultPrevented).toBe(false);
    press('Escape');
    press('Enter', { ctrlKey: true });
    removeBarrier();
    press('F2');
    expect(called).toEqual(['dialog', 'inside', 'behind']);
  });

  it('calls a listener with overDialogs behind an open dialog, after the listeners of the dialog', () => {
    const keys = createShortcuts(page);
    const called: string[] = [];
    keys.add({ F1: () => void called.push('help') }, { overDialogs: true });
    const removeBarrier = keys.addBarrier({ Escape: () => void called.push('dialog') });
    expect(press('F1').defaultPrevented).toBe(true);
    keys.add({ F1: () => void called.push('inside') });
    press('F1');
    removeBarrier();
    expect(called).toEqual(['help', 'inside']);
  });

  it('calls bindings with first before those of a screen that appeared later', () => {
    const keys = createShortcuts(page);
    const called: string[] = [];
    const record = (name: string) => () => void called.push(name);
    const close = keys.add({ Escape: record('panel') }, { first: true });
    keys.add({ Escape: record('screen') });
    press('Escape');
    const removeBarrier = keys.addBarrier({ Escape: record('dialog') });
    press('Escape');
    const closeMark = keys.add({ Escape: record('mark') }, { first: true, overDialogs: true });
    keys.addBarrier({ Escape: record('upper dialog') })();
    press('Escape');
    closeMark();
    removeBarrier();
    close();
    press('Escape');
    expect(called).toEqual(['panel', 'dialog', 'mark', 'screen']);
  });

  it('leaves letters, Space and Delete to text fields, and Space and Enter to buttons', () => {
    const keys = createShortcuts(page);
    const called: string[] = [];
    const record = (name: string) => () => void called.push(name);
    keys.add({
      KeyF: record('f'),
      Space: record('space'),
      Enter: record('enter'),
      F7: record('f7'),
    });
    const input = addElement('input');
    const button = addElement('button');
    for (const code of ['KeyF', 'Space', 'F7', 'Enter']) press(code, {}, input);
    for (const code of ['KeyF', 'Space', 'Enter']) press(code, {}, button);
    expect(called).toEqual(['f7', 'enter', 'f']);
  });

  it('suppresses repeats of a held key on buttons but not in text fields', () => {
    createShortcuts(page);
    const button = addElement('button');
    const input = addElement('input');
    for (const code of ['Space', 'Enter', 'NumpadEnter']) {
      expect(press(code, {}, button).defaultPrevented, code).toBe(false);
      expect(press(code, { repeat: true }, button).defaultPrevented, code).toBe(true);
      // In a text field Enter may send a form, Space is a character.
      expect(press(code, { repeat: true }, input).defaultPrevented, code).toBe(code !== 'Space');
    }
    expect(press('ArrowDown', { repeat: true }, button).defaultPrevented).toBe(false);
  });

  it('withholds a held key from content that appears meanwhile until the key is released', () => {
    const keys = createShortcuts(page);
    const input = addElement('input');
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
    const keys = createShortcuts(page);
    let called = 0;
    keys.add({ F2: () => void (called += 1) });
    press('F2', { repeat: true });
    press('F2', { isComposing: true });
    const button = addElement('button');
    button.addEventListener('keydown', (event) => event.preventDefault());
    press('F2', {}, button);
    expect(called).toBe(0);
  });
});
