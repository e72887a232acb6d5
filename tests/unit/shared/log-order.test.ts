import { describe, expect, it } from 'vitest';
import { newestFirst, parseSubmissionTime } from '#shared/domain/log-order.ts';

const createDay = (year: number, month: number, date: number) => ({ year, month, day: date });
const createLine = (name: string, submittedOn: string) => ({
  mobile: '01300001234',
  name,
  nid: '0123456789',
  submittedOn,
  verdict: 'pending',
});
const sortedNames = (...nameDatePairs: [string, string][]): string =>
  newestFirst(nameDatePairs.map(([name, submittedOn]) => createLine(name, submittedOn)))
    .map(({ name }) => name)
    .join('');

describe('parseSubmissionTime', () => {
  it.each([
    ['2026-11-28T19:30:00Z', createDay(2026, 11, 29), Date.UTC(2026, 10, 28, 19, 30)],
    [
      '2026-11-28T19:30:00.123456Z',
      createDay(2026, 11, 29),
      Date.UTC(2026, 10, 28, 19, 30, 0, 123),
    ],
    ['2026-11-28 17:30:00', createDay(2026, 11, 28), Date.UTC(2026, 10, 28, 17, 30)],
    ['2026-11-28T23:30:00+06:00', createDay(2026, 11, 28), Date.UTC(2026, 10, 28, 17, 30)],
    ['28/11/2026', createDay(2026, 11, 28), null],
    ['2026-11-28', createDay(2026, 11, 28), null],
  ])('reads %s as a day in Bangladesh', (written, expected, time) => {
    expect(parseSubmissionTime(written)).toEqual({ day: expected, at: time });
  });

  it.each(['', 'soon', '2026-13-45T00:00:00Z'])('returns null for %j', (written) => {
    expect(parseSubmissionTime(written)).toBe(null);
  });
});

describe('newestFirst', () => {
  it('reverses a log that is oldest first, also within a day without times', () => {
    expect(sortedNames(['a', '27/11/2026'], ['b', '28/11/2026'], ['c', '28/11/2026'])).toBe('cba');
    expect(sortedNames(['c', '28/11/2026'], ['b', '28/11/2026'], ['a', '27/11/2026'])).toBe('cba');
  });

  it('sorts an unordered log by its times and puts lines without time last', () => {
    expect(
      sortedNames(
        ['b', '2026-11-28T02:00:00Z'],
        ['x', ''],
        ['c', '2026-11-28T03:00:00Z'],
        ['a', '2026-11-28T01:00:00Z'],
      ),
    ).toBe('cbax');
  });
});
