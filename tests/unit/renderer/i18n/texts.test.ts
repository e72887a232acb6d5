import { describe, expect, it } from 'vitest';
import { bn } from '#renderer/i18n/bn/index.ts';
import { diagnostics as bnDiagnostics } from '#renderer/i18n/bn/diagnostics.ts';
import { keys as bnKeys } from '#renderer/i18n/bn/keys.ts';
import { verification as bnVerification } from '#renderer/i18n/bn/verification.ts';
import { en } from '#renderer/i18n/en/index.ts';
import { diagnostics as enDiagnostics } from '#renderer/i18n/en/diagnostics.ts';
import { keys as enKeys } from '#renderer/i18n/en/keys.ts';
import { verification as enVerification } from '#renderer/i18n/en/verification.ts';
import { slipLabels, slipOutcomeTexts } from '#renderer/features/registration/slip/slip-texts.ts';
import { createAppI18n } from '#renderer/i18n/index.ts';
import { errorCodes } from '#shared/error-codes.ts';
import { registrationStates } from '#shared/domain/registration.ts';

const flat = (texts: object, path = ''): [string, string][] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value]] : flat(value as object, `${path}${key}.`),
  );

/** Texts that are loaded with their screens. */
const lazyTexts = {
  en: { diagnostics: enDiagnostics, keys: enKeys, verification: enVerification },
  bn: { diagnostics: bnDiagnostics, keys: bnKeys, verification: bnVerification },
};
const english = new Map(flat({ ...en, ...lazyTexts.en }));
const bangla = new Map(flat({ ...bn, ...lazyTexts.bn }));
const placeholders = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

describe('texts of both languages', () => {
  it('have the same keys', () => {
    expect([...bangla.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('use the same placeholders', () => {
    const unequal = [...english].filter(
      ([key, text]) => String(placeholders(text)) !== String(placeholders(bangla.get(key) ?? '')),
    );
    expect(unequal).toEqual([]);
  });

  it('have a different text for every state of a registration', () => {
    for (const { states } of [en, bn]) {
      const texts = registrationStates.map((state) => states[state]);
      expect(new Set(texts).size).toBe(texts.length);
    }
  });

  it('use one spelling for each Bangla word', () => {
    const others = ['এখনো', 'জিজ্ঞেস', 'ভাণ্ডার', 'অপেক্ষমাণ', 'কোণ'];
    const papers = flat({ slipLabels, slipOutcomes: slipOutcomeTexts });
    const found = [...bangla, ...papers].filter(([, text]) =>
      others.some((other) => text.normalize('NFC').includes(other.normalize('NFC'))),
    );
    expect(found).toEqual([]);
  });

  it.each(['en', 'bn'] as const)('compile without errors in %s', (locale) => {
    const i18n = createAppI18n(locale);
    // Some texts are loaded lazyTexts, by the screen that needs them.
    i18n.global.mergeLocaleMessage(locale, lazyTexts[locale]);
    const params = new Proxy(
      {},
      {
        get: () => 'x',
        has: () => true,
        ownKeys: () => [],
        getOwnPropertyDescriptor: () => undefined,
      },
    );
    for (const [key, text] of locale === 'en' ? english : bangla) {
      const shown = i18n.global.t(key, params as Record<string, string>);
      expect(shown, key).not.toBe('');
      expect(shown, key).not.toBe(key);
      expect(shown, key).not.toMatch(/[{}]/);
      expect(text.trim(), key).toBe(text);
    }
  });

  it('contain no exclamation marks and no "error"', () => {
    for (const text of [...english.values(), ...bangla.values()])
      expect(text).not.toMatch(/!|\berror\b/i);
  });

  it('contain no identifiers of the code', () => {
    const identifier = /\b(?!eKYC\b)[A-Za-z]+[a-z][A-Z][A-Za-z]*\b/;
    const withoutPlaceholders = (text: string): string => text.replaceAll(/\{\w+\}/g, '');
    const found = [...english, ...bangla].filter(([, text]) =>
      identifier.test(withoutPlaceholders(text)),
    );
    expect(found).toEqual([]);
  });

  it('say "please" only in texts for the customer', () => {
    const polite = [...english].filter(
      ([key, text]) => /\bplease\b/i.test(text) && !key.startsWith('registration.'),
    );
    expect(polite).toEqual([]);
  });

  it('write Bangla in one Unicode normalisation form', () => {
    for (const [key, text] of bangla)
      expect(text.normalize('NFC').normalize('NFD'), key).toBe(text.normalize('NFD'));
  });
});

describe('texts of failures', () => {
  it.each(errorCodes)('%s has a cause and a remedy in both languages, as sentences', (code) => {
    for (const [texts, end] of [
      [en.errors, /[.:]$/],
      [bn.errors, /[।]$/],
    ] as const) {
      const { cause, remedy } = texts[code];
      expect(cause).toMatch(end);
      expect(remedy).toMatch(end);
    }
  });

  it('contain no text for a code that does not exist', () => {
    expect(Object.keys(en.errors).sort()).toEqual([...errorCodes].sort());
  });
});

it('the texts contain one for every state of a registration', () => {
  expect(Object.keys(en.states).sort()).toEqual([...registrationStates].sort());
});
