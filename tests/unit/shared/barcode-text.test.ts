import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBarcodeText } from '#shared/domain/barcode-text.ts';
import { beginsAsCardCode, readCardCode } from '#shared/domain/card-code.ts';
import { encodeBarcodeText } from '#tests/support/cards/barcode-text.ts';
import { cardCodes } from '#tests/support/cards/card-codes.ts';
import { inventPerson } from '#tests/support/cards/people.ts';

const DOB = { year: 1970, month: 1, day: 1 };

describe('parseBarcodeText', () => {
  it('returns number, name and date of birth', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const { nidOld, nameEn, birth } = inventPerson(seed);
      expect(parseBarcodeText(encodeBarcodeText(inventPerson(seed)))).toEqual({
        nid: nidOld,
        dob: birth,
        nameEng: nameEn,
      });
    }
  });

  it('reads every known form', () => {
    const nid = '0012345678901';
    const parsed = { nid, dob: DOB, nameEng: 'NAMUNA ALI' };
    const texts = [
      `<pin>${nid}</pin><name>NAMUNA ALI</name><DOB>01 Jan 1970</DOB><FP>x</FP><rnd>7</rnd><ds>302c</ds>`,
      `<DOB>01 Jan 1970</DOB> <ds>302c</ds><NAME>NAMUNA  ALI </NAME><PIN>${nid}</PIN>`,
      `<pin>${nid}</pin><n>NAMUNA+ALI</n><DOB>01+Jan+1970</DOB>`,
      `<pin>${nid}<name>NAMUNA ALI<DOB>Jan 01 1970`,
      `<pin>${nid}</pin><other>?</other><name>NAMUNA ALI</name><DOB>1970-01-01</DOB>`,
      `<pin></pin><pin>${nid}</pin><name>NAMUNA ALI</name><DOB>1 Jan 1970</DOB>\r`,
    ];
    for (const text of texts) expect(parseBarcodeText(text), text).toEqual(parsed);
  });

  it('returns numbers of 10, 13 and 17 digits only', () => {
    const parseNid = (pin: string, dob = ''): unknown =>
      parseBarcodeText(`<pin>${pin}</pin><name>NAMUNA ALI</name>${dob}`)?.nid;
    for (const pin of ['0123456789', '0012345678901', '19700012345678901'])
      expect(parseNid(pin)).toBe(pin);
    for (const pin of ['123123123123', '01234567', '01234567890123456789', '01234x6789'])
      expect(parseNid(pin)).toBeNull();
  });

  it('returns no 17-digit number that contradicts the birth year', () => {
    const text = (year: number) => `<pin>${year}0012345678901</pin><DOB>01 Jan 1970</DOB>`;
    expect(parseBarcodeText(text(1970))).toEqual({
      nid: '19700012345678901',
      dob: DOB,
      nameEng: null,
    });
    expect(parseBarcodeText(text(1971))).toEqual({ nid: null, dob: DOB, nameEng: null });
  });

  it('returns null for text that is not of a card', () => {
    for (const text of [
      '',
      'https://example.invalid/',
      '<html><body>',
      '<pin>12</pin><DOB>31 Feb 1970</DOB><name>123</name>',
      '5901234123457',
    ]) {
      expect(parseBarcodeText(text)).toBeNull();
    }
    expect(parseBarcodeText(`<pin>0123456789</pin>${'x'.repeat(5_000)}`)).toBeNull();
  });
});

const TODAY = { year: 2026, month: 11, day: 28 };
const RAFIQ = { dob: { year: 1980, month: 10, day: 1 }, nameEng: 'MD. RAFIQ MIA' };
const OLD_NID = '19800012345678901';

