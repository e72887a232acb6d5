import { describe, expect, it } from 'vitest';
import { agreementOf } from '#shared/domain/agreement.ts';
import { displayText, normalizedText, storedText, wireText } from '#shared/domain/field-text.ts';
import { readField } from '#tests/unit/renderer/features/registration/registration-view.ts';

describe('field text', () => {
  it('shows dates as on the card and numbers in groups', () => {
    expect(displayText('dob', '1/10/1980')).toBe('01 Oct 1980');
    expect(displayText('dob', '1980-10')).toBe('1980-10');
    expect(displayText('nid_no', '0123456789')).toBe('012 345 6789');
    expect(displayText('nid_no', '0123456789012')).toBe('0123456789012');
    expect(displayText('mobile_number', '01300001234')).toBe('01300-001234');
  });

  it('stores an edited date in the received pattern and keeps the reading for the same day', () => {
    expect(storedText('dob', '02/10/1980', '1980-10-01')).toBe('1980-10-02');
    expect(storedText('dob', '১ অক্টোবর ১৯৮০', '01/10/1980')).toBe('01/10/1980');
    expect(storedText('dob', '01021980', '')).toBe('1/2/1980');
    expect(storedText('dob', '31/2/', '')).toBe('31/2/');
  });

  it('accepts Bangla digits and keeps an equal reading', () => {
    expect(storedText('nid_no', '০১২ ৩৪৫ ৬৭৮৯', '')).toBe('0123456789');
    expect(storedText('nid_no', '012 345 6789', '012 345 6789')).toBe('012 345 6789');
    expect(storedText('mobile_number', '+880 1300-001234', '')).toBe('01300001234');
    expect(storedText('mobile_number', 'none', '')).toBe('none');
  });

  it('normalises names only after typing', () => {
    const textWithSpaces = 'নমুনা\u0020\u0020আলী ';
    expect(storedText('father_name', textWithSpaces, '')).toBe(textWithSpaces);
    expect(normalizedText('father_name', textWithSpaces)).toBe('নমুনা আলী');
    expect(normalizedText('mother_name', 'বড\u09bc')).toBe('বড\u09bc');
    expect(normalizedText('mother_name', 'ব\u09dc')).toBe('ব\u09a1\u09bc');
  });
});

describe('wireText', () => {
  it('returns the service’s reading when the value is equivalent, and an edit in its pattern', () => {
    expect(wireText('dob', '07/03/1992', '07/03/1992')).toBe('07/03/1992');
    expect(wireText('dob', '7/3/1992', '07/03/1992')).toBe('07/03/1992');
    expect(wireText('dob', '8/3/1992', '1992-03-07')).toBe('1992-03-08');
    expect(wireText('dob', ' no date', ' no date')).toBe(' no date');
    expect(wireText('nid_no', '012 345 6789', '012 345 6789')).toBe('012 345 6789');
    expect(wireText('nid_no', '012 345 6789', '')).toBe('0123456789');
  });

  it('stores the digits of a mobile number, and sends them and text in its normal form', () => {
    expect(storedText('mobile_number', '+880 1300-001234', '')).toBe('01300001234');
    expect(wireText('mobile_number', '01300001234', '')).toBe('01300001234');
    expect(wireText('nominee', ' নমুনা  আলী', '')).toBe('নমুনা আলী');
  });
});

describe('agreementOf', () => {
  it('shows one source, two that agree, and two that differ', () => {
    expect(agreementOf('nid_no', readField('0123456789'), '0123456789', false)).toEqual({
      kind: 'one',
      source: 'service',
    });
    const both = {
      ...readField('3/3/1975'),
      readings: { service: '3/3/1975', mrz: '03 Mar 1975' },
    };
    expect(agreementOf('dob', both, '3/3/1975', false)).toEqual({
      kind: 'same',
      a: 'service',
      b: 'mrz',
    });
    const differing = { ...both, readings: { service: '3/3/1975', mrz: '08 Mar 1975' } };
    expect(agreementOf('dob', differing, '3/3/1975', false)).toEqual({
      kind: 'differ',
      a: 'service',
      b: 'mrz',
    });
    expect(agreementOf('dob', differing, '8/3/1975', true)).toEqual({ kind: 'one', source: 'mrz' });
  });

  it('treats NIDs with and without birth year, and names in any case, as equal', () => {
    const nid = {
      ...readField('0012345678901'),
      readings: { service: '0012345678901', barcode: '19750012345678901' },
    };
    expect(agreementOf('nid_no', nid, '0012345678901', false)).toEqual({
      kind: 'same',
      a: 'service',
      b: 'barcode',
    });
    const differentNumber = { ...nid, readings: { service: '012 345 6789', mrz: '0123456780' } };
    expect(agreementOf('nid_no', differentNumber, '0123456789', false)).toEqual({
      kind: 'differ',
      a: 'service',
      b: 'mrz',
    });
    const name = {
      ...readField('Md. Namuna  Ali'),
      readings: { service: 'Md. Namuna  Ali', barcode: 'MD NAMUNA ALI', mrz: 'MD NAMUNA ALI' },
    };
    expect(agreementOf('applicant_name_eng', name, 'Md. Namuna  Ali', false)).toEqual({
      kind: 'same',
      a: 'service',
      b: 'barcode',
    });
    const longName = 'UDAHORON ONUSHILON DRISHTANTO PRAMANIK';
    const truncated = {
      ...readField(longName),
      readings: { service: longName, mrz: 'UDAHORON ONUSHILON D PRAMANIK' },
    };
    expect(agreementOf('applicant_name_eng', truncated, longName, false)).toEqual({
      kind: 'same',
      a: 'service',
      b: 'mrz',
    });
    const wrongInitial = {
      ...truncated,
      readings: { service: longName, mrz: 'UDAHORON ONUSHILON E PRAMANIK' },
    };
    expect(agreementOf('applicant_name_eng', wrongInitial, longName, false)).toEqual({
      kind: 'differ',
      a: 'service',
      b: 'mrz',
    });
  });

  it('labels a value without a reading as typed, and an empty field not', () => {
    expect(agreementOf('father_name', readField('ক'), 'খ', true)).toEqual({ kind: 'typed' });
    expect(agreementOf('father_name', readField('ক'), '', true)).toEqual({ kind: 'none' });
  });
});
