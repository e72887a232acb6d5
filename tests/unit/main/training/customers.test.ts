import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createCardCodeDecoder } from '#main/card-reading/client.ts';
import type { InventedCustomer } from '#main/training/customers.ts';
import { isMobileNumber } from '#shared/domain/mobile.ts';
import { formatWireDate } from '#shared/domain/civil-date.ts';
import { trainingCustomers } from '#shared/domain/training.ts';
import { silentLog, startImagingProcess } from '#tests/support/imaging-process.ts';
import { forkNodeChild } from '#tests/support/node-child.ts';
import { inventedCustomers, loadSample } from './invented-customers.ts';

const root = path.join(import.meta.dirname, '../../../..');
const customers = inventedCustomers;
const { card, stop } = startImagingProcess();
const decoder = createCardCodeDecoder({
  fork: () => forkNodeChild(path.join(root, 'src/main/card-reading/entry.ts')),
  log: silentLog,
});
afterAll(async () => {
  await stop();
  await decoder.stop();
});

describe('customers of the training mode', () => {
  it('are six, one for each practice, with different cards and numbers', () => {
    expect(customers.map(({ practice }) => practice)).toEqual([...trainingCustomers]);
    for (const readValue of [
      ({ card: { nid_no } }: InventedCustomer) => nid_no,
      ({ card: { name_eng } }: InventedCustomer) => name_eng,
      ({ spoken }: InventedCustomer) => spoken.mobile_number,
    ])
      expect(new Set(customers.map(readValue)).size).toBe(customers.length);
  });

  it.each(customers.map((customer) => [customer.practice, customer] as const))(
    'have a card whose code agrees with its text: %s',
    async (_practice, customer) => {
      expect(isMobileNumber(customer.spoken.mobile_number)).toBe(true);
      const jpeg = (await card(await loadSample(customer.pictures.back), { side: 'back' })).jpeg;
      const codes = await decoder.read({ jpeg, side: 'back' });
      if (!codes.ok) throw new Error(codes.error.code);
      const code = customer.kind === 'old' ? codes.data.barcode : codes.data.mrz;
      if (customer.practice === 'no-code')
        return expect(codes.data).toMatchObject({ barcode: null, mrz: null });
      expect([code?.nid, code?.dob && formatWireDate(code.dob), code?.nameEng]).toEqual([
        customer.card.nid_no,
        customer.card.dob,
        customer.card.name_eng,
      ]);
    },
  );

  it.each(customers.map((customer) => [customer.practice, customer] as const))(
    'have pictures that pass every check, except the first scan of the blurred card: %s',
    async (_practice, { pictures }) => {
      const readFailedChecks = async (name: string, side: 'front' | 'back') =>
        (await card(await loadSample(name), { side })).failedChecks;
      expect(await readFailedChecks(pictures.front, 'front')).toEqual([]);
      expect(await readFailedChecks(pictures.back, 'back')).toEqual([]);
      if (pictures.firstFront !== pictures.front)
        expect(await readFailedChecks(pictures.firstFront, 'front')).toContain('sharp');
    },
  );
});