describe('parseBarcodeText with an old card', () => {
  it('returns a 17-digit number with name and date of birth', () => {
    expect(readCardCode(cardCodes.old17, TODAY)).toEqual({
      source: 'barcode',
      text: { nid: OLD_NID, ...RAFIQ },
    });
  });

  it('decodes percent escapes', () => {
    expect(parseBarcodeText(cardCodes.oldEscaped)).toEqual({
      nid: OLD_NID,
      dob: RAFIQ.dob,
      nameEng: "ROBERT D'COSTA (BABU)",
    });
    expect(parseBarcodeText('<pin>0123456789</pin><name>ROBERT D%27COSTA</name>')?.nameEng).toBe(
      "ROBERT D'COSTA",
    );
  });

  it.each([
    'ROBERT+D%27COSTA+%28BABU',
    'ROBERT+D%2',
    'ROBERT%',
    'A%ZZB',
    'ROBERT%2527S',
    'ROBERT+ COSTA',
    'A%E2%80%AEB',
    '%FF%FE',
  ])('decodes all escapes of %s or returns no name', (name) => {
    const result = parseBarcodeText(`<pin>0123456789</pin><name>${name}</name>`);
    expect(result).toEqual({
      nid: '0123456789',
      dob: null,
      nameEng: name === 'ROBERT+D%27COSTA+%28BABU' ? "ROBERT D'COSTA (BABU" : null,
    });
  });

  it('returns null when the beginning is missing', () => {
    expect(readCardCode(cardCodes.oldTail, TODAY)).toBeNull();
    const text = cardCodes.old17;
    for (let start = 1; start < text.length; start++)
      expect(readCardCode(text.slice(start), TODAY), text.slice(start, start + 30)).toBeNull();
  });

  it('returns no value that was cut off', () => {
    const text = cardCodes.old17;
    for (let end = 0; end <= text.length; end++) {
      const result = parseBarcodeText(text.slice(0, end));
      expect([null, OLD_NID]).toContain(result?.nid ?? null);
      expect([null, RAFIQ.nameEng]).toContain(result?.nameEng ?? null);
      expect([null, RAFIQ.dob]).toContainEqual(result?.dob ?? null);
    }
  });

  it('ignores the preamble of a barcode reader', () => {
    for (const preamble of ['\u0002', ']L0', '\u0002]L2', ' '])
      expect(parseBarcodeText(preamble + cardCodes.old17)?.nid).toBe(OLD_NID);
  });
});

describe('parseBarcodeText with a smart card', () => {
  const expected = { nid: '0123456789', oldNid: OLD_NID, ...RAFIQ };
  const fields = [
    'NMMD. RAFIQ MIA',
    'NW0123456789',
    `OL${OLD_NID}`,
    'BR19801001',
    'PENAMUNA',
    'PRNAMUNA',
    'VA20301001',
    'DT20161001',
    'PK1234',
    'SGABCDEF0123456789',
  ];

  it('returns both numbers, name and date of birth', () => {
    expect(readCardCode(cardCodes.smartGs, TODAY)).toEqual({ source: 'barcode', text: expected });
  });

  it('reads fields without separators', () => {
    expect(readCardCode(cardCodes.smartPlain, TODAY)).toEqual({
      source: 'barcode',
      text: expected,
    });
  });

  it.each([
    '\u001d',
    '\u001e',
    '\n',
    '\r\n',
    '\t',
    '|',
    ';',
    '^',
    '~',
    '<GS>',
    '{GS}',
    '^]',
    ', ',
    '/',
  ])('reads the fields in any order with %j between them', (separator) => {
    fc.assert(
      fc.property(fc.shuffledSubarray(fields, { minLength: fields.length }), (shuffled) => {
        const result = parseBarcodeText(shuffled.join(separator));
        expect(result).toMatchObject({
          nid: expected.nid,
          oldNid: expected.oldNid,
          dob: expected.dob,
        });
        // A comma or a slash may be part of an address or a name.
        if (!/[,/]/.test(separator)) expect(result?.nameEng).toBe(expected.nameEng);
        else expect([expected.nameEng, null]).toContain(result?.nameEng);
      }),
    );
  });

  it('returns correct values or none for any order without separators', () => {
    let nameCount = 0;
    fc.assert(
      fc.property(
        fc.shuffledSubarray(fields, { minLength: fields.length }),
        fc.constantFrom('MD. RAFIQ MIA', 'PERVEZ PRAMANIK', 'UNMESH'),
        (shuffled, name) => {
          const result = parseBarcodeText(
            shuffled.map((field) => (field.startsWith('NM') ? `NM${name}` : field)).join(''),
          );
          expect([expected.nid, null]).toContain(result?.nid ?? null);
          expect([expected.oldNid, null]).toContain(result?.oldNid ?? null);
          expect([expected.dob, null]).toContainEqual(result?.dob ?? null);
          expect([name, null]).toContain(result?.nameEng ?? null);
          if (result?.nameEng) nameCount++;
        },
      ),
      { numRuns: 500 },
    );
    expect(nameCount).toBeGreaterThan(100);
  });

  it('returns no ambiguous value', () => {
    expect(parseBarcodeText('NMPERVEZNW0123456789BR19801001')).toEqual({
      nid: '0123456789',
      dob: RAFIQ.dob,
      nameEng: null,
    });
    expect(parseBarcodeText('NW0123456789\u001dNW0123456780\u001dBR19801001')).toBeNull();
  });

  it('returns the old number if there is no other, and none that contradicts the date of birth', () => {
    expect(parseBarcodeText(`NMMD. RAFIQ MIA\u001dOL${OLD_NID}\u001dBR19801001`)).toEqual({
      nid: OLD_NID,
      ...RAFIQ,
    });
    expect(parseBarcodeText(`NW0123456789\u001dOL${OLD_NID}\u001dBR19811001`)).toEqual({
      nid: '0123456789',
      dob: { year: 1981, month: 10, day: 1 },
      nameEng: null,
    });
  });

  it('returns null when the beginning of the first field is missing', () => {
    for (const text of [cardCodes.smartGs, cardCodes.smartPlain]) {
      for (let start = 1; start < text.length; start++) {
        const result = readCardCode(text.slice(start), TODAY);
        // A text that was cut exactly before a field consists of complete fields.
        if (result) expect(text.slice(start)).toMatch(/^(NM|NW|OL|BR|PE|PR|VA|DT|PK|SG)/);
      }
    }
  });

  it('returns null for other text that begins with two capitals', () => {
    for (const text of [
      'NM',
      'NMRAHIM',
      'PRINT 0123456789',
      'SG01234567890123',
      'DT20161001PK1234',
      'NW0123456789',
    ])
      expect(parseBarcodeText(text)).toBeNull();
  });
});

