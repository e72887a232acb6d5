/** Provides the app's texts of each language by their dotted key. */
import { bn } from '#renderer/i18n/bn/index.ts';
import { en } from '#renderer/i18n/en/index.ts';

export type Language = 'en' | 'bn';

const flatten = (texts: object, prefix: string): [string, string][] =>
  Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string'
      ? [[prefix + key, value] as [string, string]]
      : flatten(value as object, `${prefix}${key}.`),
  );

/** Texts by key (`home.heading` → `Counter`), in the order of the text files. */
export const flatTexts: Readonly<Record<Language, ReadonlyMap<string, string>>> = {
  en: new Map(flatten(en, '')),
  bn: new Map(flatten(bn, '')),
};

/** @throws for a key that has no text. */
export const textAt = (language: Language, key: string): string => {
  const text = flatTexts[language].get(key);
  if (text === undefined) throw new Error(`no text ${key} in ${language}`);
  return text;
};

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
