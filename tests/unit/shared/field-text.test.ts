import { describe, expect, it } from 'vitest';
import { displayText, normalizedText, storedText, wireText } from '#shared/domain/field-text.ts';

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
