import { describe, expect, it } from 'vitest';
import { fieldMessages, serviceMessage } from '#main/ekyc/service-messages.ts';

describe('fieldMessages and serviceMessage', () => {
  it('assign messages of every shape to the form’s own field names', () => {
    expect(fieldMessages({ nid_no: ['Bad.', 'Too long.'] })).toEqual({ nid_no: 'Bad. Too long.' });
    expect(fieldMessages({ Customer_Name_Eng: 'Bad.' })).toEqual({ applicant_name_eng: 'Bad.' });
    expect(fieldMessages({ detail: { dob: [['Old.']] } })).toEqual({ dob: 'Old.' });
    expect(fieldMessages({ status: 'failed', message: { errors: { gender: ['?'] } } })).toEqual({
      gender: '?',
    });
    expect(fieldMessages({ detail: 'No.', non_field_errors: ['No.'] })).toBe(undefined);
    expect(fieldMessages(['No.'])).toBe(undefined);
  });

  it('join messages without a field to one sentence without markup', () => {
    expect(serviceMessage({ error: 'E', detail: 'D', message: 'M' })).toBe('M');
    expect(serviceMessage({ message: '', detail: 'D' })).toBe('D');
    expect(serviceMessage({ message: '<html>x', error: 'E' })).toBe('E');
    expect(serviceMessage({ non_field_errors: ['A', 'B'] })).toBe('A B');
    expect(serviceMessage(['A', 'B'])).toBe('A B');
    expect(serviceMessage({ message: { detail: 'inner' } })).toBe('inner');
    expect(serviceMessage({ nid_no: ['Bad.'] })).toBe(undefined);
    expect(serviceMessage({ detail: 'x'.repeat(5_000) })?.length).toBe(300);
  });
});
