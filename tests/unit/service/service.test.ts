import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { inventedCustomers } from '#tests/support/service/customers.ts';
import {
  createTestService,
  type TestServiceOptions,
  type TestService,
} from '#tests/support/service/service.ts';

let service: TestService;
const startService = async (options: TestServiceOptions = {}): Promise<TestService> =>
  (service = await createTestService(options));
afterEach(() => service.close());

const AGENT_MOBILE = '01300000042';
const JPEG = new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 0xff, 0xd9])], {
  type: 'image/jpeg',
});

const toFormData = (fields: Record<string, string | Blob>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, value, `${name}.jpg`);
  }
  return data;
};

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** Sends a request with fetch, independently of the kiosk's client. */
const sendRequest = async (
  path: string,
  fields?: Record<string, string | Blob>,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const postOptions = fields ? { method: 'POST', body: toFormData(fields) } : {};
  const response = await fetch(service.url + path, { ...postOptions, headers, redirect: 'manual' });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text.startsWith('<') ? 'html' : JSON.parse(text || 'null'),
  };
};

const signIn = async (): Promise<Record<string, string>> => {
  await sendRequest('/app/request-otp/', { mobile_no: AGENT_MOBILE, user_type: 'agent' });
  const { body } = await sendRequest('/app/verify-otp/', {
    mobile_no: AGENT_MOBILE,
    otp: service.otpFor(AGENT_MOBILE) ?? '',
  });
  return { authorization: `Token ${(body as { token: string }).token}` };
};

const STEP_1 = '/agent/customer-registration/?step=1';
const STEP_2 = '/agent/customer-registration/?step=2';

const formFields = (data: Record<string, string>): Record<string, string | Blob> => ({
  nid_no: '0123456789',
  dob: '1/10/1980',
  applicant_name_ben: 'নমুনা',
  applicant_name_eng: 'NOMUNA',
  father_name: 'ক',
  mother_name: 'খ',
  pres_address: 'গ',
  perm_address: 'গ',
  id_front_url: data['id_front_url'] ?? '',
  id_back_url: data['id_back_url'] ?? '',
  gender: 'Female',
  profession: 'Homemaker',
  nominee: 'N',
  nominee_relation: 'Son',
  mobile_number: '01300001234',
  applicant_photo: JPEG,
});

const sendStep1 = async (auth: Record<string, string>): Promise<Record<string, string>> =>
  (
    (await sendRequest(STEP_1, { id_front: JPEG, id_back: JPEG }, auth)).body as {
      data: Record<string, string>;
    }
  ).data;

