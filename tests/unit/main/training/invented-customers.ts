/** The invented customers of the training mode, for the tests of what it does with them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadCustomers, type InventedCustomer } from '#main/training/customers.ts';

const samples = path.join(import.meta.dirname, '../../../../resources/samples');
export const loadSample = (name: string): Promise<Uint8Array> => readFile(path.join(samples, name));
export const inventedCustomers = await loadCustomers(samples);

export const customerFor = (practice: InventedCustomer['practice']): InventedCustomer => {
  const found = inventedCustomers.find((each) => each.practice === practice);
  if (!found) throw new Error(practice);
  return found;
};
