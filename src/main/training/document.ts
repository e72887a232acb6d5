/** Formats the responses of version 1.06 of the service's document. */
import { formatWireDate, todayInBangladesh } from '#shared/domain/civil-date.ts';
import type { Dialect, RegistrationDetails } from './dialect.ts';
import { fieldErrorsReply, jsonReply } from './reply.ts';
import type { CardText, Entry, FormField } from './types.ts';

/** The text of a card in the format of step 1. @param prefix of the names of the customer's name fields. */
export const readingOf = (
  card: CardText,
  prefix: 'customer' | 'applicant',
): Record<string, unknown> => ({
  nid_no: card.nid_no ?? '',
  dob: card.dob ?? '',
  [`${prefix}_name_ben`]: card.name_ben ?? '',
  [`${prefix}_name_eng`]: card.name_eng ?? '',
  father_name: card.father_name ?? '',
  mother_name: card.mother_name ?? '',
  address: card.address ?? '',
});

/** One line of the verification log. */
export const logLine = (entry: Entry, verdict: string): Record<string, unknown> => ({
  customer_mobile_number: entry.mobile_number,
  customer_name: entry.applicant_name_eng,
  customer_nid_number: entry.nid_no,
  submitted_on: formatWireDate(todayInBangladesh(entry.at), 'dmy'),
  verification_status: verdict,
});

const COMPARED_FIELDS = {
  nid: 'nid_no',
  dob: 'dob',
  nameEng: 'applicant_name_eng',
  nameBng: 'applicant_name_ben',
  fatherName: 'father_name',
  motherName: 'mother_name',
  presentAddress: 'pres_address',
} as const satisfies Readonly<Record<string, FormField>>;

/** Scores of a comparison in the format of the service: 0 to 100, or -1 for a field that is not compared. */
const SAME_SCORE = 100;
const DIFFERENT_SCORE = 41;
const NOT_COMPARED_SCORE = -1;

/** Name of the father in the EC's record of a failed verification without a modelled record. */
const DIFFERENT_NAME = 'অন্য নমুনা মিয়া';

/**
 * Compares the registered values with the record of the Election Commission. Without a record only the father's name differs in a
 * failed verification.
 * @returns null for verdicts without a comparison in the document.
 */
export const comparison = ({
  registration: { entry },
  verdict,
  record,
  cardUrl,
  photoUrl,
}: RegistrationDetails): Record<string, unknown> | null => {
  if (verdict !== 'passed' && verdict !== 'failed') return null;
  const passed = verdict === 'passed';
  const detail: Record<string, unknown> = {};
  for (const [prefix, field] of Object.entries(COMPARED_FIELDS)) {
    const valueWithoutRecord = !passed && field === 'father_name' ? DIFFERENT_NAME : entry[field];
    const ecValue = record ? (record[field] ?? entry[field]) : valueWithoutRecord;
    const differs = (record !== null || !passed) && ecValue !== entry[field];
    detail[`${prefix}_from_card`] = entry[field];
    detail[`${prefix}_from_ec`] = ecValue;
    detail[`${prefix}_score`] = differs ? DIFFERENT_SCORE : SAME_SCORE;
  }
  return {
    ...detail,
    bloodGroup_from_card: null,
    bloodGroup_from_ec: record?.blood_group ?? 'B+',
    bloodGroup_score: NOT_COMPARED_SCORE,
    textual_info_match: passed,
    applicantPhoto_from_card: cardUrl,
    applicantPhoto_card_ec_match: true,
    applicantPhoto_from_app: photoUrl,
    // A failed verification with a record differs in a text field, so the photo matches.
    applicantPhoto_app_ec_match: passed || record !== null,
  };
};

/** Creates the dialect of the document. @param url base URL of the service, which is needed because handles are addresses. */
export const createDocumentDialect = (url: () => string): Dialect => ({
  otpDigits: [4, 6],
  sharesToken: false,
  handleNames: ['id_front_url', 'id_back_url'],
  logFilters: ['passed', 'failed', 'pending', 'all'],
  pageLimit: Infinity,
  pastLastPage: 'empty',
  handle: (id) => `${url()}/media/${id}`,
  unknownAgent: () => jsonReply(400, { status: 'failed', detail: 'No agent has this number.' }),
  cardReadingBody: (card, front, back) => ({
    status: 'success',
    data: { ...readingOf(card, 'customer'), id_front_url: front, id_back_url: back },
  }),
  cardUnreadable: () =>
    jsonReply(200, { status: 'failed', message: 'No card could be read.', status_code: 400 }),
  validationErrors: (_step, problems) => fieldErrorsReply(problems),
  customerKey: ({ nid_no }) => nid_no,
  submissionReply: () =>
    jsonReply(200, { status: 'success', detail: 'Submitted. The identity is being verified.' }),
  replacementRefusal: () => null,
  status: (details) => {
    const detail = comparison(details);
    return detail ? { status: details.verdict, detail } : { status: details.verdict };
  },
  unknownMobile: () => ({ status: 'invalid' }),
  emptyLog: () => [],
  logLine,
});
