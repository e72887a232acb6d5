import { describe, expect, it } from 'vitest';
import { lensRows } from '#renderer/features/registration/steps/details/lens-rows.ts';

const formatMarks = (runs: readonly { text: string; differs: boolean }[]): string =>
  runs.map(({ text, differs }) => (differs ? `[${text}]` : text)).join('');

describe('lensRows', () => {
  it('puts readings that agree into one row, regardless of their notation', () => {
    const rows = lensRows(
      'dob',
      [
        { source: 'service', value: '12/1/1984' },
        { source: 'barcode', value: '12 Jan 1984' },
      ],
      '12/1/1984',
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      sources: ['service', 'barcode'],
      value: '12/1/1984',
      isCurrent: true,
    });
    expect(formatMarks(rows[0]!.runs)).toBe('12 Jan 1984');
  });

  it('marks a difference inside the word, in whole grapheme clusters', () => {
    const rows = lensRows(
      'father_name',
      [
        { source: 'service', value: 'নমুনা আলী প্রামাণিক' },
        { source: 'typed', value: 'নমুনা আলী প্রামানিক' },
      ],
      'নমুনা আলী প্রামানিক',
    );
    expect(rows.map(({ runs }) => formatMarks(runs))).toEqual([
      'নমুনা আলী প্রামা[ণি]ক',
      'নমুনা আলী প্রামা[নি]ক',
    ]);
    expect(rows.map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
  });

  it('marks a third value against the first', () => {
    const rows = lensRows(
      'dob',
      [
        { source: 'service', value: '12/1/1984' },
        { source: 'mrz', value: '12/1/1934' },
        { source: 'typed', value: '12/1/1980' },
      ],
      '12/1/1980',
    );
    expect(rows.map(({ runs }) => formatMarks(runs))).toEqual([
      '12 Jan 19[8]4',
      '12 Jan 19[3]4',
      '12 Jan 198[0]',
    ]);
  });

  it('puts numbers of two numbering schemes into separate rows, because they cannot be compared', () => {
    const rows = lensRows(
      'nid_no',
      [
        { source: 'service', value: '0123456789012' },
        { source: 'mrz', value: '0123456789' },
        { source: 'barcode', value: '0123456789012' },
      ],
      '',
    );
    expect(rows.map(({ sources }) => sources)).toEqual([['service', 'barcode'], ['mrz']]);
  });

  it('has no rows without readings', () => {
    expect(lensRows('mother_name', [], 'উদাহরণ বেগম')).toEqual([]);
  });
});
