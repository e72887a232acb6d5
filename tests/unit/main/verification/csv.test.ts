import { describe, expect, it } from 'vitest';
import { csvLines } from '#main/verification/csv.ts';

describe('csvLines', () => {
  it('writes a byte order mark, quotes every cell and ends lines with CR LF', () => {
    expect([...csvLines(['a', 'b'], [['say "no"', 'মিয়া, উদাহরণ']])].join('')).toBe(
      '\ufeff"a","b"\r\n"say ""no""","মিয়া, উদাহরণ"\r\n',
    );
  });

  it.each([
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+8801300000042', `"'+8801300000042"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['  =1+1', `"'=1+1"`],
    ['\t=1+1', `"'=1+1"`],
    ['＝1+1', `"'＝1+1"`],
    ['a\r\n=1+1', '"a =1+1"'],
  ])('escapes formulas of spreadsheets: %j', (value, written) => {
    expect([...csvLines([], [[value]])][1]).toBe(`${written}\r\n`);
  });
});
