// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import {
  eraseBeforeCaret,
  findEraseStart,
  insertText,
  pressEnter,
} from '#renderer/features/on-screen-keyboard/editing.ts';

const createField = (value: string, start: number, end = start): HTMLInputElement => {
  const field = document.createElement('input');
  document.body.append(field);
  field.value = value;
  field.focus();
  field.setSelectionRange(start, end);
  return field;
};
afterEach(() => document.body.replaceChildren());

describe('insertText', () => {
  it('replaces the selection or inserts at the caret, and dispatches an input event', () => {
    const field = createField('abcd', 1, 3);
    let inputEvents = 0;
    field.addEventListener('input', () => (inputEvents += 1));
    insertText(field, 'ক');
    expect(field.value).toBe('aকd');
    expect([field.selectionStart, field.selectionEnd]).toEqual([2, 2]);
    expect(inputEvents).toBe(1);
  });

  it('does not change a read-only field', () => {
    const field = createField('abc', 3);
    field.readOnly = true;
    insertText(field, 'd');
    eraseBeforeCaret(field);
    expect(field.value).toBe('abc');
  });
});

describe('eraseBeforeCaret', () => {
  it.each([
    ['the vowel sign of a conjunct, not the conjunct', 'ক্ষি', 'ক্ষ'],
    ['hasanta', 'ক্', 'ক'],
    ['a letter with nukta as a whole', 'বাড়ি'.normalize('NFC').slice(0, 4), 'বা'],
    ['a character outside the basic plane', 'a\u{1f600}', 'a'],
    ['a nukta on another letter alone', 'ক\u09bc', 'ক'],
  ])('deletes %s', (_, text, expected) => {
    expect(text.slice(0, findEraseStart(text, text.length))).toBe(expected);
  });

  it('deletes the selection when there is one, and nothing at the start', () => {
    const selected = createField('abcd', 1, 3);
    eraseBeforeCaret(selected);
    expect(selected.value).toBe('ad');
    const start = createField('abcd', 0);
    eraseBeforeCaret(start);
    expect(start.value).toBe('abcd');
  });

  it('deletes the text before the caret, not that at the end', () => {
    const field = createField('abcd', 2);
    eraseBeforeCaret(field);
    expect(field.value).toBe('acd');
    expect(field.selectionStart).toBe(1);
  });
});

describe('pressEnter', () => {
  it('submits the form of the field, unless the page prevents the key’s default', () => {
    const form = document.createElement('form');
    document.body.append(form);
    const field = createField('', 0);
    form.append(field);
    let submitted = 0;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submitted += 1;
    });
    pressEnter(field);
    expect(submitted).toBe(1);
    const preventDefault = (event: Event): void => event.preventDefault();
    form.addEventListener('keydown', preventDefault);
    pressEnter(field);
    expect(submitted).toBe(1);
  });
});
