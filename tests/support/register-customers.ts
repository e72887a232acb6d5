/** Registers invented customers at the simulated service, for tests of the verification log. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createEkycClient } from '#main/ekyc/client.ts';
import type { TestService } from '#tests/support/service/service.ts';

const SAMPLES_FOLDER = path.resolve(import.meta.dirname, '../../resources/samples');
const CLERK_MOBILE = toMobileNumber('01300000042');

const unwrap = <T>(result: { ok: true; data: T } | { ok: false; error: { code: string } }): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};

/**
 * Registers invented customers over real sockets; of every five, one has passed and one has failed.
 * @param sameMobile whether all customers have the same mobile number.
 */
export const registerCustomers = async (
  service: TestService,
  count: number,
  { sameMobile = false }: { readonly sameMobile?: boolean } = {},
): Promise<void> => {
  const client = createEkycClient({ baseUrl: service.url });
  const [front, back, photo] = await Promise.all(
    ['smart-front.jpg', 'smart-back.jpg', 'smart-photo.jpg'].map((name) =>
      readFile(path.join(SAMPLES_FOLDER, name)),
    ),
  );
  if (!front || !back || !photo) throw new Error('the samples are missing');
  unwrap(await client.requestOtp(CLERK_MOBILE));
  const { token } = unwrap(
    await client.verifyOtp(CLERK_MOBILE, service.otpFor(CLERK_MOBILE) ?? ''),
  );
  const card = unwrap(await client.readCard(token, { front, back }));
  for (let index = 0; index < count; index++) {
    const nid = `0${String(100_000_000 + index)}`;
    const outcome = await client.submit(token, {
      nid_no: nid,
      dob: '3/3/1975',
      applicant_name_ben: 'নমুনা উদাহরণ বেগম',
      applicant_name_eng: `NAMUNA EXAMPLE ${index + 1}`,
      father_name: 'উদাহরণ আলী মিয়া',
      mother_name: 'নমুনা খাতুন',
      pres_address: 'নমুনা সড়ক, উদাহরণ জেলা',
      perm_address: 'নমুনা সড়ক, উদাহরণ জেলা',
      gender: 'Female',
      profession: 'Homemaker',
      nominee: 'Porikkha Mia',
      nominee_relation: 'Son',
      mobile_number: toMobileNumber(`0130000${String(sameMobile ? 1_000 : 1_000 + index)}`),
      front: card.front,
      back: card.back,
      photo,
    });
    // The live service answers HTTP 500 to every new customer although it stores the registration.
    if (outcome.kind !== 'accepted' && service.ledger().length <= index)
      throw new Error(outcome.kind);
    if (index % 5 === 0) service.setVerdict(nid, 'passed');
    if (index % 5 === 1) service.setVerdict(nid, 'failed');
  }
};
