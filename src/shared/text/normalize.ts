/** Unicode forms of names and addresses: how they are sent, and how they are compared. */

const JOINERS = /[\u200b-\u200d\ufeff]/g;

/**
 * The form in which text is stored and sent: NFC (which writes য় ড় ঢ় as base + U+09BC), one line, single spaces.
 * ZWJ and ZWNJ stay, because they change how a conjunct is drawn.
 */
export const toWireText = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** The form in which two texts are compared: as sent, without joiners. */
export const toComparable = (text: string): string => toWireText(text.replace(JOINERS, ''));

/** Whether two texts say the same to a reader. */
export const sameText = (a: string, b: string): boolean => toComparable(a) === toComparable(b);

/** True when the text holds at least one Bengali code point. */
export const hasBangla = (text: string): boolean => /[\u0980-\u09ff]/.test(text);

/**
 * Text of a field that should be Bangla but has no Bengali code point is probably Bijoy (an ANSI encoding from before
 * Unicode, still common on office PCs) pasted or typed. Digits and punctuation alone do not count.
 */
export const looksLikeBijoy = (text: string): boolean => text.trim() !== '' && !hasBangla(text) && /[^\s\d\p{P}]/u.test(text);
