import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ageOn,
  compareDates,
  formatBanglaDate,
  formatCardDate,
  formatWireDate,
  hasShortYear,
  parseCivilDate,
  todayInBangladesh,
} from '#shared/domain/civil-date.ts';
import { toAsciiDigits } from '#shared/text/digits.ts';

describe('civil date', () => {
  it.each([
    ['1/10/1980', 'dmy'],
    ['01-10-1980', 'dmy'],
    ['01.10.1980', 'dmy'],
    ['০১/১০/১৯৮০', 'dmy'],
    ['01101980', 'dmy'],
    ['1980-10-01', 'ymd'],
    ['1980/10/1', 'ymd'],
    ['01 Oct 1980', 'd-mon-y'],
    ['1 october 1980', 'd-mon-y'],
    ['Oct 1, 1980', 'd-mon-y'],
    ['০১ অক্টোবর ১৯৮০', 'd-mon-y'],
    ['1-Oct-1980', 'd-mon-y'],
    ['1st October 1980', 'd-mon-y'],
    ['১লা অক্টোবর ১৯৮০', 'd-mon-y'],
    ['১লা অক্টো. ১৯৮০', 'd-mon-y'],
    ['১ অক্টোবার, ১৯৮০', 'd-mon-y'],
    ['1–10–1980', 'dmy'],
    ['1 — 10 — 1980', 'dmy'],
    ['1／10／1980', 'dmy'],
    ['\u200e01/10/1980\u200e', 'dmy'],
  ])('%s is the first of October 1980', (text, pattern) => {
    expect(parseCivilDate(text)).toEqual({ date: { year: 1980, month: 10, day: 1 }, pattern });
  });
  it.each([
    '',
    '1/13/1980',
    '31/4/1980',
    '29/2/1981',
    '1/1/80',
    'yesterday',
    '00/00/0000',
    '1980',
    '32 Jan 1980',
    '৫ জু ১৯৮০',
    '৫ ম ১৯৮০',
    '৫ অ ১৯৮০',
    '5 Ju 1980',
  ])('is not parsed from "%s"', (text) => {
    expect(parseCivilDate(text)).toBeNull();
  });
  it.each<[number, string[]]>([
    [1, ['জানুয়ারি', 'জানুয়ারী', 'জানুয়ারী'.normalize('NFD'), 'জানুআরি', 'জানু']],
    [2, ['ফেব্রুয়ারি', 'ফেব্রুয়ারী', 'ফেব্রুআরি', 'ফেব']],
    [3, ['মার্চ', 'মার্\u200dচ', 'মা']],
    [4, ['এপ্রিল', 'এপ্রীল']],
    [5, ['মে']],
    [6, ['জুন', 'জূন']],
    [7, ['জুলাই', 'জুল']],
    [8, ['আগস্ট', 'আগষ্ট', 'অগাস্ট', 'অগাষ্ট', 'আগ']],
    [9, ['সেপ্টেম্বর', 'সেপ্টেম্বার', 'সেপ্ট']],
    [10, ['অক্টোবর', 'অক্টোবার', 'অক্ট']],
    [11, ['নভেম্বর', 'নবেম্বর', 'নভ']],
    [12, ['ডিসেম্বর', 'ডিসেম্বার', 'ডিসে']],
  ])('reads every common Bangla spelling of month %i', (month, spellings) => {
    for (const name of spellings)
      expect(parseCivilDate(`৫ই ${name} ১৯৮০`)?.date, name).toEqual({ year: 1980, month, day: 5 });
  });
  it.each([
    '১লা',
    '২রা',
    '৩রা',
    '৪ঠা',
    '৫ই',
    '১১ই',
    '১৮ই',
    '১৯শে',
    '২১শে',
    '30th',
    '22nd',
    '23 rd',
  ])('reads the ordinal day %s', (ordinal) => {
    const day = Number(toAsciiDigits(ordinal).match(/\d+/)?.[0]);
    for (const month of ['মে', 'May'])
      expect(parseCivilDate(`${ordinal} ${month} ১৯৮০`)?.date).toEqual({
        year: 1980,
        month: 5,
        day,
      });
  });
  it.each([
    ['1/1/80', true],
    ['০১-১০-৮০', true],
    ['1 Oct 80', true],
    ['32/1/80', false],
    ['1/10/1980', false],
    ['80', false],
    ['soon', false],
  ])('"%s" has a year of two digits: %s', (text, short) => {
    expect(hasShortYear(text)).toBe(short);
  });
  it('respects leap years', () => {
    expect(parseCivilDate('29/2/2000')).not.toBeNull();
    expect(parseCivilDate('29/2/1900')).toBeNull();
  });
  it('is written in a given pattern', () => {
    const date = { year: 1980, month: 10, day: 1 };
    expect(formatWireDate(date)).toBe('1/10/1980');
    expect(formatWireDate(date, 'ymd')).toBe('1980-10-01');
    expect(formatCardDate(date)).toBe('01 Oct 1980');
    expect(formatBanglaDate(date)).toBe('০১ অক্টোবর ১৯৮০');
  });
  it('is unchanged after it was written and parsed in every pattern', () => {
    const anyDate = fc.record({
      year: fc.integer({ min: 1900, max: 2100 }),
      month: fc.integer({ min: 1, max: 12 }),
      day: fc.integer({ min: 1, max: 28 }),
    });
    fc.assert(
      fc.property(
        anyDate,
        fc.constantFrom('dmy' as const, 'ymd' as const, 'd-mon-y' as const),
        (date, pattern) => {
          expect(parseCivilDate(formatWireDate(date, pattern))).toEqual({ date, pattern });
          expect(parseCivilDate(formatBanglaDate(date))?.date).toEqual(date);
        },
      ),
    );
  });
  it('counts completed years', () => {
    const birth = { year: 1984, month: 1, day: 12 };
    expect(ageOn(birth, { year: 2026, month: 1, day: 11 })).toBe(41);
    expect(ageOn(birth, { year: 2026, month: 1, day: 12 })).toBe(42);
    expect(compareDates(birth, { year: 1984, month: 1, day: 13 })).toBeLessThan(0);
  });
  it('changes at midnight in Bangladesh', () => {
    expect(todayInBangladesh(Date.UTC(2026, 10, 22, 17, 59))).toEqual({
      year: 2026,
      month: 11,
      day: 22,
    });
    expect(todayInBangladesh(Date.UTC(2026, 10, 22, 18, 0))).toEqual({
      year: 2026,
      month: 11,
      day: 23,
    });
  });
});
