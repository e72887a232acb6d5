/**
 * Identifies the person in an answer about a mobile number: of several customers with one number the service returns only
 * the first.
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
 * Whether the answer is about another person than the requested line. False for numbers of two schemes: not comparable.
 */
export const isAboutOther = ({ nid }: Person, asked: string): boolean => {
  const [named, wanted] = [nidCore(nid ?? ''), nidCore(asked)];
  return named !== '' && wanted !== '' && named.length === wanted.length && named !== wanted;
};
