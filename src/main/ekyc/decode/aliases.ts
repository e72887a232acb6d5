/**
 * The names one value goes by. The document's own name comes first; the others are those of its later versions and their
 * plain variants. Keys are compared without regard to case.
 */
import { fieldTable, readFieldNames } from '#shared/domain/fields.ts';
import { verdicts, type ComparedField, type KnownVerdict } from '#shared/domain/verification.ts';

/** Prefixes of `…_from_card`, `…_from_ec` and `…_score`. */
export const comparedAliases: Readonly<Record<ComparedField, readonly string[]>> = {
  nid: ['nid', 'nid_no'],
  dob: ['dob', 'date_of_birth'],
  nameEng: ['nameEng', 'name_eng', 'applicant_name_eng'],
  nameBng: ['nameBng', 'nameBen', 'name_ben', 'applicant_name_ben'],
  fatherName: ['fatherName', 'father_name'],
  motherName: ['motherName', 'mother_name'],
  presentAddress: ['presentAddress', 'present_address', 'pres_address'],
  permanentAddress: ['permanentAddress', 'permanent_address', 'perm_address', 'prem_address'],
  bloodGroup: ['bloodGroup', 'blood_group'],
};

export const photoAliases = {
  textMatches: ['textual_info_match', 'textualInfoMatch'],
  cardUrl: ['applicantPhoto_from_card', 'applicant_photo_from_card'],
  cardMatches: ['applicantPhoto_card_ec_match', 'applicant_photo_card_ec_match'],
  counterUrl: [
    'applicantPhoto_from_app',
    'applicant_photo_from_app',
    'applicant_photo',
    'applicantPhoto',
  ],
  counterMatches: ['applicantPhoto_app_ec_match', 'applicant_photo_app_ec_match'],
} as const;

export const logAliases = {
  mobile: ['customer_mobile_number', 'mobile_number', 'mobile_no'],
  name: ['customer_name', 'applicant_name', 'customer_name_eng', 'applicant_name_eng'],
  nid: ['customer_nid_number', 'nid_no', 'nid_number', 'customer_nid_no'],
  submittedOn: ['submitted_on', 'submission_date', 'submitted_at'],
  verdict: ['verification_status', 'status'],
} as const;

/** The verdicts in the words of the service, which the log takes as filters too. */
export const verdictWords: Readonly<Record<KnownVerdict, string>> = {
  passed: 'passed',
  'verification-failed': 'failed',
  pending: 'pending',
  invalid: 'invalid',
};

/** The verdict a word of the service stands for; null for a word this version does not know. */
export const verdictOf = (word: string): KnownVerdict | null =>
  verdicts.find((verdict) => verdictWords[verdict] === word.toLowerCase()) ?? null;

const wireNames = new Map(
  readFieldNames.flatMap((name) =>
    fieldTable[name].readAs.map((alias) => [alias.toLowerCase(), name] as const),
  ),
);

/** The name under which this client sends a value that the service calls `key`, for putting its messages on fields. */
export const wireName = (key: string): string => wireNames.get(key) ?? key;
