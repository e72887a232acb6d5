import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasBangla, looksLikeBijoy, isSameText, toWireText } from '#shared/text/normalize.ts';

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
