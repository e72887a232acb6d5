import { describe, expect, it } from 'vitest';
import { consentHash, isCurrentConsent } from '#main/record/consent.ts';

const current = {
  consent: { version: '2', en: '{bank} may. {bank} will.', bn: '{bank} পারে।' },
  location: { bank: { en: 'Example Bank', bn: 'উদাহরণ ব্যাংক' } },
};

describe('consentHash', () => {
  it('returns the SHA-256 of the UTF-8 text with the name of the bank inserted', () => {
    // printf 'Example Bank may. Example Bank will.' | sha256sum
    expect(consentHash(current, 'en')).toBe(
      'a760882d4f266aed8bae0b2e8a1182577f6d11c2730e68d5628a4909f30fe6af',
    );
    expect(consentHash(current, 'bn')).toBe(
      '7b4f0cf06327eddbda40e7da3b5b808c1aa8d641047c7d91e1dac3770c1dd893',
    );
  });
});

describe('isCurrentConsent', () => {
  const recordedConsent = {
    textVersion: '2',
    textHash: consentHash(current, 'en'),
    locale: 'en' as const,
  };

  it('accepts the current text in the recorded language', () => {
    expect(isCurrentConsent(recordedConsent, current)).toBe(true);
  });

  it.each([
    ['another version', { textVersion: '1' }],
    ['another language', { locale: 'bn' as const }],
    ['another text', { textHash: consentHash(current, 'bn') }],
    ['a text that was not recorded', { textHash: null }],
  ])('refuses %s', (_, overrides) => {
    expect(isCurrentConsent({ ...recordedConsent, ...overrides }, current)).toBe(false);
  });

  it('refuses a text that named another bank', () => {
    const renamed = { ...current, location: { bank: { en: 'Other Bank', bn: 'অন্য ব্যাংক' } } };
    expect(isCurrentConsent(recordedConsent, renamed)).toBe(false);
  });
});
