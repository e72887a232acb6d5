/**
 * Keys of the values in answers, with aliases: the name in the service's document first, then names in later versions.
 * Keys are compared case-insensitively.
 */
import { fieldTable, step1FieldNames } from '#shared/domain/fields.ts';
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
  // The live service sends `prem_address`.
  permanentAddress: ['permanentAddress', 'permanent_address', 'perm_address', 'prem_address'],
  bloodGroup: ['bloodGroup', 'blood_group'],
};

/** Photos and flags of a status. */
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

/** Values of a log entry. */
export const logAliases = {
  mobile: ['customer_mobile_number', 'mobile_number', 'mobile_no'],
  name: ['customer_name', 'applicant_name', 'customer_name_eng', 'applicant_name_eng'],
  nid: ['customer_nid_number', 'nid_no', 'nid_number', 'customer_nid_no'],
  submittedOn: ['submitted_on', 'submission_date', 'submitted_at'],
  verdict: ['verification_status', 'status'],
} as const;

/** The service's names of the verdicts, which are also its filters of the log. */
export const serviceVerdicts: Readonly<Record<KnownVerdict, string>> = {
  passed: 'passed',
  'verification-failed': 'failed',
  pending: 'pending',
  invalid: 'invalid',
};

/** Verdict for a status text of the service; null for an unknown text. */
export const verdictOf = (statusText: string): KnownVerdict | null =>
  verdicts.find((verdict) => serviceVerdicts[verdict] === statusText.toLowerCase()) ?? null;

const wireNames = new Map(
  step1FieldNames.flatMap((name) =>
    fieldTable[name].readAs.map((alias) => [alias.toLowerCase(), name] as const),
  ),
);

/** Name under which this client sends the value that the service calls `key`. It assigns messages of the service to fields. */
export const wireNameOf = (key: string): string => wireNames.get(key) ?? key;
