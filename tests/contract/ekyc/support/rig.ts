/** Starts a simulated service with a client, and creates the data that the tests send. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { createEkycClient, type EkycClientOptions } from '#main/ekyc/client.ts';
import type { CardReading, EkycClient, SubmissionForm, Token } from '#main/ekyc/port.ts';
import {
  createTestService,
  type TestServiceOptions,
  type TestService,
} from '#tests/support/service/service.ts';
import type { Result } from '#shared/result.ts';

export const AGENT = toMobileNumber('01300000042');

/** Bytes with the start and end markers of a JPEG, different for each seed. */
export const createJpeg = (bytes: number, seed = 1): Uint8Array => {
  const picture = new Uint8Array(bytes);
  for (let index = 0; index < bytes; index++)
    picture[index] = (index * 31 + seed * 17 + (index >> 8)) & 0xff;
  picture.set([0xff, 0xd8, 0xff, 0xe0], 0);
  picture.set([0xff, 0xd9], bytes - 2);
  return picture;
};

export const CARD_PICTURES = { front: createJpeg(150_000, 2), back: createJpeg(120_000, 3) };

export const dataOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.error.code} ${JSON.stringify(result.error)}`);
  return result.data;
};

export const createForm = (
  reading: Pick<CardReading, 'front' | 'back'>,
  changes: Partial<SubmissionForm> = {},
): SubmissionForm => ({
  nid_no: '0123456789',
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
  mobile_number: toMobileNumber('01300001234'),
  front: reading.front,
  back: reading.back,
  photo: createJpeg(90_000, 4),
  ...changes,
});

export interface Rig {
  readonly service: TestService;
  readonly client: EkycClient;
  signIn(): Promise<Token>;
  /** Signs in and performs step 1. @returns what step 2 needs. */
  prepareSubmission(): Promise<{ token: Token; form: SubmissionForm }>;
  /** @returns the requests of one call that the service has received. */
  requestsOf(call: string): ReturnType<TestService['requests']>;
  close(): Promise<void>;
}

export const startRig = async (
  serviceOptions: TestServiceOptions = {},
  clientOptions: Partial<EkycClientOptions> = {},
): Promise<Rig> => {
  const service = await createTestService(serviceOptions);
  const client = createEkycClient({ baseUrl: service.url, ...clientOptions });
  const signIn = async (): Promise<Token> => {
    dataOf(await client.requestOtp(AGENT));
    return dataOf(await client.verifyOtp(AGENT, service.otpFor(AGENT) ?? '')).token;
  };
  return {
    service,
    client,
    signIn,
    prepareSubmission: async () => {
      const token = await signIn();
      return { token, form: createForm(dataOf(await client.readCard(token, CARD_PICTURES))) };
    },
    requestsOf: (call) => service.requests().filter((request) => request.call === call),
    close: () => service.close(),
  };
};
