import { describe, expect, it } from 'vitest';
import {
  keycapLabel,
  layoutOf,
  letterLayouts,
} from '#renderer/features/on-screen-keyboard/layouts.ts';
import { signNameOf } from '#renderer/features/on-screen-keyboard/sign-names.ts';
import { allStrokes, strokesFor } from '#tests/support/key-strokes.ts';

const createRange = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index));

/** The letters, signs and digits that Bangla is written with (Unicode 17, block Bengali), and the danda. */
const BANGLA = [
  ...createRange(0x981, 0x983),
  ...createRange(0x985, 0x98c),
  ...createRange(0x98f, 0x990),
  ...createRange(0x993, 0x9a8),
  ...createRange(0x9aa, 0x9b0),
  '\u09b2',
  ...createRange(0x9b6, 0x9b9),
  ...createRange(0x9bc, 0x9c4),
  ...createRange(0x9c7, 0x9c8),
  ...createRange(0x9cb, 0x9ce),
  '\u09d7',
  ...['\u09dc', '\u09dd', '\u09df'],
  ...createRange(0x9e0, 0x9e3),
  ...createRange(0x9e6, 0x9ef),
  ...createRange(0x9f2, 0x9f3),
  ...createRange(0x964, 0x965),
  '\u200c',
  '\u200d',
];

describe('layout of Bangla', () => {
  it.each(BANGLA)('types %s', (character) => {
    expect(strokesFor('bangla', character).map(({ text }) => text)).toEqual([
      character.normalize('NFC'),
    ]);
  });

  it.each([
    ['KeyG', 0, '\u09cd'],
    ['KeyH', 0, '\u09be'],
    ['KeyJ', 0, 'ক'],
    ['KeyV', 1, 'ল'],
    ['KeyK', 2, 'ৎ'],
    ['KeyS', 3, 'ঊ'],
    ['Digit4', 2, '৳'],
  ] as const)('has %s at level %i as in the national layout', (code, level, text) => {
    const key = letterLayouts.bangla.flat().find((each) => each.code === code);
    expect(key?.levels[level]).toBe(text);
  });

  it('has each character on one key only', () => {
    const texts = allStrokes('bangla').map(({ text }) => text);
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
  });

  it('produces every text in NFC', () => {
    for (const { text } of allStrokes('bangla')) expect(text).toBe(text.normalize('NFC'));
  });

  it('shows signs on a dotted circle, names joiners, and names every sign for a screen reader', () => {
    expect(keycapLabel('\u09be')).toBe('\u25cc\u09be');
    expect(keycapLabel('র\u09cd')).toBe('র\u09cd\u25cc');
    expect(keycapLabel('\u200d')).toBe('ZWJ');
    const unnamed = allStrokes('bangla').filter(
      ({ text }) => /^[\p{M}\p{Cf}]/u.test(text) && signNameOf(text) === null,
    );
    expect(unnamed).toEqual([]);
  });
});

describe('layout of English', () => {
  it('types every printable ASCII character', () => {
    for (const character of createRange(0x20, 0x7e))
      expect(strokesFor('english', character)).toHaveLength(1);
  });
});

describe('layout of digits', () => {
  it('has Latin digits and the separators of a date', () => {
    const texts = allStrokes('digits').map(({ text }) => text);
    expect(texts.sort()).toEqual('- / 0 1 2 3 4 5 6 7 8 9'.split(' '));
  });
});

describe('layout of a field', () => {
  const createField = (attributes: Readonly<Record<string, string>>): Element =>
    ({ getAttribute: (name: string) => attributes[name] ?? null }) as unknown as Element;

  it.each([
    [{ inputmode: 'numeric', lang: 'en' }, 'bn', 'digits'],
    [{ inputmode: 'tel', lang: 'en' }, 'bn', 'digits'],
    [{ lang: 'bn' }, 'en', 'bangla'],
    [{ lang: 'en' }, 'bn', 'english'],
    [{}, 'bn', 'bangla'],
    [{}, 'en', 'english'],
  ] as const)('with %o on a page in %s is %s', (attributes, page, layout) => {
    expect(layoutOf(createField(attributes), page)).toBe(layout);
  });
});
