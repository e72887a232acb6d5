/** Contract tests of the client's seven calls against the documented dialects of the simulated service. */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { toMobileNumber } from '#tests/support/numbers.ts';
import { afterEach, describe, expect, it } from 'vitest';
import type { CardText } from '#main/training/types.ts';
import {
  dialectNames,
  type DialectName,
  type TestServiceOptions,
} from '#tests/support/service/types.ts';
import {
  AGENT,
  CARD_PICTURES,
  dataOf,
  createForm,
  createJpeg,
  startRig,
  type Rig,
} from './support/rig.ts';

let rig: Rig;
const createRig = async (options: TestServiceOptions = {}): Promise<Rig> =>
  (rig = await startRig(options));
afterEach(() => rig.close());

/** 17 digits exceed the precision of a double. The number is no multiple of four, so that rounding changes it. */
const LONG_NID = '19900123456789013';
const customer: CardText = {
  nid_no: LONG_NID,
  dob: '01 Oct 1990',
  name_ben: 'নমুনা বেগম',
  name_eng: 'NOMUNA BEGUM',
  father_name: 'উদাহরণ মিয়া',
  address: 'বাসা ০, নমুনা সড়ক, ঢাকা',
};

/** The live service answers a customer's first step 2 with 500, so its dialect is tested separately, in live.test.ts. */
const documentedDialects = dialectNames.filter((name) => name !== 'live');

describe.each(documentedDialects)('the client in the dialect of %s', (dialect: DialectName) => {
  it('preserves every value of a registration from the OTP to the verdict and the log', async () => {
    const { service, client, signIn } = await createRig({ dialect, customers: [customer] });
    const token = await signIn();

    const reading = dataOf(await client.readCard(token, CARD_PICTURES));
    expect(reading.fields).toEqual({
      nid_no: LONG_NID,
      dob: '01 Oct 1990',
      applicant_name_ben: customer.name_ben,
      applicant_name_eng: customer.name_eng,
      father_name: customer.father_name,
      pres_address: customer.address,
    });
    const suffix = dialect === '1.06' ? 'url' : 'name';
    expect([reading.front.name, reading.back.name]).toEqual([
      `id_front_${suffix}`,
      `id_back_${suffix}`,
    ]);

    const form = createForm(reading, { nid_no: LONG_NID, dob: '01 Oct 1990' });
    expect(await client.submit(token, form)).toMatchObject({ kind: 'accepted' });
    const [entry, ...otherEntries] = service.ledger();
    expect(otherEntries).toEqual([]);
    const { front: _front, back: _back, photo, ...fields } = form;
    expect(entry).toMatchObject({ ...fields, agentMobile: AGENT, duplicateOf: null });
    expect(entry?.photo.bytes).toBe(photo.length);
    expect(entry?.front.bytes).toBe(CARD_PICTURES.front.length);
    expect(entry?.back.bytes).toBe(CARD_PICTURES.back.length);

    const undecided = dataOf(await client.verificationStatus(token, form.mobile_number));
    expect(undecided.verdict).toBe(dialect === '1.08' ? 'other' : 'pending');
    expect(undecided.statusText).toBe(dialect === '1.08' ? 'ec_requested' : 'pending');
    expect(undecided.comparisons).toEqual([]);

    service.setVerdict(LONG_NID, 'failed');
    const failed = dataOf(await client.verificationStatus(token, form.mobile_number));
    expect(failed.verdict).toBe('verification-failed');
    expect(failed.textMatches).toBe(false);
    expect(failed.cardPhoto.matchesEc).toBe(true);
    const comparisonOf = (field: string): unknown =>
      failed.comparisons.find((line) => line.field === field);
    expect(comparisonOf('nid')).toEqual({ field: 'nid', card: LONG_NID, ec: LONG_NID, score: 100 });
    expect(comparisonOf('fatherName')).toMatchObject({ card: form.father_name, score: 41 });
    expect(comparisonOf('bloodGroup')).toEqual({
      field: 'bloodGroup',
      card: null,
      ec: 'B+',
      score: null,
    });
    expect(failed.other).toEqual([]);
    const picture = dataOf(await client.fetchPhoto(token, failed.counterPhoto.url ?? ''));
    expect(Buffer.from(picture).equals(photo)).toBe(true);

    const log = dataOf(await client.verificationLog(token, 'verification-failed', 1));
    expect(log.entries).toMatchObject([
      {
        mobile: form.mobile_number,
        nid: LONG_NID,
        name: form.applicant_name_eng,
        verdict: 'verification-failed',
      },
    ]);
    expect(dataOf(await client.verificationLog(token, 'passed', 1)).entries).toEqual([]);

    dataOf(await client.logout(token));
    expect(await client.verificationStatus(token, form.mobile_number)).toMatchObject({
      ok: false,
      error: { code: 'SESSION-ENDED' },
    });
    expect(service.violations()).toEqual([]);
  });

  it('learns once, for verificationStatus and verificationLog, whether their paths end with a slash', async () => {
    const { client, signIn, requestsOf } = await createRig({ dialect });
    const token = await signIn();
    for (let query = 0; query < 3; query++)
      dataOf(await client.verificationStatus(token, toMobileNumber('01300001234')));
    dataOf(await client.verificationLog(token, 'all', 1));
    const pathWithoutSlash = '/agent/get-verification-status';
    const pathWithSlash = `${pathWithoutSlash}/`;
    const expectedPaths =
      dialect === '1.06'
        ? [pathWithoutSlash, pathWithoutSlash, pathWithoutSlash]
        : [pathWithoutSlash, pathWithSlash, pathWithSlash, pathWithSlash];
    expect(requestsOf('verificationStatus').map((request) => request.path)).toEqual(expectedPaths);
    const slash = dialect === '1.06' ? '' : '/';
    expect(requestsOf('verificationLog').map((request) => request.path.split('?')[0])).toEqual([
      `/agent/get-verification-log${slash}`,
    ]);
  });
});

