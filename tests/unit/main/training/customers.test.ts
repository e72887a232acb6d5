import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createCardCodeDecoder } from '#main/card-reading/client.ts';
import { loadCustomers, type InventedCustomer } from '#main/training/customers.ts';
import { createRecognition } from '#main/training/recognition.ts';
import { createElectionCommission } from '#main/training/verdict.ts';
import type { Entry } from '#main/training/types.ts';
import { isMobileNumber } from '#shared/domain/mobile.ts';
import { formatWireDate } from '#shared/domain/civil-date.ts';
import { trainingCustomers } from '#shared/domain/training.ts';
import { silentLog, startImagingProcess } from '#tests/support/imaging-process.ts';
import { forkNodeChild } from '#tests/support/node-child.ts';

const root = path.join(import.meta.dirname, '../../../..');
const samples = path.join(root, 'resources/samples');
const load = (name: string): Promise<Uint8Array> => readFile(path.join(samples, name));
const customers = await loadCustomers(samples);
const { imaging, card, stop } = startImagingProcess();
const decoder = createCardCodeDecoder({
  fork: () => forkNodeChild(path.join(root, 'src/main/card-reading/entry.ts')),
  log: silentLog,
});
afterAll(async () => {
  await stop();
  await decoder.stop();
});

const named = (practice: InventedCustomer['practice']): InventedCustomer => {
  const found = customers.find((each) => each.practice === practice);
  if (!found) throw new Error(practice);
  return found;
};

describe('the customers of the training mode', () => {
  it('are six, one for each thing to practise, with different cards and numbers', () => {
    expect(customers.map(({ practice }) => practice)).toEqual([...trainingCustomers]);
    for (const value of [
      ({ card: { nid_no } }: InventedCustomer) => nid_no,
      ({ card: { name_eng } }: InventedCustomer) => name_eng,
      ({ spoken }: InventedCustomer) => spoken.mobile_number,
    ])
      expect(new Set(customers.map(value)).size).toBe(customers.length);
  });

  it.each(customers.map((each) => [each.practice, each] as const))(
    'have a card whose code agrees with its text: %s',
    async (_practice, customer) => {
      expect(isMobileNumber(customer.spoken.mobile_number)).toBe(true);
      const jpeg = (await card(await load(customer.pictures.back), { side: 'back' })).jpeg;
      const codes = await decoder.read({ jpeg, side: 'back' });
      if (!codes.ok) throw new Error(codes.error.code);
      const text = customer.kind === 'old' ? codes.data.barcode : codes.data.mrz;
      if (customer.practice === 'no-code')
        return expect(codes.data).toMatchObject({ barcode: null, mrz: null });
      expect([text?.nid, text?.dob && formatWireDate(text.dob), text?.nameEng]).toEqual([
        customer.card.nid_no,
        customer.card.dob,
        customer.card.name_eng,
      ]);
    },
  );

  it.each(customers.map((each) => [each.practice, each] as const))(
    'have pictures that pass every check, but for the first scan of the blurred card: %s',
    async (_practice, { pictures }) => {
      const check = async (name: string, side: 'front' | 'back') =>
        (await card(await load(name), { side })).failedChecks;
      expect(await check(pictures.front, 'front')).toEqual([]);
      expect(await check(pictures.back, 'back')).toEqual([]);
      if (pictures.firstFront !== pictures.front)
        expect(await check(pictures.firstFront, 'front')).toContain('sharp');
    },
  );
});

describe('recognition of an uploaded front', () => {
  it('names the customer among those whose cards were scanned', async () => {
    const recognition = createRecognition(imaging, load);
    for (const customer of customers) recognition.addScanned(customer);
    for (const customer of customers) {
      const { jpeg } = await card(await load(customer.pictures.front), { side: 'front' });
      expect((await recognition.customerOf(jpeg))?.practice).toBe(customer.practice);
    }
    expect(await recognition.customerOf(await load('smart-photo.jpg'))).toBeNull();
  });

  it('returns no customer for a card that was not scanned', async () => {
    const recognition = createRecognition(imaging, load);
    recognition.addScanned(named('reading'));
    expect(await recognition.customerOf(await load(named('address').pictures.front))).toBeNull();
  });
});

describe('the Election Commission of the training mode', () => {
  const entryOf = (
    { card: text, spoken }: InventedCustomer,
    changed: Partial<Entry> = {},
  ): Entry => ({
    seq: 1,
    agentMobile: '01300000042',
    at: 0,
    nid_no: text.nid_no,
    dob: text.dob,
    applicant_name_ben: text.name_ben,
    applicant_name_eng: text.name_eng,
    father_name: text.father_name,
    mother_name: text.mother_name,
    pres_address: text.address,
    perm_address: text.address,
    ...spoken,
    ...changed,
  });
  const verdictAt = (ms: number, entry: Entry) =>
    createElectionCommission(customers, () => ms).verdictOf(entry);

  it('decides after a delay by the values on the card', () => {
    expect(verdictAt(1_000, entryOf(named('address')))).toBe('pending');
    expect(verdictAt(60_000, entryOf(named('address')))).toBe('passed');
    expect(verdictAt(60_000, entryOf(named('reading')))).toBe('passed');
  });

  it('has the address at which the customer lives', () => {
    const commission = createElectionCommission(customers, () => 0);
    for (const customer of customers)
      expect(commission.recordOf(entryOf(customer))?.pres_address).toBe(
        customer.livesAt ?? customer.card.address,
      );
  });

  it('has the blood group that is printed on the card', () => {
    const commission = createElectionCommission(customers, () => 0);
    for (const customer of customers)
      expect(commission.recordOf(entryOf(customer))?.blood_group).toBe(customer.bloodGroup);
  });

  it('has no record of a wrong number or date of birth', () => {
    const misread = named('reading').reading.dob ?? '';
    expect(verdictAt(60_000, entryOf(named('reading'), { dob: misread }))).toBe('invalid');
    expect(verdictAt(60_000, entryOf(named('address'), { nid_no: '0000000000' }))).toBe('invalid');
  });

  it('passes the customer whose name was changed only with the new name', () => {
    const customer = named('verification-failed');
    expect(verdictAt(60_000, entryOf(customer))).toBe('failed');
    const corrected = entryOf(customer, { father_name: customer.ec.father_name });
    expect(verdictAt(60_000, corrected)).toBe('passed');
  });
});