describe('the simulated service', () => {
  it('accepts the requests of the document only', async () => {
    await startService();
    expect(await sendRequest('/app/request-otp/')).toMatchObject({ status: 405 });
    expect(await sendRequest('/app/request-otp', { mobile_no: AGENT_MOBILE })).toMatchObject({
      status: 404,
      body: 'html',
    });
    expect(await sendRequest('/app/request-otp/', { mobile_no: AGENT_MOBILE })).toMatchObject({
      status: 400,
      body: { user_type: ['Must be agent.'] },
    });
    expect(await sendRequest('/app/request-otp/', { user_type: 'agent' })).toMatchObject({
      status: 400,
      body: { mobile_no: ['Missing.'] },
    });
    const headers = { 'content-type': 'application/json' };
    const json = await fetch(`${service.url}/app/request-otp/`, {
      method: 'POST',
      headers,
      body: '{}',
    });
    expect(json.status).toBe(415);
    expect(service.otpFor(AGENT_MOBILE)).toBe(null);
  });

  it('requires its token in its scheme and keeps one token per agent', async () => {
    await startService();
    expect(await sendRequest('/app/logout/')).toMatchObject({
      status: 401,
      body: { detail: 'Authentication credentials were not provided.' },
    });
    expect((await sendRequest('/app/logout/')).headers.get('www-authenticate')).toBe('Token');
    const first = await signIn();
    const bearer = { authorization: (first['authorization'] ?? '').replace('Token', 'Bearer') };
    expect(await sendRequest('/app/logout/', undefined, bearer)).toMatchObject({ status: 401 });
    const second = await signIn();
    expect(
      await sendRequest('/agent/get-verification-log?status=all', undefined, first),
    ).toMatchObject({
      status: 401,
    });
    expect(
      await sendRequest('/agent/get-verification-log?status=all', undefined, second),
    ).toMatchObject({
      status: 200,
      body: [],
    });
    expect(await sendRequest('/app/logout/', undefined, second)).toMatchObject({ status: 200 });
    expect(await sendRequest('/app/logout/', undefined, second)).toMatchObject({ status: 401 });
  });

  it('reports each OTP to its owner, as often as it is requested', async () => {
    const sent: string[][] = [];
    await startService({ onOtp: (mobile, otp) => sent.push([mobile, otp]) });
    await sendRequest('/app/request-otp/', { mobile_no: AGENT_MOBILE, user_type: 'agent' });
    await sendRequest('/app/request-otp/', { mobile_no: AGENT_MOBILE, user_type: 'agent' });
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual([AGENT_MOBILE, service.otpFor(AGENT_MOBILE)]);
  });

  it('records cookies and chunked bodies as violations', async () => {
    await startService();
    expect(await sendRequest('/app/logout/', undefined, { cookie: 'sessionid=1' })).toMatchObject({
      status: 403,
    });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-type': 'multipart/form-data; boundary=x' };
      const chunked = request(`${service.url}/app/request-otp/`, { method: 'POST', headers });
      chunked
        .on('response', (response) => resolve(response.resume().statusCode))
        .on('error', reject);
      chunked.write('--x--\r\n');
      chunked.end();
    });
    expect(status).toBe(411);
    expect(service.violations()).toEqual(['/app/logout/: cookie sent', 'chunked body']);
  });

  it('reads one invented customer after the other, unless the test supplies readings', async () => {
    await startService();
    const auth = await signIn();
    const names = [await sendStep1(auth), await sendStep1(auth)].map(
      (data) => data['customer_name_eng'],
    );
    expect(names).toEqual(inventedCustomers.slice(0, 2).map((customer) => customer.name_eng));
    await service.close();
    await startService({ readCard: (front, back) => (front.length === back.length ? null : {}) });
    expect(
      (await sendRequest(STEP_1, { id_front: JPEG, id_back: JPEG }, await signIn())).body,
    ).toMatchObject({ status: 'failed' });
  });

  it('requires two JPEG pictures in step 1', async () => {
    await startService();
    const auth = await signIn();
    const png = new Blob([new Uint8Array([0x89, 0x50])], { type: 'image/jpeg' });
    expect((await sendRequest(STEP_1, { id_front: JPEG, id_back: png }, auth)).body).toEqual({
      id_back: ['Not a JPEG picture.'],
    });
    expect((await sendRequest(STEP_1, { id_front: JPEG }, auth)).body).toEqual({
      id_back: ['Missing.'],
    });
    expect(
      await sendRequest('/agent/customer-registration/', { id_front: JPEG, id_back: JPEG }, auth),
    ).toMatchObject({ status: 400 });
  });

  it('requires all fields, its own handles and the photo in step 2', async () => {
    await startService();
    const auth = await signIn();
    const fields = formFields(await sendStep1(auth));
    for (const missing of Object.keys(fields)) {
      const { [missing]: _missing, ...otherFields } = fields;
      expect(await sendRequest(STEP_2, otherFields, auth)).toMatchObject({
        status: 400,
        body: { [missing]: ['Missing.'] },
      });
    }
    const foreignHandle = await sendRequest(
      STEP_2,
      { ...fields, id_back_url: 'https://elsewhere.example/x.jpg' },
      auth,
    );
    expect(foreignHandle).toMatchObject({
      status: 400,
      body: { id_back_url: ['No such picture.'] },
    });
    const longNominee = await sendRequest(STEP_2, { ...fields, nominee: 'x'.repeat(101) }, auth);
    expect(longNominee).toMatchObject({ status: 400, body: { nominee: ['Too long.'] } });
    expect(service.ledger()).toEqual([]);
    expect(await sendRequest(STEP_2, fields, auth)).toMatchObject({
      status: 200,
      body: { status: 'success' },
    });
    expect(service.ledger()).toMatchObject([
      { seq: 1, nid_no: '0123456789', agentMobile: AGENT_MOBILE, photo: { bytes: 8 } },
    ]);
  });

  it('overwrites a registration that is sent twice and resets its verdict, and the ledger shows both', async () => {
    await startService();
    const auth = await signIn();
    const fields = formFields(await sendStep1(auth));
    await sendRequest(STEP_2, fields, auth);
    expect(service.setVerdict('0123456789', 'passed')).toBe(true);
    const status = async (): Promise<unknown> =>
      (await sendRequest('/agent/get-verification-status', { mobile_number: '01300001234' }, auth))
        .body;
    const detail = { nid_from_card: '0123456789', nid_score: 100, textual_info_match: true };
    expect(await status()).toMatchObject({ status: 'passed', detail });
    await sendRequest(STEP_2, fields, auth);
    expect(await status()).toEqual({ status: 'pending' });
    expect(service.ledger().map((entry) => entry.duplicateOf)).toEqual([null, 1]);
    expect(
      (await sendRequest('/agent/get-verification-log?status=all', undefined, auth)).body,
    ).toHaveLength(1);
    expect(service.setVerdict('0999999999', 'passed')).toBe(false);
  });

  it('uses the verdict of verdictFor and keeps the first final one', async () => {
    await startService({
      verdictFor: ({ statusQueries }) =>
        statusQueries < 2 ? 'pending' : statusQueries === 2 ? 'invalid' : 'passed',
    });
    const auth = await signIn();
    await sendRequest(STEP_2, formFields(await sendStep1(auth)), auth);
    const statuses: unknown[] = [];
    for (let query = 0; query < 4; query++) {
      statuses.push(
        (
          (
            await sendRequest(
              '/agent/get-verification-status',
              { mobile_number: '01300001234' },
              auth,
            )
          ).body as { status: string }
        ).status,
      );
    }
    expect(statuses).toEqual(['pending', 'invalid', 'invalid', 'invalid']);
  });

  it('answers the log by status and page', async () => {
    await startService();
    const auth = await signIn();
    const fields = formFields(await sendStep1(auth));
    for (const lastDigit of [1, 2, 3])
      await sendRequest(STEP_2, { ...fields, nid_no: `012345678${lastDigit}` }, auth);
    service.setVerdict('0123456782', 'passed');
    const log = async (query: string): Promise<Answer> =>
      sendRequest(`/agent/get-verification-log?${query}`, undefined, auth);
    const nids = async (query: string): Promise<string[]> =>
      ((await log(query)).body as { customer_nid_number: string }[]).map(
        (line) => line.customer_nid_number,
      );
    expect(await nids('status=all&per_page=2')).toEqual(['0123456781', '0123456782']);
    expect(await nids('status=all&per_page=2&page=2')).toEqual(['0123456783']);
    expect(await nids('status=all&per_page=2&page=3')).toEqual([]);
    expect(await nids('status=passed')).toEqual(['0123456782']);
    expect(await nids('status=failed')).toEqual([]);
    expect(await log('status=maybe')).toMatchObject({ status: 400 });
    expect(await log('page=1')).toMatchObject({ status: 400, body: { status: ['Missing.'] } });
    expect(await log('status=all&page=0')).toMatchObject({ status: 400 });
  });

  it('queues faults for one call and keeps permanent faults until they are cleared', async () => {
    await startService();
    const auth = await signIn();
    const log = async (): Promise<number> =>
      (await sendRequest('/agent/get-verification-log?status=all', undefined, auth)).status;
    service.faults.failNext('verificationLog', { kind: 'status', status: 429, retryAfter: 3 });
    service.faults.failNext('verificationLog', 'status-500');
    service.faults.failAlways('verificationLog', 'html-502');
    expect([await log(), await log(), await log(), await log()]).toEqual([429, 500, 502, 502]);
    service.faults.clear('verificationLog');
    expect(await log()).toBe(200);
  });

  it('can be stopped while a request hangs', async () => {
    await startService();
    service.faults.failNext('requestOtp', 'hang');
    const hanging = sendRequest('/app/request-otp/', {
      mobile_no: AGENT_MOBILE,
      user_type: 'agent',
    }).catch(() => 'cut');
    while (service.requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await service.close();
    expect(await hanging).toBe('cut');
    await startService();
  });
});

describe('the invented customers', () => {
  it('have NID numbers that begin with 0, which are never issued', () => {
    expect(inventedCustomers.length).toBeGreaterThan(2);
    for (const customer of inventedCustomers) expect(customer.nid_no).toMatch(/^0\d{9}(\d{3})?$/);
  });
});
