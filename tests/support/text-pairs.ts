/** Texts of the app by key in both languages, for tests of printed papers. */
import { bn } from '#renderer/i18n/bn/index.ts';
import { en } from '#renderer/i18n/en/index.ts';
import type { TextKey } from '#renderer/i18n/index.ts';

const textAt = (texts: object, key: string): string => {
  const text = key
    .split('.')
    .reduce<unknown>((section, name) => (section as Record<string, unknown>)[name], texts);
  if (typeof text !== 'string') throw new Error(`no text ${key}`);
  return text;
};

export const textPair = (key: TextKey): { readonly en: string; readonly bn: string } => ({
  en: textAt(en, key),
  bn: textAt(bn, key),
});
