import { describe, expect, it } from 'vitest';
import { checkDigit } from '#shared/domain/check-digit.ts';
import { createTd1Lines } from '#tests/support/cards/mrz.ts';
import { drawOcrLine } from '#tests/support/cards/ocr-glyphs.ts';
import { inventPerson, formatIsoDay } from '#tests/support/cards/people.ts';

describe('checkDigit', () => {
  it('returns the check digits of the examples in ICAO 9303', () => {
    expect(checkDigit('D23145890')).toBe('7');
    expect(checkDigit('520727')).toBe('3');
    expect(checkDigit('AB2134<<<')).toBe('5');
    expect(checkDigit('D23145890734')).toBe('9');
  });

  it('rejects characters that an MRZ cannot contain', () => {
    expect(() => checkDigit('মা')).toThrow(RangeError);
  });
});

describe('TD1 lines', () => {
  it('match the specimen of ICAO 9303-5', () => {
    const lines = createTd1Lines({
      documentNumber: 'D23145890',
      birth: '1974-08-12',
      expiry: '2012-04-15',
      sex: 'F',
      name: 'Anna Maria Eriksson',
      state: 'UTO',
    });
    expect(lines).toEqual([
      'I<UTOD231458907<<<<<<<<<<<<<<<',
      '7408122F1204159UTO<<<<<<<<<<<6',
      'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
    ]);
  });

  it('match the ICAO example of a number longer than nine characters', () => {
    const [first, second] = createTd1Lines({
      documentNumber: 'D23145890734',
      birth: '1934-07-12',
      expiry: '1995-07-12',
      sex: 'M',
      name: 'A B',
      state: 'UTO',
    });
    expect(first).toBe('I<UTOD23145890<7349<<<<<<<<<<<');
    expect(second).toBe('3407127M9507122UTO<<<<<<<<<<<2');
  });

  it('encode a ten-digit number as nine digits, a filler, the tenth digit and the check digit', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const person = inventPerson(seed);
      const identity = {
        documentNumber: person.nidSmart,
        birth: formatIsoDay(person.birth),
        expiry: formatIsoDay(person.expires),
      };
      const lines = createTd1Lines({ ...identity, sex: 'M', name: person.nameEn, state: 'BGD' });
      expect(lines.map((line) => line.length)).toEqual([30, 30, 30]);
      const nid = person.nidSmart;
      expect(lines[0].slice(0, 17)).toBe(
        `I<BGD${nid.slice(0, 9)}<${nid.slice(9)}${checkDigit(nid)}`,
      );
    }
  });

  it('have a glyph for every permitted character', () => {
    expect(drawOcrLine('ABCDEFGHIJKLMNOPQRSTUVWXYZ<', 0, 0).match(/<path /g)).toHaveLength(27);
    expect(drawOcrLine('0123456789', 0, 0).match(/<path /g)).toHaveLength(10);
    expect(() => drawOcrLine('a', 0, 0)).toThrow(RangeError);
  });
});
