/** Contract tests of the client against the simulated service in the dialect of the live service. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { afterEach, describe, expect, it } from 'vitest';
import type { SubmissionForm } from '#main/ekyc/port.ts';
import type { TestServiceOptions } from '#tests/support/service/service.ts';
import { AGENT, CARD_PICTURES, dataOf, startRig, type Rig } from './support/rig.ts';

let rig: Rig;
const createRig = async (options: TestServiceOptions = {}): Promise<Rig> =>
  (rig = await startRig({ dialect: 'live', ...options }));
afterEach(() => rig.close());

const nidOf = (
  comparisons: readonly { field: string; card: string | null }[],
): string | null | undefined => comparisons.find(({ field }) => field === 'nid')?.card;

describe('a registration in the dialect of the live service', () => {
  it('is saved and answered with 500 the first time, which results in an answered unknown outcome', async () => {
    const { service, client, prepareSubmission: readyToSubmit } = await createRig();
    const { token, form } = await readyToSubmit();
    expect([form.front.name, form.back.name]).toEqual(['id_front_name', 'id_back_name']);
    expect(dataOf(await client.verificationStatus(token, form.mobile_number)).verdict).toBe(
      'not-found',
    );
    expect(await client.submit(token, form)).toMatchObject({
      kind: 'unknown',
      answered: true,
      error: { code: 'SEND-UNKNOWN', params: { cause: 'SVC-BROKEN', status: 500 } },
    });
    expect(service.ledger()).toHaveLength(1);
    const undecided = dataOf(await client.verificationStatus(token, form.mobile_number));
    expect(undecided.verdict).toBe('pending');
    expect(nidOf(undecided.comparisons)).toBe(form.nid_no);
    expect(service.violations()).toEqual([]);
  });

  it('is accepted and pending again when the customer is already known', async () => {
    const { service, client, prepareSubmission: readyToSubmit } = await createRig();
    const { token, form } = await readyToSubmit();
    await client.submit(token, form);
    service.setVerdict(form.nid_no, 'passed');
    expect(await client.submit(token, { ...form, nominee: 'Another' })).toMatchObject({
      kind: 'accepted',
    });
    expect(service.ledger().map(({ nominee, duplicateOf }) => [nominee, duplicateOf])).toEqual([
      [form.nominee, null],
      ['Another', 1],
    ]);
    expect(dataOf(await client.verificationStatus(token, form.mobile_number)).verdict).toBe(
      'pending',
    );
  });

  it('has the outcome under-way while the customer is being verified', async () => {
    const { service, client, prepareSubmission: readyToSubmit } = await createRig();
    const { token, form } = await readyToSubmit();
    await client.submit(token, form);
    service.setVerdict(form.nid_no, 'undecided');
    const outcome = await client.submit(token, { ...form, nominee: 'Another' });
    expect(outcome).toEqual({
      kind: 'under-way',
      error: { code: 'SVC-UNDER-WAY', service: 'The verification of this customer is under way.' },
    });
    expect(service.ledger()).toHaveLength(1);
  });

  it('creates a second customer for the same NID with another mobile number', async () => {
    const { client, prepareSubmission: readyToSubmit } = await createRig();
    const { token, form } = await readyToSubmit();
    await client.submit(token, form);
    expect(
      await client.submit(token, { ...form, mobile_number: toMobileNumber('01300001235') }),
    ).toMatchObject({
      kind: 'unknown',
      answered: true,
    });
    await client.submit(token, { ...form, nid_no: '0123456780' });
    // The status returns the first of two customers with one mobile number.
    expect(
      nidOf(dataOf(await client.verificationStatus(token, form.mobile_number)).comparisons),
    ).toBe(form.nid_no);
  });

  it('is refused with 400 when a value or a picture is missing', async () => {
    const { service, client, prepareSubmission: readyToSubmit } = await createRig();
    const { token, form } = await readyToSubmit();
    const invalidChanges: Partial<SubmissionForm>[] = [
      { nominee: '' },
      { gender: 'x'.repeat(101) },
      { photo: Buffer.from('no picture') },
    ];
    for (const change of invalidChanges)
      expect(await client.submit(token, { ...form, ...change })).toMatchObject({ kind: 'refused' });
    service.expireHandles();
    expect(await client.submit(token, form)).toMatchObject({
      kind: 'refused',
      error: { code: 'SVC-REFUSED' },
    });
    expect(service.ledger()).toEqual([]);
  });

  it('has no card values when the service could not read the card', async () => {
    const { client, signIn } = await createRig({ readCard: () => null });
    expect(await client.readCard(await signIn(), CARD_PICTURES)).toMatchObject({
      ok: false,
      error: { code: 'SVC-UNREAD' },
    });
  });
});

describe('verificationStatus in the dialect of the live service', () => {
  it('returns values, scores, flags and the photo', async () => {
    const { service, client, prepareSubmission: readyToSubmit } = await createRig();
    const { token, form } = await readyToSubmit();
    await client.submit(token, form);
    service.setVerdict(form.nid_no, 'failed');
    const answer = dataOf(await client.verificationStatus(token, form.mobile_number));
    expect(answer).toMatchObject({
      verdict: 'verification-failed',
      textMatches: false,
      cardPhoto: { url: null, matchesEc: true },
    });
    expect(answer.counterPhoto.matchesEc).toBe(false);
    expect(answer.comparisons).toEqual(
      expect.arrayContaining([
        { field: 'nid', card: form.nid_no, ec: null, score: null },
        { field: 'nameEng', card: form.applicant_name_eng, ec: null, score: 100 },
        { field: 'fatherName', card: form.father_name, ec: null, score: 41 },
      ]),
    );
    const photo = dataOf(await client.fetchPhoto(token, answer.counterPhoto.url ?? ''));
    expect(Buffer.from(photo).equals(form.photo)).toBe(true);
    expect(answer.other.map(({ value }) => value).join(' ')).not.toContain('base64');
  });

  it.each(['ec_requested', 'undecided'] as const)(
    'returns no mismatch for %s, although its flags are "false"',
    async (status) => {
      const { service, client, prepareSubmission: readyToSubmit } = await createRig();
      const { token, form } = await readyToSubmit();
      await client.submit(token, form);
      service.setVerdict(form.nid_no, status);
      const answer = dataOf(await client.verificationStatus(token, form.mobile_number));
      expect(answer).toMatchObject({ verdict: 'other', statusText: status, textMatches: null });
      expect([answer.cardPhoto.matchesEc, answer.counterPhoto.matchesEc]).toEqual([null, null]);
      expect(answer.comparisons.map(({ score }) => score)).toEqual(
        answer.comparisons.map(() => null),
      );
      expect(nidOf(answer.comparisons)).toBe(form.nid_no);
    },
  );

  it('returns the NID of the customer for invalid', async () => {
    const { service, client, prepareSubmission: readyToSubmit } = await createRig();
    const { token, form } = await readyToSubmit();
    await client.submit(token, form);
    service.setVerdict(form.nid_no, 'invalid');
    const answer = dataOf(await client.verificationStatus(token, form.mobile_number));
    expect([answer.verdict, nidOf(answer.comparisons)]).toEqual(['invalid', form.nid_no]);
  });
});

describe('verificationLog in the dialect of the live service', () => {
  const submitRegistrations = async (
    { client, prepareSubmission: readyToSubmit }: Rig,
    count: number,
  ): Promise<{ token: Awaited<ReturnType<Rig['signIn']>> }> => {
    const { token, form } = await readyToSubmit();
    for (let number = 0; number < count; number += 1) {
      const digits = String(number).padStart(2, '0');
      await client.submit(token, {
        ...form,
        nid_no: `01234567${digits}`,
        mobile_number: toMobileNumber(`013000012${digits}`),
      });
    }
    return { token };
  };

  it('returns an empty, complete log without registrations', async () => {
    const { client, signIn } = await createRig();
    expect(dataOf(await client.verificationLog(await signIn(), 'all', 1))).toEqual({
      entries: [],
      complete: true,
    });
  });

  it('returns a complete log when there are more lines than requested', async () => {
    const { token } = await submitRegistrations(await createRig(), 21);
    const log = dataOf(await rig.client.verificationLog(token, 'all', 1));
    expect([log.entries.length, log.complete]).toEqual([21, true]);
    expect(log.entries[0]).toMatchObject({
      mobile: '01300001200',
      nid: '0123456700',
      verdict: 'pending',
    });
    expect(log.entries[0]?.submittedOn).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('returns a complete log when the next page repeats its lines', async () => {
    const { token } = await submitRegistrations(await createRig(), 3);
    expect(dataOf(await rig.client.verificationLog(token, 'all', 1))).toMatchObject({
      entries: { length: 3 },
      complete: false,
    });
    expect(dataOf(await rig.client.verificationLog(token, 'all', 2))).toEqual({
      entries: [],
      complete: true,
    });
  });

  it('returns all 45 customers in pages of ten', async () => {
    const { token } = await submitRegistrations(await createRig({ pageLimit: 10 }), 45);
    const nids: string[] = [];
    for (let page = 1, complete = false; !complete; page += 1) {
      const log = dataOf(await rig.client.verificationLog(token, 'all', page));
      nids.push(...log.entries.map(({ nid }) => nid));
      complete = log.complete;
    }
    expect(new Set(nids).size).toBe(45);
    expect(
      rig.requestsOf('verificationLog').filter(({ replyStatus: answered }) => answered === 200),
    ).toHaveLength(6);
  });
});

describe('sign-in in the dialect of the live service', () => {
  it('returns the same token to a second machine; a sign-out on one ends it on both', async () => {
    const { service, client, signIn } = await createRig();
    const [first, second] = [await signIn(), await signIn()];
    expect(second).toBe(first);
    expect(service.otpFor(AGENT)).toBe(null);
    dataOf(await client.logout(first));
    expect(await client.verificationStatus(second, toMobileNumber('01300001234'))).toMatchObject({
      ok: false,
      error: { code: 'SESSION-ENDED' },
    });
  });
});

describe.each(['1.06', 'live'] as const)('a refused sign-in (%s)', (dialect) => {
  it('distinguishes an unknown number from an OTP that was not sent, with the service’s message', async () => {
    const { client } = await createRig({
      dialect,
      agentState: (agentMobile) => (agentMobile === AGENT ? 'sms-down' : 'unknown'),
    });
    expect(await client.requestOtp(AGENT)).toMatchObject({
      error: { code: 'OTP-REFUSED', service: 'The SMS could not be sent.' },
    });
    expect(await client.requestOtp(toMobileNumber('01300000043'))).toMatchObject({
      error:
        dialect === 'live'
          ? { code: 'OTP-UNKNOWN', service: 'No agent with this mobile number.' }
          : { code: 'OTP-REFUSED' },
    });
  });

  it('distinguishes a wrong OTP from a disabled account', async () => {
    let state: 'active' | 'disabled' = 'active';
    const { client, service } = await createRig({ dialect, agentState: () => state });
    dataOf(await client.requestOtp(AGENT));
    const otp = service.otpFor(AGENT) ?? '';
    expect(await client.verifyOtp(AGENT, otp === '000000' ? '000001' : '000000')).toMatchObject({
      error: { code: 'OTP-WRONG' },
    });
    state = 'disabled';
    // Version 1.06 gives the same answer in both cases.
    const code = dialect === 'live' ? 'SIGN-IN-REFUSED' : 'OTP-WRONG';
    expect(await client.verifyOtp(AGENT, otp)).toMatchObject({
      error: { code, service: 'This account is disabled.' },
    });
  });
});

describe('the trailing slash of the path', () => {
  it.each([301, 500] as const)(
    'is learned from status %i of one call and used for both',
    async (replyWithoutSlash) => {
      const { client, signIn, requestsOf } = await createRig({ replyWithoutSlash });
      const token = await signIn();
      for (let query = 0; query < 2; query += 1)
        dataOf(await client.verificationStatus(token, toMobileNumber('01300001234')));
      dataOf(await client.verificationLog(token, 'all', 1));
      expect(requestsOf('verificationStatus').map(({ replyStatus: answered }) => answered)).toEqual(
        [replyWithoutSlash, 200, 200],
      );
      expect(requestsOf('verificationLog').map(({ replyStatus: answered }) => answered)).toEqual([
        200,
      ]);
    },
  );

  it('is not learned from a service that fails with and without it', async () => {
    const { service, client, signIn, requestsOf } = await startRig({ dialect: '1.06' }).then(
      (started) => (rig = started),
    );
    const token = await signIn();
    service.faults.failNext('verificationStatus', 'status-500');
    expect(await client.verificationStatus(token, toMobileNumber('01300001234'))).toMatchObject({
      ok: false,
      error: { code: 'SVC-BROKEN' },
    });
    expect(
      dataOf(await client.verificationStatus(token, toMobileNumber('01300001234'))).verdict,
    ).toBe('invalid');
    expect(requestsOf('verificationStatus').map(({ path }) => path.endsWith('/'))).toEqual([
      false,
      true,
      false,
    ]);
  });
});
