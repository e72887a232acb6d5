/**
 * Dialect of the live service, which differs from every version of its document: step 2 of a new customer is stored and answered
 * with HTTP 500; NID and mobile number together identify a customer; the keys of the status have no suffix (`nid_no` instead of
 * `nid_from_card`), and its match flags are beside `detail`, not in it; the log has no pages. These differences were observed at the
 * live service; what is invented is marked as such.
 */
import type { FormProblems, RegistrationDetails } from '#main/training/dialect.ts';
import { htmlReply, jsonReply, type Reply } from '#main/training/reply.ts';
import type { Verdict } from '#main/training/types.ts';
import type { TestDialect } from './dialects.ts';

const failureReply = (httpStatus: number, statusCode: number, message: string): Reply =>
  jsonReply(httpStatus, { status: 'failed', status_code: statusCode, message });

const MISSING = 'Missing.';

/** Code of a refusal of step 2, 5002 to 5005. The assignment to problems is invented; a client may rely on the range only. */
const refusalCode = (problems: FormProblems): number => {
  if ('applicant_photo' in problems) return 5005;
  if (Object.keys(problems).some((name) => name.startsWith('id_'))) return 5004;
  return Object.values(problems).includes(MISSING) ? 5002 : 5003;
};

const problemText = (problems: FormProblems): string =>
  Object.entries(problems)
    .map(([field, text]) => `${field}: ${text}`)
    .join(' ');

/** For these verdicts the detail contains the application only, and no values to compare. */
const hasShortDetail = (verdict: Verdict): boolean =>
  verdict === 'pending' || verdict === 'invalid';

const shortDetail = ({
  registration: { entry },
  verdict,
}: RegistrationDetails): Record<string, unknown> => ({
  mobile_number: entry.mobile_number,
  uuid: uuidOf(entry.seq),
  applicant_name_eng: entry.applicant_name_eng,
  nid_no: entry.nid_no,
  submitted_on: new Date(entry.at).toISOString(),
  status: verdict,
});

const uuidOf = (seq: number): string => `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`;

/** Each text has a score; −1 means that it was not compared. A failed verification differs in the father's name. */
const longDetail = ({
  registration: { entry },
  verdict,
  photo,
}: RegistrationDetails): Record<string, unknown> => {
  const isCompared = verdict === 'passed' || verdict === 'failed';
  const score = (differs = false): number => (isCompared ? (differs ? 41 : 100) : -1);
  return {
    nid_no: entry.nid_no,
    dob: entry.dob,
    applicant_name_eng: entry.applicant_name_eng,
    applicant_name_eng_score: score(),
    applicant_name_ben: entry.applicant_name_ben,
    applicant_name_ben_score: score(),
    father_name: entry.father_name,
    father_name_score: score(verdict === 'failed'),
    mother_name: entry.mother_name,
    mother_name_score: score(),
    pres_address: entry.pres_address,
    pres_address_score: score(),
    // The live service spells the permanent address this way in its status.
    prem_address: entry.perm_address,
    mobile_number: entry.mobile_number,
    gender: entry.gender,
    profession: entry.profession,
    nominee: entry.nominee,
    nominee_relation: entry.nominee_relation,
    // The data is JPEG although the media type says PNG.
    applicant_photo: photo
      ? `data:image/png;base64,${Buffer.from(photo).toString('base64')}`
      : null,
  };
};

/** Flags as text instead of booleans; they are "false" also while nothing has been compared. */
const matchFlags = (verdict: Verdict): Record<string, unknown> => ({
  textual_info_match: verdict === 'passed' ? 'true' : 'false',
  applicantPhoto_card_ec_match: verdict === 'passed' || verdict === 'failed' ? 'true' : 'false',
  applicantPhoto_app_ec_match: verdict === 'passed' ? 'true' : 'false',
});

/** @param documented the documented dialect, whose other answers are the same. */
export const createLiveDialect = (documented: TestDialect): TestDialect => ({
  ...documented,
  replyWithoutSlash: 301,
  pastLastPage: 'not-found',
  otpDigits: [6, 6],
  sharesToken: true,
  handleNames: ['id_front_name', 'id_back_name'],
  logFilters: ['passed', 'failed', 'pending', 'invalid', 'all'],
  pageLimit: null,
  handle: (id) => id,
  unknownAgent: () =>
    jsonReply(404, { status: 'failed', error: 'No agent with this mobile number.' }),
  accountDisabled: () => jsonReply(200, { status: 'failed', message: 'This account is disabled.' }),
  cardReadingBody: (card, front, back) => ({
    status: 'success',
    data: {
      nid_no: card.nid_no ?? '',
      dob: card.dob ?? '',
      applicant_name_ben: card.name_ben ?? '',
      applicant_name_eng: card.name_eng ?? '',
      father_name: card.father_name ?? '',
      mother_name: card.mother_name ?? '',
      address: card.address ?? '',
      id_front_image: `/media/${front}`,
      id_front_name: front,
      id_back_image: `/media/${back}`,
      id_back_name: back,
    },
  }),
  cardUnreadable: () => failureReply(200, 6001, 'No card could be read.'),
  validationErrors: (step, problems) =>
    failureReply(400, step === 1 ? 5001 : refusalCode(problems), problemText(problems)),
  customerKey: ({ nid_no, mobile_number }) => `${nid_no} ${mobile_number}`,
  submissionReply: (isKnownCustomer) =>
    isKnownCustomer
      ? jsonReply(200, {
          status: 'success',
          status_code: 4002,
          message: 'The application was updated.',
        })
      : htmlReply(500),
  replacementRefusal: (verdict) =>
    verdict === 'undecided'
      ? failureReply(200, 6003, 'The verification of this customer is under way.')
      : null,
  status: (details) => {
    const { verdict } = details;
    const data = hasShortDetail(verdict)
      ? { detail: shortDetail(details) }
      : { ...matchFlags(verdict), detail: longDetail(details) };
    return { status: 'success', data: { status: verdict, ...data } };
  },
  unknownMobile: () => ({
    status: 'failed',
    status_code: 6004,
    message: 'No customer has this mobile number.',
  }),
  emptyLog: () => ({ status: 'not_found', status_code: 6005, message: 'No applications.' }),
  logLine: (entry, verdict) => ({
    mobile_number: entry.mobile_number,
    customer_name_eng: entry.applicant_name_eng,
    nid_no: entry.nid_no,
    submitted_on: new Date(entry.at).toISOString(),
    status: verdict,
  }),
});
