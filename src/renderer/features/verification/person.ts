/**
 * Identifies the person in an answer about a mobile number. The service returns only the first of several customers
 * with one number.
 */
import { nidCore } from '#shared/domain/nid.ts';
import type { Comparison, VerificationView } from '#shared/domain/verification.ts';

export interface Person {
  readonly nid: string | null;
  readonly name: string | null;
}

const submitted = (view: VerificationView, field: Comparison['field']): string | null =>
  view.comparisons.find((each) => each.field === field)?.card ?? null;

export const personOf = (view: VerificationView): Person => ({
  nid: submitted(view, 'nid'),
  name: submitted(view, 'nameEng') ?? submitted(view, 'nameBng'),
});

/**
 * Whether the answer is about another person than the log entry. False for numbers of different schemes, which are not
 * comparable.
 */
export const isAboutOther = ({ nid }: Person, expected: string): boolean => {
  const [answeredNid, expectedNid] = [nidCore(nid ?? ''), nidCore(expected)];
  return (
    answeredNid !== '' &&
    expectedNid !== '' &&
    answeredNid.length === expectedNid.length &&
    answeredNid !== expectedNid
  );
};
