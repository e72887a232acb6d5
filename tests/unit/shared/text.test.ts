import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markDifferences } from '#shared/text/differences.ts';
import { toAsciiDigits, toBanglaDigits } from '#shared/text/digits.ts';
import { hasBangla, looksLikeBijoy, isSameText, toWireText } from '#shared/text/normalize.ts';

describe('digits', () => {
  it('are converted between Bangla and ASCII', () => {
    expect(toAsciiDigits('০১২৩৪৫৬৭৮৯ ক 12')).toBe('0123456789 ক 12');
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9]*$/),
        (text) => toAsciiDigits(toBanglaDigits(text)) === text,
      ),
    );
  });
});

describe('toWireText', () => {
  it('writes য় ড় ঢ় as base and nukta', () => {
    expect(toWireText('\u09df\u09dc\u09dd')).toBe('\u09af\u09bc\u09a1\u09bc\u09a2\u09bc');
  });

  it('returns one line with single spaces and keeps joiners', () => {
    expect(toWireText('  র\u200d্য \n\t ক  ')).toBe('র\u200d্য ক');
  });

  it('never corrects a name', () => {
    for (const name of ['মো. উদাহরণ', 'মোঃ উদাহরণ', 'মো: উদাহরণ', 'উদাহরণ'])
      expect(toWireText(name)).toBe(name.normalize('NFC'));
  });

  it('removes characters that only change the display of others', () => {
    expect(toWireText('RAFIQ \u202eAIM\u202c')).toBe('RAFIQ AIM');
    expect(toWireText('\u2067নমুনা\u2069 \u200e\u200fআলী\u061c\u00ad\u0007')).toBe('নমুনা আলী');
    expect(isSameText('NAMUNA \u202eALI', 'NAMUNA ALI')).toBe(true);
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => !/[\p{Bidi_Control}]/u.test(toWireText(text)),
      ),
    );
  });

  it('is compared without joiners and extra spaces', () => {
    expect(isSameText('র\u200d্য  ক', 'র্য ক')).toBe(true);
    expect(isSameText('মো. ক', 'মোঃ ক')).toBe(false);
  });
});

describe('looksLikeBijoy', () => {
  it.each(['Avgvi bvg', '†gvt', '†gvt Avãyj iwng', 'ingvb', 'KwiY', 'RvKvi'])(
    'returns true for "%s"',
    (text) => {
      expect(looksLikeBijoy(text)).toBe(true);
    },
  );
  it.each([
    '',
    '  ',
    'নমুনা',
    'নমুনা ABC',
    '১২৩',
    '123',
    '- . ,',
    'Rahim',
    'MD. RAHIM',
    'Md. Abdur Rahman',
    'Mst. Sk. Devnath',
    'McDonald',
    'AbdulKarim',
    'D’COSTA',
    'Chowdhury',
    'Rajeev',
    'Nguyen',
  ])('returns false for "%s"', (text) => {
    expect(looksLikeBijoy(text)).toBe(false);
  });
  it('recognises Bangla by its code points', () => {
    expect(hasBangla('abc ক')).toBe(true);
    expect(hasBangla('abc')).toBe(false);
  });
});

describe('markDifferences', () => {
  const differing = (runs: readonly { text: string; differs: boolean }[]): string[] =>
    runs.filter((run) => run.differs).map((run) => run.text);

  it('marks whole grapheme clusters', () => {
    const { a, b } = markDifferences('মোঃ উদাহরণ', 'মো. উদাহরণ');
    expect(differing(a)).toEqual(['মোঃ']);
    expect(differing(b)).toEqual(['মো.']);
  });

  it('marks nothing in equal texts', () => {
    expect(differing(markDifferences('NAMUNA', 'NAMUNA').a)).toEqual([]);
  });

  it('returns the whole texts, with the same common runs on both sides', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        (left, right) => {
          const { a, b } = markDifferences(left, right);
          const common = (runs: readonly { text: string; differs: boolean }[]): string =>
            runs
              .filter((run) => !run.differs)
              .map((run) => run.text)
              .join('');
          return (
            a.map((run) => run.text).join('') === left &&
            b.map((run) => run.text).join('') === right &&
            common(a) === common(b)
          );
        },
      ),
    );
  });
});