describe('the seven calls', () => {
  it.each([301, 302, 307, 308] as const)(
    'keep method and form when verificationStatus is redirected to its slash with %i',
    async (replyWithoutSlash) => {
      const { client, signIn, requestsOf } = await createRig({
        dialect: '1.07',
        replyWithoutSlash,
      });
      const token = await signIn();
      expect(
        dataOf(await client.verificationStatus(token, toMobileNumber('01300001234'))).verdict,
      ).toBe('invalid');
      expect(
        requestsOf('verificationStatus').map((request) => [
          request.method,
          request.fields,
          request.replyStatus,
        ]),
      ).toEqual([
        ['POST', [], replyWithoutSlash],
        ['POST', ['mobile_number'], 200],
      ]);
    },
  );

  it('send the paths, headers, fields and files of the document, and no cookies that the service sets', async () => {
    const { service, client, prepareSubmission: readyToSubmit, requestsOf } = await createRig();
    const { token, form } = await readyToSubmit();
    await client.submit(token, form);
    await client.verificationLog(token, 'pending', 2);
    const noAuthorization = { present: false };
    expect(requestsOf('requestOtp')[0]).toMatchObject({
      path: '/app/request-otp/',
      fields: ['mobile_no', 'user_type'],
      authorization: noAuthorization,
    });
    expect(requestsOf('verifyOtp')[0]).toMatchObject({
      path: '/app/verify-otp/',
      fields: ['mobile_no', 'otp'],
      authorization: noAuthorization,
    });
    expect(requestsOf('readCard')[0]).toMatchObject({
      path: '/agent/customer-registration/?step=1&crop=1',
      authorization: { present: true, scheme: 'Token' },
      files: [
        {
          field: 'id_front',
          fileName: 'id_front.jpg',
          type: 'image/jpeg',
          bytes: CARD_PICTURES.front.length,
        },
        {
          field: 'id_back',
          fileName: 'id_back.jpg',
          type: 'image/jpeg',
          bytes: CARD_PICTURES.back.length,
        },
      ],
    });
    expect(requestsOf('submit')[0]?.fields).toEqual(
      (
        'nid_no dob applicant_name_ben applicant_name_eng father_name mother_name pres_address perm_address ' +
        'id_front_url id_back_url gender profession nominee nominee_relation mobile_number'
      ).split(' '),
    );
    expect(requestsOf('submit')[0]?.files).toMatchObject([
      { field: 'applicant_photo', fileName: 'applicant_photo.jpg', type: 'image/jpeg' },
    ]);
    expect(requestsOf('verificationLog')[0]?.path).toBe(
      '/agent/get-verification-log?status=pending&page=2&per_page=20',
    );
    for (const request of service.requests()) {
      expect(request.cookie).toBe(false);
      expect(request.transferEncoding).toBe(null);
    }
    expect(service.violations()).toEqual([]);
  });

  it('replace line breaks in values and keep quotes, percent signs and zero-width joiners', async () => {
    const { service, client, prepareSubmission: readyToSubmit } = await createRig();
    const { token, form } = await readyToSubmit();
    const pres_address = 'বাসা "০"\r\nনমুনা সড়ক\n100% র\u200d্য; & = +';
    expect(await client.submit(token, { ...form, pres_address })).toMatchObject({
      kind: 'accepted',
    });
    expect(service.ledger()[0]?.pres_address).toBe('বাসা "০" নমুনা সড়ক 100% র\u200d্য; & = +');
  });

  it('reuse a connection, except for step 2', async () => {
    const { service, client, prepareSubmission: readyToSubmit } = await createRig();
    const { token, form } = await readyToSubmit();
    await client.submit(token, form);
    const connectionOf = (call: string): number | undefined =>
      service.requests().find((request) => request.call === call)?.connection;
    expect(connectionOf('verifyOtp')).toBe(connectionOf('requestOtp'));
    expect(connectionOf('readCard')).toBe(connectionOf('requestOtp'));
    expect(
      service.requests().filter((request) => request.connection === connectionOf('submit')),
    ).toHaveLength(1);
  });

  it('report monotonic upload progress up to the whole body', async () => {
    const { client, signIn } = await createRig();
    const token = await signIn();
    const reports: [number, number][] = [];
    const largeCard = { front: createJpeg(700_000, 5), back: createJpeg(700_000, 6) };
    dataOf(
      await client.readCard(token, largeCard, {
        onProgress: (sent, total) => reports.push([sent, total]),
      }),
    );
    const total = reports[0]?.[1] ?? 0;
    expect(total).toBeGreaterThan(1_400_000);
    expect(reports.length).toBeGreaterThan(10);
    expect(
      reports.every(
        ([sent, reportedTotal], index) =>
          reportedTotal === total && sent > (reports[index - 1]?.[0] ?? 0),
      ),
    ).toBe(true);
    expect(reports.at(-1)).toEqual([total, total]);
  });

  it.each(['empty', 'repeat', 'not-found'] as const)(
    'return each line of the log once and detect its end (answer beyond it: %s)',
    async (pastLastPage) => {
      const { client, prepareSubmission: readyToSubmit } = await createRig({ pastLastPage });
      const { token, form } = await readyToSubmit();
      for (let number = 0; number < 40; number++) {
        const digits = String(number).padStart(2, '0');
        await client.submit(token, {
          ...form,
          nid_no: `01234567${digits}`,
          mobile_number: toMobileNumber(`013000012${digits}`),
        });
      }
      const nids: string[] = [];
      let page = 0;
      for (let hasMore = true; hasMore;) {
        page += 1;
        const { entries, complete } = dataOf(await client.verificationLog(token, 'all', page));
        nids.push(...entries.map((entry) => entry.nid));
        hasMore = !complete;
      }
      expect(nids).toHaveLength(40);
      expect(new Set(nids).size).toBe(40);
      // Two full pages and a third request, which detects the end.
      expect(page).toBe(3);
      // A second pass from page 1 returns the same lines.
      expect(dataOf(await client.verificationLog(token, 'all', 1)).entries).toHaveLength(20);
    },
    30_000,
  );

  it('distinguish a wrong, a used and an expired OTP', async () => {
    let serviceTime = 1_000_000;
    const { service, client } = await createRig({ now: () => serviceTime });
    const wrongOtp = { ok: false, error: { code: 'OTP-WRONG' } };
    dataOf(await client.requestOtp(AGENT));
    const otp = service.otpFor(AGENT) ?? '';
    expect(otp).toMatch(/^\d{4,6}$/);
    expect(await client.verifyOtp(AGENT, otp === '0000' ? '0001' : '0000')).toMatchObject(wrongOtp);
    // An OTP is valid for three minutes.
    serviceTime += 180_000;
    expect(await client.verifyOtp(AGENT, otp)).toMatchObject(wrongOtp);
    dataOf(await client.requestOtp(AGENT));
    const newOtp = service.otpFor(AGENT) ?? '';
    dataOf(await client.verifyOtp(AGENT, newOtp));
    expect(await client.verifyOtp(AGENT, newOtp)).toMatchObject(wrongOtp);
    expect(await client.requestOtp('0130' as MobileNumber)).toMatchObject({
      ok: false,
      error: { code: 'OTP-REFUSED' },
    });
  });

  it('fail with SESSION-ENDED after the agent signs in or out elsewhere', async () => {
    const { service, client, prepareSubmission: readyToSubmit, signIn } = await createRig();
    const { token, form } = await readyToSubmit();
    await signIn();
    expect(await client.readCard(token, CARD_PICTURES)).toMatchObject({
      ok: false,
      error: { code: 'SESSION-ENDED' },
    });
    expect(await client.submit(token, form)).toMatchObject({
      kind: 'session-ended',
      error: { code: 'SESSION-ENDED' },
    });
    expect(service.ledger()).toEqual([]);
  });

  it('return the affected fields when a value is missing or a handle has expired', async () => {
    const { service, client, prepareSubmission: readyToSubmit } = await createRig();
    const { token, form } = await readyToSubmit();
    expect(await client.submit(token, { ...form, nominee: '' })).toMatchObject({
      kind: 'refused',
      error: { code: 'SVC-REFUSED', fields: { nominee: 'Missing.' } },
    });
    service.expireHandles();
    const outcome = await client.submit(token, form);
    const fields = { id_front_url: 'No such picture.', id_back_url: 'No such picture.' };
    expect(outcome).toMatchObject({ kind: 'refused', error: { fields } });
    expect(service.ledger()).toEqual([]);
  });
});
