import { describe, expect, it } from 'vitest';
import {
  controlCharacter,
  isEndKey,
  isModifier,
  usCharacter,
  type KeyPress,
} from '#renderer/composables/us-keyboard.ts';

const createPress = (press: Partial<KeyPress>): KeyPress => ({
  key: '',
  code: '',
  shift: false,
  timeStamp: 0,
  inText: true,
  ...press,
});

describe('usCharacter', () => {
  it('decodes a letter by its position, in lower case without Shift', () => {
    expect(usCharacter(createPress({ key: 'ক', code: 'KeyA' }))).toBe('a');
    expect(usCharacter(createPress({ key: 'অ', code: 'KeyA', shift: true }))).toBe('A');
  });

  it('decodes digits of both blocks and the characters with Shift', () => {
    expect(usCharacter(createPress({ key: '১', code: 'Digit1' }))).toBe('1');
    expect(usCharacter(createPress({ key: '1', code: 'Numpad1', shift: true }))).toBe('1');
    expect(usCharacter(createPress({ key: '?', code: 'Slash', shift: true }))).toBe('?');
  });

  it('returns the printable ASCII key of an event without a code', () => {
    expect(usCharacter(createPress({ key: '<' }))).toBe('<');
    expect(usCharacter(createPress({ key: 'ক' }))).toBeNull();
  });

  it('returns null for a key without a character', () => {
    expect(usCharacter(createPress({ key: 'ArrowUp', code: 'ArrowUp' }))).toBeNull();
  });
});

describe('controlCharacter', () => {
  it('decodes chords of letters and of signs', () => {
    expect(controlCharacter(createPress({ code: 'KeyD' }))).toBe('\u0004');
    expect(controlCharacter(createPress({ code: 'BracketRight' }))).toBe('\u001d');
  });

  it('returns a line feed for both line breaks', () => {
    for (const code of ['KeyM', 'KeyJ']) expect(controlCharacter(createPress({ code }))).toBe('\n');
  });

  it('returns null for a chord without a control character', () => {
    expect(controlCharacter(createPress({ code: 'F5' }))).toBeNull();
  });
});

describe('isEndKey and isModifier', () => {
  it('classify keys by their names', () => {
    expect(['Enter', 'Tab', 'a'].map((key) => isEndKey(createPress({ key })))).toEqual([
      true,
      true,
      false,
    ]);
    expect(['Shift', 'Control', 'Alt'].map((key) => isModifier(createPress({ key })))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
