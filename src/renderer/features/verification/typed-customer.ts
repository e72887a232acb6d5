/** Parses the clerk's input that identifies a customer: a mobile number, or the reference on a slip. */
import { parseMobile, type MobileNumber, type MobileProblem } from '#shared/domain/mobile.ts';
import { toAsciiDigits } from '#shared/text/digits.ts';

export type TypedCustomer =
  { readonly mobile: MobileNumber } | { readonly reference: string } | MobileProblem;

/** Branch code, number of the counter, and a running number of at least four digits. */
const REFERENCE_PATTERN = /^([^\s-]+)-[^\s-]+-\d{4,}$/;

/**
 * A text that is valid as both a mobile number and a reference is a reference only if its branch is that of this counter.
 * @param branchCode of this counter.
 */
export const parseTypedCustomer = (typed: string, branchCode: string): TypedCustomer => {
  const parsedMobile = parseMobile(typed);
  const reference = toAsciiDigits(typed).trim();
  const [, referenceBranch] = REFERENCE_PATTERN.exec(reference) ?? [];
  if (referenceBranch === undefined) return parsedMobile;
  return 'mobile' in parsedMobile && referenceBranch.toUpperCase() !== branchCode.toUpperCase()
    ? parsedMobile
    : { reference };
};
