// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { createShortcuts } from '#renderer/composables/shortcuts.ts';

/** Every test has its own page, because shortcuts are not removed from theirs. */
let page: HTMLElement;

const pressKey = (
  code: string,
  init: KeyboardEventInit = {},
  target: EventTarget = page,
): KeyboardEvent => {
  const event = new KeyboardEvent('keydown', { code, bubbles: true, cancelable: true, ...init });
  target.dispatchEvent(event);
  return event;
};
const addElement = <K extends 'input' | 'button'>(tag: K): HTMLElementTagNameMap[K] =>
  page.appendChild(document.createElement(tag));

describe('createShortcuts', () => {
  beforeEach(() => {
    page = document.createElement('div');
  });

  it('binds to the physical key, so that shortcuts work with the Bangla layout', () => {
    const shortcuts = createShortcuts(page);
    const calledListeners: string[] = [];
    shortcuts.add({ 'Ctrl+KeyD': () => void calledListeners.push('put aside') });
    expect(pressKey('KeyD', { key: 'ি', ctrlKey: true }).defaultPrevented).toBe(true);
    expect(calledListeners).toEqual(['put aside']);
  });

  it('calls the newest listener first and passes on keys for which it returns false', () => {
    const shortcuts = createShortcuts(page);
    const calledListeners: string[] = [];
    shortcuts.add({ Escape: () => void calledListeners.push('screen') });
    const remove = shortcuts.add({ Escape: () => void calledListeners.push('field') });
    pressKey('Escape');
    remove();
    shortcuts.add({ Escape: () => false });
    pressKey('Escape');
    expect(calledListeners).toEqual(['field', 'screen']);
  });

  it('calls no listener behind an open dialog', () => {
    const shortcuts = createShortcuts(page);
    const calledListeners: string[] = [];
    shortcuts.add({
      F2: () => void calledListeners.push('behind'),
      Escape: () => void calledListeners.push('behind'),
    });
    const removeBarrier = shortcuts.addBarrier({
      Escape: () => void calledListeners.push('dialog'),
    });
    shortcuts.add({ 'Ctrl+Enter': () => void calledListeners.push('inside') });
    expect(pressKey('F2').defaultPrevented).toBe(false);
    pressKey('Escape');
    pressKey('Enter', { ctrlKey: true });
    removeBarrier();
    pressKey('F2');
    expect(calledListeners).toEqual(['dialog', 'inside', 'behind']);
  });

  it('calls a listener with overDialogs behind an open dialog, after the listeners of the dialog', () => {
    const shortcuts = createShortcuts(page);
    const calledListeners: string[] = [];
    shortcuts.add({ F1: () => void calledListeners.push('help') }, { overDialogs: true });
    const removeBarrier = shortcuts.addBarrier({
      Escape: () => void calledListeners.push('dialog'),
    });
    expect(pressKey('F1').defaultPrevented).toBe(true);
    shortcuts.add({ F1: () => void calledListeners.push('inside') });
    pressKey('F1');
    removeBarrier();
    expect(calledListeners).toEqual(['help', 'inside']);
  });

  it('calls bindings with first before those of a screen that appeared later', () => {
    const shortcuts = createShortcuts(page);
    const calledListeners: string[] = [];
    const recordCall = (name: string) => () => void calledListeners.push(name);
    const removePanelShortcuts = shortcuts.add({ Escape: recordCall('panel') }, { first: true });
    shortcuts.add({ Escape: recordCall('screen') });
    pressKey('Escape');
    const removeBarrier = shortcuts.addBarrier({ Escape: recordCall('dialog') });
    pressKey('Escape');
    const removeMarkShortcuts = shortcuts.add(
      { Escape: recordCall('mark') },
      { first: true, overDialogs: true },
    );
    shortcuts.addBarrier({ Escape: recordCall('upper dialog') })();
    pressKey('Escape');
    removeMarkShortcuts();
    removeBarrier();
    removePanelShortcuts();
    pressKey('Escape');
    expect(calledListeners).toEqual(['panel', 'dialog', 'mark', 'screen']);
  });

  it('leaves letters, Space and Delete to text fields, and Space and Enter to buttons', () => {
    const shortcuts = createShortcuts(page);
    const calledListeners: string[] = [];
    const recordCall = (name: string) => () => void calledListeners.push(name);
    shortcuts.add({
      KeyF: recordCall('f'),
      Space: recordCall('space'),
      Enter: recordCall('enter'),
      F7: recordCall('f7'),
    });
    const input = addElement('input');
    const button = addElement('button');
    for (const code of ['KeyF', 'Space', 'F7', 'Enter']) pressKey(code, {}, input);
    for (const code of ['KeyF', 'Space', 'Enter']) pressKey(code, {}, button);
    expect(calledListeners).toEqual(['f7', 'enter', 'f']);
  });

  it('suppresses repeats of a held key on buttons but not in text fields', () => {
    createShortcuts(page);
    const button = addElement('button');
    const input = addElement('input');
    for (const code of ['Space', 'Enter', 'NumpadEnter']) {
      expect(pressKey(code, {}, button).defaultPrevented, code).toBe(false);
      expect(pressKey(code, { repeat: true }, button).defaultPrevented, code).toBe(true);
      // In a text field Enter may send a form, Space is a character.
      expect(pressKey(code, { repeat: true }, input).defaultPrevented, code).toBe(code !== 'Space');
    }
    expect(pressKey('ArrowDown', { repeat: true }, button).defaultPrevented).toBe(false);
  });

  it('withholds a held key from content that appears meanwhile until the key is released', () => {
    const shortcuts = createShortcuts(page);
    const input = addElement('input');
    const releaseKey = (code: string): KeyboardEvent => {
      const event = new KeyboardEvent('keyup', { code, bubbles: true, cancelable: true });
      input.dispatchEvent(event);
      return event;
    };
    pressKey('KeyA', {}, input);
    shortcuts.addBarrier({});
    expect(pressKey('KeyA', { repeat: true }, input).defaultPrevented).toBe(true);
    expect(releaseKey('KeyA').defaultPrevented).toBe(true);
    expect(pressKey('KeyA', {}, input).defaultPrevented).toBe(false);
    expect(releaseKey('KeyA').defaultPrevented).toBe(false);
  });

  it('ignores repeats, keys of a composition, and events whose default was prevented', () => {
    const shortcuts = createShortcuts(page);
    let callCount = 0;
    shortcuts.add({ F2: () => void (callCount += 1) });
    pressKey('F2', { repeat: true });
    pressKey('F2', { isComposing: true });
    const button = addElement('button');
    button.addEventListener('keydown', (event) => event.preventDefault());
    pressKey('F2', {}, button);
    expect(callCount).toBe(0);
  });
});
