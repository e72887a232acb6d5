/** Tests the client against an independent service with Django REST framework, which records the requests it receives. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEkycClient } from '#main/ekyc/client.ts';
import type { CardReading, Token } from '#main/ekyc/port.ts';
import type { Result } from '#shared/result.ts';
import {
  startDrfService,
  type DrfService,
  type DrfRequest,
} from '#tests/support/drf-service/start.ts';

const samples = path.resolve(import.meta.dirname, '../../../resources/samples');
const CLERK_MOBILE = toMobileNumber('01300000042');

const dataOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};

let service: DrfService;
beforeAll(async () => {
  service = await startDrfService();
});
afterAll(() => service.stop());

const lastRequest = (): DrfRequest => {
  const request = service.requests.at(-1);
  if (!request) throw new Error('the service received no request');
  return request;
};

const signIn = async () => {
  const client = createEkycClient({ baseUrl: service.url });
  dataOf(await client.requestOtp(CLERK_MOBILE));
  const { token } = dataOf(await client.verifyOtp(CLERK_MOBILE, service.otp));
  return { client, token };
};

const readSampleCard = async (
  client: ReturnType<typeof createEkycClient>,
  token: Token,
): Promise<CardReading> => {
  const [front, back] = await Promise.all(
    ['smart-front.jpg', 'smart-back.jpg'].map((name) => readFile(path.join(samples, name))),
  );
  return dataOf(
    await client.readCard(token, {
      front: front ?? Buffer.alloc(0),
      back: back ?? Buffer.alloc(0),
    }),
  );
};

describe('the client with an independent service', () => {
  it('signs in, and returns OTP-WRONG for a wrong OTP', async () => {
    const client = createEkycClient({ baseUrl: service.url });
    expect((await client.requestOtp(CLERK_MOBILE)).ok).toBe(true);
    expect(lastRequest().fields).toEqual({ mobile_no: [CLERK_MOBILE], user_type: ['agent'] });
    expect(await client.verifyOtp(CLERK_MOBILE, '0000')).toMatchObject({
      ok: false,
      error: { code: 'OTP-WRONG' },
    });
    expect((await client.verifyOtp(CLERK_MOBILE, service.otp)).ok).toBe(true);
  });

  it('sends both sides as JPEG files under the contract’s names', async () => {
    const { client, token } = await signIn();
    const card = await readSampleCard(client, token);
    expect(card.fields).toMatchObject({
      nid_no: '0123456789',
      dob: '3/3/1975',
      applicant_name_ben: 'নমুনা উদাহরণ বেগম',
    });
    const request = lastRequest();
    expect(request.path).toBe('/agent/customer-registration/?step=1&crop=1');
    expect(request.files['id_front']).toMatchObject({
      name: 'id_front.jpg',
      type: 'image/jpeg',
      jpeg: true,
    });
    expect(request.files['id_back']).toMatchObject({
      name: 'id_back.jpg',
      type: 'image/jpeg',
      jpeg: true,
    });
    expect(request.files['id_front']?.sha256).toBe(
      createHash('sha256')
        .update(await readFile(path.join(samples, 'smart-front.jpg')))
        .digest('hex'),
    );
    expect(request.transferEncoding).toBeNull();
  });

  it('sends exactly the fields of step 2 with unchanged Bangla text', async () => {
    const { client, token } = await signIn();
    const card = await readSampleCard(client, token);
    const form = {
      nid_no: '0123456789',
      dob: '3/3/1975',
      applicant_name_ben: 'নমুনা উদাহরণ বেগম',
      applicant_name_eng: 'NAMUNA EXAMPLE BEGUM',
      father_name: 'উদাহরণ আলী মিয়া',
      mother_name: 'নমুনা খাতুন',
      pres_address: 'নমুনা সড়ক, "উদাহরণ" জেলা',
      perm_address: 'নমুনা সড়ক',
      gender: 'Female',
      profession: 'Homemaker',
      nominee: 'পরীক্ষা মিয়া',
      nominee_relation: 'Son',
      mobile_number: toMobileNumber('01300001234'),
    };
    const outcome = await client.submit(token, {
      ...form,
      front: card.front,
      back: card.back,
      photo: await readFile(path.join(samples, 'smart-photo.jpg')),
    });
    expect(outcome.kind).toBe('accepted');
    const request = lastRequest();
    const handles = { id_front_url: [card.front.value], id_back_url: [card.back.value] };
    expect(request.fields).toEqual({
      ...Object.fromEntries(Object.entries(form).map(([name, value]) => [name, [value]])),
      ...handles,
    });
    expect(Object.keys(request.files)).toEqual(['applicant_photo']);
    expect(request.files['applicant_photo']).toMatchObject({
      name: 'applicant_photo.jpg',
      type: 'image/jpeg',
      jpeg: true,
    });
    expect(request.authorization).toBe(`Token ${token}`);
  });

  it('queries status and log, and ends the session at sign-out', async () => {
    const { client, token } = await signIn();
    expect(
      dataOf(await client.verificationStatus(token, toMobileNumber('01300001234'))).verdict,
    ).toBe('pending');
    expect(dataOf(await client.verificationLog(token, 'all', 1)).entries.length).toBeGreaterThan(0);
    expect((await client.logout(token)).ok).toBe(true);
    expect(await client.verificationStatus(token, toMobileNumber('01300001234'))).toMatchObject({
      ok: false,
      error: { code: 'SESSION-ENDED' },
    });
  });

  it('never sends cookies', () => {
    expect(service.requests.every((request) => request.cookie === null)).toBe(true);
  });
});
