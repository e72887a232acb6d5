import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBarcodeText } from '#shared/domain/barcode-text.ts';
import { barcodeText } from '../../support/cards/barcode-text.ts';
import { inventPerson } from '../../support/cards/people.ts';

const DOB = { year: 1970, month: 1, day: 1 };

describe('the text of a barcode', () => {
  it('says number, name and date of birth', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const { nidOld, nameEn, birth } = inventPerson(seed);
      expect(parseBarcodeText(barcodeText(inventPerson(seed)))).toEqual({ nid: nidOld, dob: birth, nameEng: nameEn });
    }
  });

  it('is understood in every form that is about', () => {
    const nid = '0012345678901';
    const whole = { nid, dob: DOB, nameEng: 'NAMUNA ALI' };
    const forms = [
      `<pin>${nid}</pin><name>NAMUNA ALI</name><DOB>01 Jan 1970</DOB><FP>x</FP><rnd>7</rnd><ds>302c</ds>`,
      `<DOB>01 Jan 1970</DOB> <ds>302c</ds><NAME>NAMUNA  ALI </NAME><PIN>${nid}</PIN>`,
      `<pin>${nid}</pin><n>NAMUNA+ALI</n><DOB>01+Jan+1970</DOB>`,
      `<pin>${nid}<name>NAMUNA ALI<DOB>Jan 01 1970`,
      `<pin>${nid}</pin><other>?</other><name>NAMUNA ALI</name><DOB>1970-01-01</DOB>`,
      `<pin></pin><pin>${nid}</pin><name>NAMUNA ALI</name><DOB>1 Jan 1970</DOB>\r`,
    ];
    for (const form of forms) expect(parseBarcodeText(form), form).toEqual(whole);
  });

  it('holds numbers of 10, 13 and 17 digits, and no others', () => {
    const nidOf = (pin: string, dob = ''): unknown => parseBarcodeText(`<pin>${pin}</pin><name>NAMUNA ALI</name>${dob}`)?.nid;
    for (const pin of ['0123456789', '0012345678901', '19700012345678901']) expect(nidOf(pin)).toBe(pin);
    for (const pin of ['123123123123', '01234567', '01234567890123456789', '01234x6789']) expect(nidOf(pin)).toBeNull();
  });

  it('with 17 digits that do not begin with its own birth year holds no number', () => {
    const text = (year: number) => `<pin>${year}0012345678901</pin><DOB>01 Jan 1970</DOB>`;
    expect(parseBarcodeText(text(1970))).toEqual({ nid: '19700012345678901', dob: DOB, nameEng: null });
    expect(parseBarcodeText(text(1971))).toEqual({ nid: null, dob: DOB, nameEng: null });
  });

  it('that is no card’s says nothing', () => {
    for (const text of ['', 'https://example.invalid/', '<html><body>', '<pin>12</pin><DOB>31 Feb 1970</DOB><name>123</name>', '5901234123457']) {
      expect(parseBarcodeText(text)).toBeNull();
    }
    expect(parseBarcodeText(`<pin>0123456789</pin>${'x'.repeat(5_000)}`)).toBeNull();
  });
});

describe('any text', () => {
  const tag = fc.constantFrom('pin', 'name', 'n', 'DOB', 'FP', 'ds', 'zz', '/pin', ' pin ');
  const value = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^\d{0,20}$/), fc.constantFrom('01 Jan 1970', '1970-13-01', 'A B'));
  const pieces = fc.array(fc.tuple(tag, value).map(([name, text]) => `<${name}>${text}`)).map((parts) => parts.join(''));
  const spaces = fc.nat(4_000).map((count) => `<${' '.repeat(count)}`);

  it('never throws, and what comes out is valid', () => {
    fc.assert(
      fc.property(fc.oneof(pieces, spaces, fc.string({ maxLength: 5_000 })), (text) => {
        const found = parseBarcodeText(text);
        if (!found) return;
        expect(found.nid ?? '0123456789').toMatch(/^(\d{10}|\d{13}|\d{17})$/);
        expect(found.nameEng ?? 'AB').toMatch(/^[A-Za-z][A-Za-z .,'()/-]{1,99}$/);
        if (found.dob) expect(new Date(Date.UTC(found.dob.year, found.dob.month - 1, found.dob.day)).getUTCDate()).toBe(found.dob.day);
      }),
      { numRuns: 2_000 },
    );
  });
});
