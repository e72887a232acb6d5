/**
 * Both languages, typed. Screens take `useTexts()`; nothing else of the library is used, so that a wrong key is a compile
 * error and the digits of numbers are always those of the interface.
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

/** Changes the language of the page, for screen readers and line heights too. */
export const setPageLocale = (i18n: AppI18n, locale: Locale): void => {
  i18n.global.locale.value = locale;
  document.documentElement.lang = locale;
};

export interface Texts {
  /**
   * A text of the current language. Numbers among the params are written in the interface's digits; `count` also chooses
   * between the forms of a text ("1 digit | {count} digits").
   */
  readonly t: (key: TextKey, params?: TextParams) => string;
  readonly locale: ComputedRef<Locale>;
  readonly format: ComputedRef<Formats>;
  /** The label of the current language of a pair that comes with both (names of the bank, list entries). */
  readonly pick: (pair: { readonly en: string; readonly bn: string }) => string;
}

export const useTexts = (): Texts => {
  const i18n = useI18n({ useScope: 'global' });
  const locale = computed(() => i18n.locale.value as Locale);
  const format = computed(() => createFormats(locale.value));
  const t = (key: TextKey, params: TextParams = {}): string => {
    const shown = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [
        name,
        typeof value === 'number' ? format.value.number(value) : value,
      ]),
    );
    const { count } = params;
    return typeof count === 'number' ? i18n.t(key, shown, { plural: count }) : i18n.t(key, shown);
  };
  return { t, locale, format, pick: (pair) => pair[locale.value] };
};
