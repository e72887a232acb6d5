import { toMobileNumber } from '#tests/support/numbers.ts';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEkycClient } from '#main/ekyc/client.ts';
import type { CardReading, EkycClient, SubmissionForm } from '#main/ekyc/port.ts';
import { createTrainingFaults, type TrainingFaults } from '#main/training/faults.ts';
import { createTrainingService, type TrainingService } from '#main/training/service.ts';
import type { CardText, Verdict } from '#main/training/types.ts';
import type { Result } from '#shared/result.ts';

const AGENT = toMobileNumber('01300000042');
const MOBILE = toMobileNumber('01300001234');
const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 0xff, 0xd9]);
const CARD: CardText = { nid_no: '0123456789', name_ben: 'নমুনা বেগম', name_eng: 'NOMUNA BEGUM' };

let service: TrainingService;
let faults: TrainingFaults;
let client: EkycClient;
let otp = '';
let card: CardText | null = CARD;
let verdict: Verdict = 'pending';

beforeEach(async () => {
  faults = createTrainingFaults({ onChange: () => undefined });
  [otp, card, verdict] = ['', CARD, 'pending'];
  service = await createTrainingService({
    readCard: () => card,
    verdictFor: () => verdict,
    onOtp: (_mobile, sentOtp) => (otp = sentOtp),
    faults,
  });
  client = createEkycClient({ baseUrl: service.url });
});
afterEach(() => service.close());

const dataOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};

const signIn = async () => {
  dataOf(await client.requestOtp(AGENT));
  return dataOf(await client.verifyOtp(AGENT, otp)).token;
};

/** Creates a complete form with the handles of a reading. */
const createForm = (reading: CardReading): SubmissionForm => ({
  nid_no: '0123456789',
  dob: '1/10/1980',
  applicant_name_ben: 'নমুনা বেগম',
  applicant_name_eng: 'NOMUNA BEGUM',
  father_name: 'উদাহরণ মিয়া',
  mother_name: 'অনুশীলন বেগম',
  pres_address: 'ঢাকা',
  perm_address: 'খুলনা',
  gender: 'Female',
  profession: 'Homemaker',
  nominee: 'Porikkha Mia',
  nominee_relation: 'Son',
  mobile_number: MOBILE,
  front: reading.front,
  back: reading.back,
  photo: JPEG,
});

describe('createTrainingService', () => {
  it('processes a registration from the sign-in to the verdict', async () => {
    const token = await signIn();
    const reading = dataOf(await client.readCard(token, { front: JPEG, back: JPEG }));
    const submitted = await client.submit(token, createForm(reading));
    expect(submitted).toMatchObject({ kind: 'accepted' });
    expect(dataOf(await client.verificationStatus(token, MOBILE)).verdict).toBe('pending');
    verdict = 'passed';
    const status = dataOf(await client.verificationStatus(token, MOBILE));
    expect(status.verdict).toBe('passed');
    expect(dataOf(await client.fetchPhoto(token, status.counterPhoto.url ?? ''))).toEqual(
      Buffer.from(JPEG),
    );
    expect(dataOf(await client.verificationLog(token, 'all', 1)).entries).toMatchObject([
      { nid: '0123456789', mobile: MOBILE, verdict: 'passed' },
    ]);
    dataOf(await client.logout(token));
    expect(await client.verificationStatus(token, MOBILE)).toMatchObject({
      error: { code: 'SESSION-ENDED' },
    });
  });

  it('refuses a wrong OTP and returns no reading of an unreadable card', async () => {
    const token = await signIn();
    expect(await client.verifyOtp(AGENT, otp)).toMatchObject({ error: { code: 'OTP-WRONG' } });
    card = null;
    expect(await client.readCard(token, { front: JPEG, back: JPEG })).toMatchObject({
      error: { code: 'SVC-UNREAD' },
    });
  });

  it('refuses connections while it is offline and answers at the same address afterwards', async () => {
    const token = await signIn();
    await service.setOnline(false);
    expect(await client.probe()).toMatchObject({
      error: { code: 'NET-REFUSED' },
    });
    await service.setOnline(true);
    expect((await client.verificationStatus(token, MOBILE)).ok).toBe(true);
  });

  it('leaves one card unread with the fault unread-card and reads the next', async () => {
    const token = await signIn();
    faults.set('unread-card', true);
    const readCard = () => client.readCard(token, { front: JPEG, back: JPEG });
    expect(await readCard()).toMatchObject({ error: { code: 'SVC-UNREAD' } });
    expect(faults.active()).toEqual([]);
    expect((await readCard()).ok).toBe(true);
  });

  it('saves a form and answers HTTP 500 with the fault lost-answer', async () => {
    const token = await signIn();
    const reading = dataOf(await client.readCard(token, { front: JPEG, back: JPEG }));
    faults.set('lost-answer', true);
    expect(await client.submit(token, createForm(reading))).toMatchObject({ kind: 'unknown' });
    expect(faults.active()).toEqual([]);
    expect(dataOf(await client.verificationLog(token, 'all', 1)).entries).toHaveLength(1);
  });

  it('ends the sessions of all agents, and the refused call ends the fault', async () => {
    const token = await signIn();
    service.endSessions();
    faults.set('signed-out', true);
    expect(await client.verificationStatus(token, MOBILE)).toMatchObject({
      error: { code: 'SESSION-ENDED' },
    });
    expect(faults.active()).toEqual([]);
  });

  it.each([
    ['GET', '/app/request-otp/', 405],
    ['GET', '/app/elsewhere/', 404],
    ['POST', '/agent/customer-registration/?step=3', 400],
  ])('answers %s %s with %i', async (method, path, status) => {
    expect((await fetch(service.url + path, { method })).status).toBe(status);
  });

  it('refuses a body that is not a form and a malformed form', async () => {
    const postToRequestOtp = async (type: string, body: string): Promise<number> => {
      const headers = { 'content-type': type };
      return (await fetch(`${service.url}/app/request-otp/`, { method: 'POST', headers, body }))
        .status;
    };
    expect(await postToRequestOtp('application/json', '{}')).toBe(415);
    expect(await postToRequestOtp('multipart/form-data; boundary=x', 'no parts')).toBe(400);
  });

  it('ends a connection during an upload when it is closed', async () => {
    const { port } = new URL(service.url);
    const socket = connect(Number(port), '127.0.0.1');
    const ended = new Promise((resolve) => {
      socket.on('error', resolve).on('close', resolve);
    });
    const head = [
      'POST /app/request-otp/ HTTP/1.1',
      'Host: 127.0.0.1',
      'Content-Type: multipart/form-data; boundary=x',
      'Content-Length: 100',
    ];
    await new Promise((resolve) => {
      socket.write(`${head.join('\r\n')}\r\n\r\n--x`, resolve);
    });
    await service.close();
    await ended;
    expect(socket.destroyed).toBe(true);
  });
});
