/** Invented values of a registration, with the lists, the location and the consent text of the counter where it is made. */
import { consentHash } from '#main/record/consent.ts';
import { perField, type FieldName } from '#shared/domain/fields.ts';

/** Invented values of all fields. */
export const FIELD_VALUES: Record<FieldName, string> = {
  ...perField(() => 'নমুনা উদাহরণ'),
  nid_no: '0123456789',
  dob: '01 Oct 1980',
  applicant_name_ben: 'নওশীন আরা বেগম',
  applicant_name_eng: 'NOWSHEEN ARA BEGUM',
  father_name: 'আব্দুল করিম',
  mother_name: 'রাহেলা খাতুন',
  pres_address: 'বাসা ১২, সড়ক ৪, ধানমন্ডি, ঢাকা',
  perm_address: 'গ্রাম: বাঘারপাড়া, যশোর',
  gender: 'Female',
  profession: 'Teacher',
  nominee: 'KARIM UDDIN',
  nominee_relation: 'Husband',
  mobile_number: '01300000777',
};

export const LISTS = {
  gender: [
    { en: 'Female', bn: 'নারী' },
    { en: 'Male', bn: 'পুরুষ' },
  ],
  profession: [{ en: 'Teacher', bn: 'শিক্ষক' }],
  nomineeRelation: [{ en: 'Husband', bn: 'স্বামী' }],
};
export const CONSENT = { version: '3', en: 'I agree with {bank}', bn: '{bank}-এর সঙ্গে আমি সম্মত' };
export const LOCATION = {
  branchCode: '0142',
  counterNumber: '3',
  bank: { en: 'Example Bank', bn: 'উদাহরণ ব্যাংক' },
};

/** Evidence that the clerk marked the consent to the Bangla text of `CONSENT`. */
export const CONSENT_EVIDENCE = {
  textVersion: CONSENT.version,
  textHash: consentHash({ consent: CONSENT, location: LOCATION }, 'bn'),
  locale: 'bn',
  by: 'clerk',
  shownMs: 4_000,
  ageMs: 0,
} as const;
