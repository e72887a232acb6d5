/**
 * Identifies the person whom the service returned for a mobile number. If several customers have the same number, the
 * service returns only the first.
 */
import { nidCore } from '#shared/domain/nid.ts';
import type { Comparison, VerificationView } from '#shared/domain/verification.ts';

export interface Person {
  readonly nid: string | null;
  readonly name: string | null;
}

const submittedValueOf = (view: VerificationView, field: Comparison['field']): string | null =>
  view.comparisons.find((each) => each.field === field)?.card ?? null;

export const personOf = (view: VerificationView): Person => ({
  nid: submittedValueOf(view, 'nid'),
  name: submittedValueOf(view, 'nameEng') ?? submittedValueOf(view, 'nameBng'),
});

/**
 * Whether the service returned another person than expected.
 * @param expectedNid of the log entry or of the reference that the clerk typed.
 * @returns false when a number is missing, or when the numbers have different schemes and are not comparable.
 */
export const isOtherPerson = ({ nid }: Person, expectedNid: string): boolean => {
  const [actualCore, expectedCore] = [nidCore(nid ?? ''), nidCore(expectedNid)];
  return (
    actualCore !== '' &&
    expectedCore !== '' &&
    actualCore.length === expectedCore.length &&
    actualCore !== expectedCore
  );
};
