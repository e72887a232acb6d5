/** Seed corpus of the answer fuzzing: the service's answers in every dialect as bytes, and the error shapes around it. */
import { createTestService, type DialectName } from '#tests/support/service/service.ts';
import { dialectNames } from '#tests/support/service/types.ts';

export type FuzzedCall =
  | 'requestOtp'
  | 'verifyOtp'
  | 'logout'
  | 'readCard'
  | 'submit'
  | 'verificationStatus'
  | 'verificationLog';

export interface WireAnswer {
  readonly call: FuzzedCall;
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

const AGENT_MOBILE = '01300000042';
const NID = '01234567890123456';
const MOBILE = '01300001234';
const JPEG = new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 0xff, 0xd9])], {
  type: 'image/jpeg',
});
const createForm = (handles: Readonly<Record<string, string>>): Record<string, string | Blob> => ({
  nid_no: NID,
  dob: '1/10/1980',
  applicant_name_ben: 'নমুনা বেগম',
  applicant_name_eng: 'NOMUNA BEGUM',
  father_name: 'উদাহরণ মিয়া',
  mother_name: 'অনুশীলন বেগম',
  pres_address: 'বাসা ০, নমুনা সড়ক, ঢাকা',
  perm_address: 'গ্রাম: উদাহরণপুর, খুলনা',
  gender: 'Female',
  profession: 'Homemaker',
  nominee: 'Porikkha Mia',
  nominee_relation: 'Son',
  mobile_number: MOBILE,
  applicant_photo: JPEG,
  ...handles,
});

const toFormData = (fields: Readonly<Record<string, string | Blob>>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, value, `${name}.jpg`);
  }
  return data;
};

/** Error answers in the forms of the service's framework. */
const commonErrors: readonly Omit<WireAnswer, 'call'>[] = [
  [401, { detail: 'Invalid token.' }],
  [403, { detail: 'Authentication credentials were not provided.' }],
  [403, { detail: 'You do not have permission to perform this action.' }],
  [400, { nominee: ['This field may not be blank.'], non_field_errors: ['No.'] }],
  [400, ['No.']],
  [413, { detail: 'Too large.' }],
  [429, { detail: 'Request was throttled. Expected available in 17 seconds.' }],
  [200, { status: 'failed', message: 'No.', status_code: 403 }],
  [200, { status: 'failed', error: 'No.', status_code: 6003 }],
  [500, { detail: 'Broken.' }],
].map(([status, body]) => ({
  status: Number(status),
  type: 'application/json',
  body: Buffer.from(JSON.stringify(body)),
}));

const htmlPages: readonly Omit<WireAnswer, 'call'>[] = [200, 302, 404, 500, 502, 503, 511].map(
  (status) => ({
    status,
    type: 'text/html; charset=utf-8',
    body: Buffer.from(
      `<!doctype html><html><head><title>${status}</title></head><body><h1>Sign in to the network</h1><script>1</script></body></html>`,
    ),
  }),
);

const recordAnswers = async (dialect: DialectName): Promise<readonly WireAnswer[]> => {
  const service = await createTestService({ dialect });
  const answers: WireAnswer[] = [];
  let token = '';
  const send = async (
    call: FuzzedCall,
    path: string,
    fields?: Readonly<Record<string, string | Blob>>,
  ): Promise<Record<string, unknown>> => {
    const response = await fetch(service.url + path, {
      ...(fields ? { method: 'POST', body: toFormData(fields) } : {}),
      headers: token === '' ? {} : { authorization: `Token ${token}` },
      redirect: 'manual',
    });
    const body = Buffer.from(await response.arrayBuffer());
    const type = response.headers.get('content-type') ?? '';
    answers.push({ call, status: response.status, type, body });
    return type.includes('json') ? (JSON.parse(body.toString()) as Record<string, unknown>) : {};
  };
  const requestOtp = () =>
    send('requestOtp', '/app/request-otp/', { mobile_no: AGENT_MOBILE, user_type: 'agent' });
  const signIn = async (): Promise<void> => {
    await requestOtp();
    const otp = service.otpFor(AGENT_MOBILE) ?? '';
    token = String(
      (await send('verifyOtp', '/app/verify-otp/', { mobile_no: AGENT_MOBILE, otp }))['token'],
    );
  };
  try {
    await send('requestOtp', '/app/request-otp/', { mobile_no: 'nobody', user_type: 'agent' });
    await requestOtp();
    await send('verifyOtp', '/app/verify-otp/', { mobile_no: AGENT_MOBILE, otp: '0' });
    await send('verificationLog', '/agent/get-verification-log/?status=all');
    await signIn();
    const registrationPath = '/agent/customer-registration/?step=';
    await send('readCard', `${registrationPath}1&crop=1`, { id_front: JPEG });
    const reading = await send('readCard', `${registrationPath}1&crop=1`, {
      id_front: JPEG,
      id_back: JPEG,
    });
    const handles = Object.fromEntries(
      Object.entries((reading['data'] ?? {}) as Record<string, string>).filter(([name]) =>
        /^id_(front|back)_(url|name)$/.test(name),
      ),
    );
    const form = createForm(handles);
    const slash = dialect === '1.06' ? '' : '/';
    const queryStatus = () =>
      send('verificationStatus', `/agent/get-verification-status${slash}`, {
        mobile_number: MOBILE,
      });
    await queryStatus();
    await send('submit', `${registrationPath}2`, { ...form, nominee: '' });
    await send('submit', `${registrationPath}2`, form);
    for (const verdict of ['pending', 'passed', 'failed', 'invalid', 'undecided'] as const) {
      service.setVerdict(NID, verdict);
      await queryStatus();
      await send('submit', `${registrationPath}2`, form);
    }
    await send('verificationLog', `/agent/get-verification-log${slash}?status=all`);
    await send('verificationLog', `/agent/get-verification-log${slash}?status=all&page=9`);
    await send('logout', '/app/logout/');
  } finally {
    await service.close();
  }
  return answers;
};

/** Every answer of every dialect, and for each call the errors and HTML pages that may come in its place. */
export const recordAnswerCorpus = async (): Promise<readonly WireAnswer[]> => {
  const corpus: WireAnswer[] = [];
  for (const dialect of dialectNames) corpus.push(...(await recordAnswers(dialect)));
  const calls = [...new Set(corpus.map(({ call }) => call))];
  return [
    ...corpus,
    ...calls.flatMap((call) =>
      [...commonErrors, ...htmlPages].map((answer) => ({ ...answer, call })),
    ),
  ];
};
