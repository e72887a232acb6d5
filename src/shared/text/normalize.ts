/** Unicode normalisation of names and addresses, for sending and for comparison. */

const JOINERS = /[\u200b-\u200d\ufeff]/g;

/**
 * Control characters that are invisible or change the rendering of others: C0 and C1 except white space, the marks,
 * embeddings, overrides and isolates of the bidirectional algorithm (UAX #9), the soft hyphen and tag characters. A
 * single U+202E reverses a whole name. Joiners are excluded, because Bangla writing uses them.
 */
const CONTROLS =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** Removes control characters. */
export const withoutControls = (text: string): string => text.replace(CONTROLS, '');

/**
 * The form in which text is stored and sent: NFC (which encodes য় ড় ঢ় as base + U+09BC), one line, single spaces, no
 * control characters. ZWJ and ZWNJ are preserved, because they change the rendering of a conjunct.
 */
export const toWireText = (text: string): string =>
  withoutControls(text).normalize('NFC').replace(/\s+/gu, ' ').trim();

/** The form in which texts are compared: the wire form without joiners. */
export const toComparable = (text: string): string => toWireText(text.replace(JOINERS, ''));

/** Whether two texts are equal in their comparable form. */
export const isSameText = (a: string, b: string): boolean => toComparable(a) === toComparable(b);

export const hasBangla = (text: string): boolean => /[\u0980-\u09ff]/.test(text);

export const hasLatin = (text: string): boolean => /\p{Script=Latin}/u.test(text);

/** Characters that Bijoy uses for Bangla glyphs and that do not occur in Latin names. */
const BIJOY_SIGNS =
  /[\u00a1-\u00ff\u0152\u0153\u0160\u0161\u0178\u0192\u02c6\u02dc\u201a\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122{}|~^\\]/u;
/** Titles and abbreviations without vowels. */
const ABBREVIATIONS = /^(md|mst|mrs|mr|ms|dr|smt|sk|skh|st|sr|jr|ltd|bd|ph|d)$/i;

/**
 * Whether a word of Latin letters is probably Bijoy, where `v` is the vowel sign া between consonants, and capital and
 * small letters are different characters.
 */
const isBijoyWord = (word: string): boolean => {
  if (ABBREVIATIONS.test(word)) return false;
  if (word === word.toUpperCase()) return false;
  // Joined words such as AbdulKarim and McDonald are not Bijoy.
  const capitalisedParts = word.match(/[A-Z][a-z]+/g) ?? [];
  if (/[a-z][A-Z]/.test(word))
    return (
      capitalisedParts.join('') !== word ||
      capitalisedParts.some((part) => part !== 'Mc' && !/[aeiouy]/i.test(part))
    );
  return (word.length > 2 && !/[aeiouy]/i.test(word)) || /[^aeiouyw]v[^aeiouyw]/i.test(word);
};

/**
 * Whether text in a Bangla field is probably Bijoy, an ANSI encoding from before Unicode that is still common on office
 * PCs. Plain Latin names are not.
 */
export const looksLikeBijoy = (text: string): boolean => {
  if (hasBangla(text) || !hasLatin(text)) return false;
  return BIJOY_SIGNS.test(text) || (text.match(/[A-Za-z]+/g) ?? []).some(isBijoyWord);
};
