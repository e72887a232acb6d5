// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { toComparisonRow } from '#renderer/features/verification/comparison-row.ts';
import MarkedText from '#renderer/features/verification/MarkedText.vue';
import type { Comparison } from '#shared/domain/verification.ts';

const createRow = (field: Comparison['field'], card: string | null, ec: string | null) =>
  toComparisonRow({ field, card, ec, score: 50 });
const readMarks = (runs: ReturnType<typeof createRow>['card']): string[] =>
  mount(MarkedText, { props: { runs: runs ?? [] } })
    .findAll('mark')
    .map((mark) => mark.text());

describe('toComparisonRow', () => {
  it('marks whole Bangla clusters on both sides without changing the text', () => {
    const { card, ec, differs, lang } = createRow(
      'fatherName',
      'নমুনা আলী প্রামাণিক',
      'নমুনা ওলী প্রামানিক',
    );
    expect(differs).toBe(true);
    expect(lang).toBe('bn');
    expect(readMarks(card)).toEqual(['আ', 'ণি']);
    expect(readMarks(ec)).toEqual(['ও', 'নি']);
    expect(mount(MarkedText, { props: { runs: card ?? [] } }).text()).toBe('নমুনা আলী প্রামাণিক');
  });

  it('shows মো. and মোঃ as different', () => {
    expect(readMarks(createRow('nameBng', 'মোঃ মিয়া', 'মো. মিয়া').card)).toEqual(['মোঃ']);
  });

  it('ignores spaces, joiners and Unicode form', () => {
    expect(createRow('nameBng', 'র‍্যাব  মিয়া'.normalize('NFD'), 'র্যাব মিয়া').differs).toBe(false);
  });

  it('compares dates as dates and shows them as on the card', () => {
    const same = createRow('dob', '12/1/1984', '1984-01-12');
    expect(same.differs).toBe(false);
    expect(same.card).toEqual([{ text: '12 Jan 1984', differs: false }]);
    expect(readMarks(createRow('dob', '12/1/1984', '12/1/1934').ec)).toEqual(['3']);
  });

  it('treats a 17-digit NID and its 13 digits as equal', () => {
    expect(createRow('nid', '0123456789012', '19840123456789012').differs).toBe(false);
    expect(createRow('nid', '0123456789012', '0123456789013').differs).toBe(true);
  });

  it('leaves NID numbers of two schemes unmarked, but not one with a letter', () => {
    expect(createRow('nid', '0123456789', '0123456789012').differs).toBe(false);
    expect(readMarks(createRow('nid', '01234O6789', '0123456789').card)).toEqual(['O']);
  });

  it('marks no difference when only one side has a value', () => {
    expect(createRow('bloodGroup', 'B+', null)).toMatchObject({ differs: false, ec: null });
  });
});
