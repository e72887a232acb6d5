/** Loads the invented customers of the training mode for tests. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadCustomers, type InventedCustomer } from '#main/training/customers.ts';

const samples = path.join(import.meta.dirname, '../../../../resources/samples');
export const loadSample = (name: string): Promise<Uint8Array> => readFile(path.join(samples, name));
export const inventedCustomers = await loadCustomers(samples);

export const customerFor = (practice: InventedCustomer['practice']): InventedCustomer => {
  const match = inventedCustomers.find((customer) => customer.practice === practice);
  if (!match) throw new Error(practice);
  return match;
};
