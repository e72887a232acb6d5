// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { comparisonRow } from '#renderer/features/verification/comparison.ts';
import MarkedText from '#renderer/features/verification/MarkedText.vue';
import type { Comparison } from '#shared/domain/verification.ts';

const row = (field: Comparison['field'], card: string | null, ec: string | null) =>
  comparisonRow({ field, card, ec, score: 50 });
const marked = (parts: ReturnType<typeof row>['card']): string[] =>
  mount(MarkedText, { props: { parts: parts ?? [] } })
    .findAll('mark')
    .map((mark) => mark.text());

describe('card and EC side by side', () => {
  it('marks whole Bangla clusters, on both sides, and draws the text unchanged', () => {
    const { card, ec, differs, lang } = row('fatherName', 'নমুনা আলী প্রামাণিক', 'নমুনা ওলী প্রামানিক');
    expect(differs).toBe(true);
    expect(lang).toBe('bn');
    expect(marked(card)).toEqual(['আ', 'ণি']);
    expect(marked(ec)).toEqual(['ও', 'নি']);
    expect(mount(MarkedText, { props: { parts: card ?? [] } }).text()).toBe('নমুনা আলী প্রামাণিক');
  });

  it('never corrects মো. and মোঃ: it shows that they differ', () => {
    expect(marked(row('nameBng', 'মোঃ মিয়া', 'মো. মিয়া').card)).toEqual(['মোঃ']);
  });

  it('finds no difference in spaces, joiners and Unicode form', () => {
    expect(row('nameBng', 'র‍্যাব  মিয়া'.normalize('NFD'), 'র্যাব মিয়া').differs).toBe(false);
  });

  it('compares dates as dates and shows them as on the card', () => {
    const same = row('dob', '12/1/1984', '1984-01-12');
    expect(same.differs).toBe(false);
    expect(same.card).toEqual([{ text: '12 Jan 1984', differs: false }]);
    expect(marked(row('dob', '12/1/1984', '12/1/1934').ec)).toEqual(['3']);
  });

  it('takes a 17-digit NID and its 13 digits for one person', () => {
    expect(row('nid', '0123456789012', '19840123456789012').differs).toBe(false);
    expect(row('nid', '0123456789012', '0123456789013').differs).toBe(true);
  });

  it('calls nothing different that only one side has', () => {
    expect(row('bloodGroup', 'B+', null)).toMatchObject({ differs: false, ec: null });
  });
});
