/** Unicode normalisation of names and addresses, for sending and for comparison. */

const JOINERS = /[\u200b-\u200d\ufeff]/g;

/**
 * Controls that change how other characters are drawn or are not drawn at all: C0 and C1 except white space, marks,
 * embeddings, overrides and isolates of the bidirectional algorithm (UAX #9), the soft hyphen and tag characters. One
 * U+202E draws a whole name reversed. Joiners are no controls: they are part of Bangla writing.
 */
const CONTROLS =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** The text without characters that only change how others are drawn. */
export const withoutControls = (text: string): string => text.replace(CONTROLS, '');

/**
 * The form in which text is stored and sent: NFC (which writes য় ড় ঢ় as base + U+09BC), one line, single spaces, no
 * controls. ZWJ and ZWNJ stay, because they change how a conjunct is drawn.
 */
export const toWireText = (text: string): string =>
  withoutControls(text).normalize('NFC').replace(/\s+/gu, ' ').trim();

/** The form in which two texts are compared: as sent, without joiners. */
export const toComparable = (text: string): string => toWireText(text.replace(JOINERS, ''));

/** Whether two texts differ at most in notation. */
export const sameText = (a: string, b: string): boolean => toComparable(a) === toComparable(b);

/** True when the text holds at least one Bengali code point. */
export const hasBangla = (text: string): boolean => /[\u0980-\u09ff]/.test(text);

/** True when the text holds at least one Latin letter. */
export const hasLatin = (text: string): boolean => /\p{Script=Latin}/u.test(text);

/** Characters that Bijoy uses for Bangla glyphs and that do not occur in names in Latin letters. */
const BIJOY_SIGNS =
  /[\u00a1-\u00ff\u0152\u0153\u0160\u0161\u0178\u0192\u02c6\u02dc\u201a\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122{}|~^\\]/u;
/** Titles and the like that are written without a vowel. */
const ABBREVIATIONS = /^(md|mst|mrs|mr|ms|dr|smt|sk|skh|st|sr|jr|ltd|bd|ph|d)$/i;

/** Bijoy's `v` is the vowel sign া: it stands between consonants, and capitals are other letters than small ones. */
const isBijoyWord = (word: string): boolean => {
  if (ABBREVIATIONS.test(word)) return false;
  if (word === word.toUpperCase()) return false;
  // AbdulKarim, McDonald: words that were joined.
  const joined = word.match(/[A-Z][a-z]+/g) ?? [];
  if (/[a-z][A-Z]/.test(word))
    return (
      joined.join('') !== word || joined.some((part) => part !== 'Mc' && !/[aeiouy]/i.test(part))
    );
  return (word.length > 2 && !/[aeiouy]/i.test(word)) || /[^aeiouyw]v[^aeiouyw]/i.test(word);
};

/**
 * Whether text in a field that should be Bangla is probably Bijoy (an ANSI encoding from before Unicode, still common on
 * office PCs) pasted or typed. A name that merely is in Latin letters is not.
 */
export const looksLikeBijoy = (text: string): boolean => {
  if (hasBangla(text) || !hasLatin(text)) return false;
  return BIJOY_SIGNS.test(text) || (text.match(/[A-Za-z]+/g) ?? []).some(isBijoyWord);
};
