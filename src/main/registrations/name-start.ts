/** Finding a person by the little that a masked name keeps: the first letter of each word. */

const clusters = new Intl.Segmenter('bn', { granularity: 'grapheme' });
const first = (word: string): string => {
  for (const { segment } of clusters.segment(word)) return segment.normalize('NFC').toLocaleLowerCase('en');
  return '';
};
const words = (text: string): string[] => text.trim().split(/\s+/u).filter(Boolean);

/**
 * Whether a typed name could be the start of the one behind a mask: `n`, `nowsh ara` and `N A B` fit `N•••••• A•• B••••`.
 */
export const isNameStart = (typed: string, masked: string): boolean => {
  const wanted = words(typed);
  const shown = words(masked);
  if (wanted.length === 0 || wanted.length > shown.length) return false;
  return wanted.every((word, at) => first(word) === first(shown[at] ?? ''));
};