describe('beginsAsCardCode', () => {
  it('recognises a code by its first characters', () => {
    for (const text of [
      cardCodes.old17,
      cardCodes.smartGs,
      '<n>X',
      'NW0123',
      'I<BGD0123',
      ']L0<pin>',
    ])
      expect(beginsAsCardCode(text), text).toBe(true);
    for (const text of [cardCodes.oldTail, 'Namuna Ali', '01300000042', '<b>', 'Nm 5'])
      expect(beginsAsCardCode(text), text).toBe(false);
  });
});

describe('parseBarcodeText with any text', () => {
  const tag = fc.constantFrom('pin', 'pin', 'name', 'n', 'DOB', 'FP', 'ds', 'zz', '/pin', ' pin ');
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^\d{0,20}$/),
    fc.constantFrom('01 Jan 1970', '1970-13-01', 'A B'),
  );
  const pieces = fc
    .array(fc.tuple(tag, value).map(([name, text]) => `<${name}>${text}`))
    .map((parts) => parts.join(''));
  const spaces = fc.nat(4_000).map((count) => `<${' '.repeat(count)}`);

  const smart = fc
    .array(
      fc
        .tuple(fc.constantFrom('NM', 'NW', 'OL', 'BR', 'PE', 'DT', '', '\u001d', '|'), value)
        .map((parts) => parts.join('')),
    )
    .map((parts) => parts.join(''));

  it('never throws and returns only valid values', () => {
    fc.assert(
      fc.property(fc.oneof(pieces, smart, spaces, fc.string({ maxLength: 5_000 })), (text) => {
        const result = parseBarcodeText(text);
        if (!result) return;
        expect(result.nid ?? '0123456789').toMatch(/^(\d{10}|\d{13}|\d{17})$/);
        expect(result.oldNid ?? '0123456789012').toMatch(/^(\d{13}|\d{17})$/);
        expect(result.nameEng ?? 'AB').toMatch(/^[A-Za-z][A-Za-z .,'()/-]{1,99}$/);
        if (result.dob)
          expect(
            new Date(Date.UTC(result.dob.year, result.dob.month - 1, result.dob.day)).getUTCDate(),
          ).toBe(result.dob.day);
      }),
      { numRuns: 2_000 },
    );
  });
});
