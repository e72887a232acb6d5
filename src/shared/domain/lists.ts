/** The lists of choices. The English label is sent to the service; the label in the clerk's language is displayed. */
import { limits } from '#shared/limits.ts';

export interface Choice {
  readonly en: string;
  readonly bn: string;
}

/**
 * Reason why an entry is not allowed in a list. `letters`: the English label has other characters than printable ASCII,
 * or the Bangla label has no Bangla character.
 */
export type ChoiceProblem = 'empty' | 'long' | 'letters' | 'twice';

const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;
const BANGLA = /[\u0980-\u09ff]/;

/** @returns null for a valid entry. Of two entries with the same English label, the later one is invalid. */
export const choiceProblem = (choices: readonly Choice[], index: number): ChoiceProblem | null => {
  const { en, bn } = choices[index] ?? { en: '', bn: '' };
  if (en.trim() === '' || bn.trim() === '') return 'empty';
  if (Math.max(en.length, bn.length) > limits.wireMaxChars.text) return 'long';
  if (!PRINTABLE_ASCII.test(en) || !BANGLA.test(bn)) return 'letters';
  const label = en.trim().toLowerCase();
  const isDuplicate = choices
    .slice(0, index)
    .some((each) => each.en.trim().toLowerCase() === label);
  return isDuplicate ? 'twice' : null;
};

export interface ChoiceLists {
  readonly gender: readonly Choice[];
  readonly profession: readonly Choice[];
  readonly nomineeRelation: readonly Choice[];
}
