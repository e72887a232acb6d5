/**
 * Typed access to the texts of both languages. Screens use `useTexts()` only, so that invalid keys are compile errors
 * and numbers always have the digits of the interface's language.
 */
import { computed, type ComputedRef } from 'vue';
import { createI18n, useI18n } from 'vue-i18n';
import { bn } from './bn/index.ts';
import { en } from './en/index.ts';
import { createFormats, type Formats } from './format.ts';
import type { PathsOf } from './texts.ts';

export type Locale = 'en' | 'bn';
export type TextKey = PathsOf<typeof en>;
export type TextParams = Readonly<Record<string, string | number>>;

export type AppI18n = ReturnType<typeof createAppI18n>;

export const createAppI18n = (locale: Locale) =>
  createI18n({
    legacy: false,
    locale,
    fallbackLocale: false,
    missingWarn: true,
    messages: { en, bn },
  });

/** Changes the language of the page, including the `lang` attribute for screen readers and line heights. */
export const setPageLocale = (i18n: AppI18n, locale: Locale): void => {
  i18n.global.locale.value = locale;
  document.documentElement.lang = locale;
};

export interface Texts {
  /** A text in a given language, for content that the customer reads. */
  readonly tIn: (locale: Locale, key: TextKey) => string;
  /**
   * A text in the current language. Numbers in the params are formatted in the interface's digits; `count` also selects
   * the plural form ("1 digit | {count} digits").
   */
  readonly t: (key: TextKey, params?: TextParams) => string;
  readonly locale: ComputedRef<Locale>;
  readonly format: ComputedRef<Formats>;
  /** A text in both languages, for bilingual papers. */
  readonly inBothLocales: (
    key: TextKey,
    params?: TextParams,
  ) => { readonly en: string; readonly bn: string };
  /** Selects the current language of a bilingual value (names of the bank, choices). */
  readonly pick: (pair: { readonly en: string; readonly bn: string }) => string;
}

export const useTexts = (): Texts => {
  const i18n = useI18n({ useScope: 'global' });
  const locale = computed(() => i18n.locale.value as Locale);
  const format = computed(() => createFormats(locale.value));
  const t = (key: TextKey, params: TextParams = {}): string => {
    const formattedParams = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        typeof value === 'number' ? format.value.number(value) : value,
      ]),
    );
    const { count } = params;
    return typeof count === 'number'
      ? i18n.t(key, formattedParams, { plural: count })
      : i18n.t(key, formattedParams);
  };
  const both: Texts['inBothLocales'] = (key, params = {}) => ({
    en: i18n.t(key, params, { locale: 'en' }),
    bn: i18n.t(key, params, { locale: 'bn' }),
  });
  const tIn: Texts['tIn'] = (textLocale, key) => both(key)[textLocale];
  return { t, tIn, inBothLocales: both, locale, format, pick: (pair) => pair[locale.value] };
};
