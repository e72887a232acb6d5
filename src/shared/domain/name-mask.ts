/** Shortened forms of a person's name: dots for lists and screens, initials for printed papers. */

const graphemes = new Intl.Segmenter('bn', { granularity: 'grapheme' });

/** Splits a word into grapheme clusters: letters with their vowel signs and conjuncts. */
const clustersOf = (word: string): string[] =>
  Array.from(graphemes.segment(word), (part) => part.segment);

const wordsOf = (name: string): string[] => name.trim().split(/\s+/u).filter(Boolean);

const MAX_DOTS = 6;
const dotsFor = (count: number): string => '•'.repeat(Math.min(count, MAX_DOTS));

/** Masks a name as `N•••• E•••••• B••••`: the first grapheme cluster of each word remains. */
export const maskName = (name: string): string =>
  wordsOf(name)
    .map((word) => {
      const [first = '', ...hiddenClusters] = clustersOf(word);
      return first + dotsFor(hiddenClusters.length);
    })
    .join(' ');

/** A word that is already abbreviated ("M.", "মো.") is not changed. */
const initialOf = (word: string): string =>
  word.endsWith('.') ? word : `${clustersOf(word)[0] ?? ''}.`;

/**
 * Abbreviates a name as `Nomuna U. Begum`, `নমুনা উ. বেগম`: first and last word complete, the others as initials, so
 * that the person recognises the name. Of a name with one word, the first half remains.
 */
export const abbreviateName = (name: string): string => {
  const words = wordsOf(name);
  const [word = ''] = words;
  if (words.length === 1) {
    const clusters = clustersOf(word);
    const visibleCount = Math.ceil(clusters.length / 2);
    return clusters.slice(0, visibleCount).join('') + dotsFor(clusters.length - visibleCount);
  }
  return words
    .map((each, index) => (index === 0 || index === words.length - 1 ? each : initialOf(each)))
    .join(' ');
};
