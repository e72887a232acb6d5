/** Converts digits of invented people to the product's types of valid mobile and NID numbers. */
import { isMobileNumber, type MobileNumber } from '#shared/domain/mobile.ts';
import { isNidNumber, type NidNumber } from '#shared/domain/nid.ts';

/** Throws a TypeError for text that is no mobile number in its normal form. */
export const toMobileNumber = (digits: string): MobileNumber => {
  if (!isMobileNumber(digits)) throw new TypeError(`no mobile number: ${digits}`);
  return digits;
};

/** Throws a TypeError for text that is no NID number. */
export const toNidNumber = (digits: string): NidNumber => {
  if (!isNidNumber(digits)) throw new TypeError(`no NID number: ${digits}`);
  return digits;
};
