import { describe, expect, it } from 'vitest';
import { bn } from '#renderer/i18n/bn/index.ts';
import { en } from '#renderer/i18n/en/index.ts';
import { slipLabels, slipOutcomeTexts } from '#renderer/features/registration/slip/slip-texts.ts';
import { createAppI18n } from '#renderer/i18n/index.ts';
import { errorCodes } from '#shared/error-codes.ts';
import { registrationStates } from '#shared/domain/registration.ts';

const flattenTexts = (texts: object, path = ''): [string, string][] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[path + key, value]]
      : flattenTexts(value as object, `${path}${key}.`),
  );

const english = new Map(flattenTexts(en));
const bangla = new Map(flattenTexts(bn));
const listPlaceholders = (text: string): string[] =>
  [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

describe('texts of both languages', () => {
  it('have the same keys', () => {
    expect([...bangla.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('use the same placeholders', () => {
    const differing = [...english].filter(
      ([key, text]) =>
        String(listPlaceholders(text)) !== String(listPlaceholders(bangla.get(key) ?? '')),
    );
    expect(differing).toEqual([]);
  });

  it('contain one text for every state of a registration', () => {
    expect(Object.keys(en.states).sort()).toEqual([...registrationStates].sort());
  });

  it('have a different text for every state of a registration', () => {
    for (const { states } of [en, bn]) {
      const texts = registrationStates.map((state) => states[state]);
      expect(new Set(texts).size).toBe(texts.length);
    }
  });

  it('use one spelling for each Bangla word', () => {
    const rejectedSpellings = ['এখনো', 'জিজ্ঞেস', 'ভাণ্ডার', 'অপেক্ষমাণ', 'কোণ'];
    const slipTexts = flattenTexts({ slipLabels, slipOutcomes: slipOutcomeTexts });
    const found = [...bangla, ...slipTexts].filter(([, text]) =>
      rejectedSpellings.some((spelling) =>
        text.normalize('NFC').includes(spelling.normalize('NFC')),
      ),
    );
    expect(found).toEqual([]);
  });

  it.each(['en', 'bn'] as const)('compile without errors in %s', (locale) => {
    const i18n = createAppI18n(locale);
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
      const translated = i18n.global.t(key, params as Record<string, string>);
      expect(translated, key).not.toBe('');
      expect(translated, key).not.toBe(key);
      expect(translated, key).not.toMatch(/[{}]/);
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
    const textsWithPlease = [...english].filter(
      ([key, text]) => /\bplease\b/i.test(text) && !key.startsWith('registration.'),
    );
    expect(textsWithPlease).toEqual([]);
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
