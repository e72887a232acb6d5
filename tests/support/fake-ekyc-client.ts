/** Fake client of the eKYC service. */
import type {
  CardReading,
  EkycClient,
  StatusAnswer,
  SubmissionForm,
  SubmitOutcome,
  Token,
} from '#main/ekyc/port.ts';
import { err, ok, type Result } from '#shared/result.ts';

/** What the fake service reads from a card. */
export const CARD_READING: CardReading = {
  fields: {
    nid_no: '0123456789',
    dob: '1/10/1980',
    applicant_name_eng: 'NOWSHEEN ARA',
    pres_address: 'ধানমন্ডি, ঢাকা',
  },
  front: { name: 'id_front_url', value: 'cards/f-1.jpg' },
  back: { name: 'id_back_url', value: 'cards/b-1.jpg' },
  other: {},
};

/** The service's status of an unknown mobile number. */
export const INVALID_STATUS: StatusAnswer = {
  verdict: 'invalid',
  statusText: 'invalid',
  comparisons: [],
  textMatches: null,
  cardPhoto: { url: null, matchesEc: null },
  counterPhoto: { url: null, matchesEc: null },
  other: [],
};

type Calls = { [K in keyof EkycClient]: Parameters<EkycClient[K]>[] };

/** Fake eKYC client: returns the answers that a test sets, and records its calls. */
export const createFakeClient = () => {
  const calls: Calls = {
    requestOtp: [],
    verifyOtp: [],
    logout: [],
    readCard: [],
    submit: [],
    verificationStatus: [],
    verificationLog: [],
    fetchPhoto: [],
    probe: [],
  };
  const answers = {
    readCard: async (..._call: Parameters<EkycClient['readCard']>): Promise<Result<CardReading>> =>
      ok(CARD_READING),
    submit: async (_token: Token, _form: SubmissionForm): Promise<SubmitOutcome> => ({
      kind: 'accepted',
      detail: 'saved',
    }),
    verificationStatus: (async () => ok(INVALID_STATUS)) as EkycClient['verificationStatus'],
    verificationLog: (async () =>
      ok({ entries: [], complete: true })) as EkycClient['verificationLog'],
    probe: async (): Promise<Result<undefined>> => ok(undefined),
  };
  const client: EkycClient = {
    requestOtp: async () => err('NET-DNS'),
    verifyOtp: async () => err('NET-DNS'),
    logout: async () => err('NET-DNS'),
    fetchPhoto: async () => err('NET-DNS'),
    readCard: (...call) => {
      calls.readCard.push(call);
      return answers.readCard(...call);
    },
    submit: (token, form, options) => {
      calls.submit.push([token, form, options]);
      return answers.submit(token, form);
    },
    verificationStatus: (...call) => {
      calls.verificationStatus.push(call);
      return answers.verificationStatus(...call);
    },
    verificationLog: (...call) => {
      calls.verificationLog.push(call);
      return answers.verificationLog(...call);
    },
    probe: (...call) => {
      calls.probe.push(call);
      return answers.probe();
    },
  };
  return { client, calls, answers };
};
