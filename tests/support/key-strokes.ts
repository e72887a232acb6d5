/** Key strokes on the on-screen keyboard that type a given text. */
import {
  digitRows,
  letterLayouts,
  type CharacterKey,
  type LayoutName,
} from '#renderer/features/on-screen-keyboard/layouts.ts';

export interface KeyStroke {
  readonly shift: boolean;
  readonly altGr: boolean;
  /** `data-code` of the key; `space` for the space bar. */
  readonly code: string;
  readonly text: string;
}

const strokesOf = (keys: readonly CharacterKey[]): KeyStroke[] =>
  keys.flatMap(({ code, levels }) =>
    levels.flatMap((text, level) =>
      text === '' ? [] : [{ code, text, shift: level % 2 === 1, altGr: level >= 2 }],
    ),
  );

/** Every stroke of a layout; the longest text first, because one key may type several characters. */
export const allStrokes = (layout: LayoutName): KeyStroke[] =>
  [
    ...strokesOf((layout === 'digits' ? digitRows : letterLayouts[layout]).flat()),
    ...(layout === 'digits' ? [] : [{ code: 'space', text: ' ', shift: false, altGr: false }]),
  ].sort((a, b) => b.text.length - a.text.length);

/** The strokes that type the text in NFC. Throws when the layout lacks a character. */
export const strokesFor = (layout: LayoutName, text: string): KeyStroke[] => {
  const strokes = allStrokes(layout);
  const typed: KeyStroke[] = [];
  let remaining = text.normalize('NFC');
  while (remaining !== '') {
    const next = strokes.find((stroke) => remaining.startsWith(stroke.text));
    if (!next) throw new Error(`the ${layout} layout cannot type ${JSON.stringify(remaining[0])}`);
    typed.push(next);
    remaining = remaining.slice(next.text.length);
  }
  return typed;
};
