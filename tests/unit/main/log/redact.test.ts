import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from '#main/log/redact.ts';
import { toBanglaDigits } from '#shared/text/digits.ts';

const createDigits = (minLength: number, maxLength: number) =>
  fc.string({
    unit: fc.constantFrom(...Array.from('0123456789')),
    minLength,
    maxLength,
  });
const birthYear = fc.integer({ min: 1900, max: 2020 });
const surroundingText = fc.constantFrom(
  'nid',
  'sent',
  'for',
  'রহিম',
  'customer:',
  '(',
  'value=',
  '"',
  'দেখুন',
);

/** Personal values that a pattern can match, in the formats of forms and messages. */
const personalValues: Record<string, fc.Arbitrary<string>> = {
  'a national ID number of 10, 13 or 17 digits': fc.oneof(
    createDigits(10, 10),
    createDigits(13, 13),
    createDigits(17, 17),
  ),
  'a national ID number in Bangla digits': createDigits(10, 17).map(toBanglaDigits),
  'a national ID number in groups': createDigits(10, 10).map(
    (nid) => `${nid.slice(0, 3)} ${nid.slice(3, 6)} ${nid.slice(6)}`,
  ),
  'a mobile number': createDigits(8, 8).map((end) => `013${end}`),
  'a mobile number with its country': createDigits(8, 8).map((end) => `+880-13 ${end}`),
  'a date of birth': fc
    .tuple(
      fc.integer({ min: 1, max: 31 }),
      fc.integer({ min: 1, max: 12 }),
      birthYear,
      fc.constantFrom('/', '-', '.'),
    )
    .map(([day, month, year, separator]) => [day, month, year].join(separator)),
  'a date of birth in words': fc
    .tuple(
      fc.integer({ min: 1, max: 31 }),
      fc.constantFrom('Jan', 'October', 'অক্টোবর', 'মার্চ'),
      birthYear,
    )
    .map(([day, month, year]) => `${day} ${month} ${year}`),
  'a token of hexadecimal digits': fc.string({
    unit: fc.constantFrom(...Array.from('0123456789abcdef')),
    minLength: 32,
    maxLength: 64,
  }),
  'a header with a token': fc
    .string({ unit: fc.constantFrom(...Array.from('ghijkGHIJK')), minLength: 8, maxLength: 40 })
    .map((token) => `Token ${token}`),
  'an address of a picture': fc.webUrl({ withQueryParameters: true }),
  'a mail address': fc.emailAddress({ size: 'small' }),
  'a path on Windows': fc.constantFrom(
    'C:\\Users\\rahim\\card.png',
    'C:\\Users\\Rahim Uddin\\card.png',
    'D:/scan/rahim/card.png',
    '\\\\server\\share\\rahim\\card.png',
  ),
  'a path on Linux': fc.constantFrom(
    '/home/rahim/card.png',
    '~/scans/rahim/card.png',
    '/tmp/rahim/1.png',
  ),
};

/** Returns every run of six characters that contains at least three consecutive letters or digits. */
const excerptsOf = (text: string): string[] => {
  const candidates = Array.from({ length: Math.max(0, text.length - 5) }, (_, index) =>
    text.slice(index, index + 6),
  );
  return candidates.filter((excerpt) => /[\p{L}\p{N}]{3}/u.test(excerpt));
};

describe('redact', () => {
  for (const [name, values] of Object.entries(personalValues)) {
    it(`removes ${name} at any position`, () => {
      fc.assert(
        fc.property(values, surroundingText, surroundingText, (value, before, after) => {
          const text = redact(`${before} ${value} ${after}`);
          expect(excerptsOf(value).filter((excerpt) => text.includes(excerpt))).toEqual([]);
          expect(text.startsWith(before)).toBe(true);
          expect(text.endsWith(after)).toBe(true);
        }),
      );
    });
  }

  it.each([
    'session.signed-in',
    'helper.exited',
    'took 1234 ms, attempt 3 of 4',
    'createStore index.js:10:5',
    'HTTP 503',
    'step 2/4',
  ])('keeps "%s"', (text) => {
    expect(redact(text)).toBe(text);
  });
});
