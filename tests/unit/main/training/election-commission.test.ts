import { describe, expect, it } from 'vitest';
import type { InventedCustomer } from '#main/training/customers.ts';
import type { Entry } from '#main/training/types.ts';
import { createElectionCommission } from '#main/training/election-commission.ts';
import { customerFor, inventedCustomers } from './invented-customers.ts';

describe('createElectionCommission', () => {
  const createEntry = (
    { card: text, spoken }: InventedCustomer,
    overrides: Partial<Entry> = {},
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
    ...overrides,
  });
  const verdictAt = (ms: number, entry: Entry) =>
    createElectionCommission(inventedCustomers, () => ms).verdictOf(entry);

  it('returns the verdict after a delay, by the values on the card', () => {
    expect(verdictAt(1_000, createEntry(customerFor('address')))).toBe('pending');
    expect(verdictAt(60_000, createEntry(customerFor('address')))).toBe('passed');
    expect(verdictAt(60_000, createEntry(customerFor('reading')))).toBe('passed');
  });

  it('returns a record with the address at which the customer lives', () => {
    const commission = createElectionCommission(inventedCustomers, () => 0);
    for (const customer of inventedCustomers)
      expect(commission.recordOf(createEntry(customer))?.pres_address).toBe(
        customer.livesAt ?? customer.card.address,
      );
  });

  it('returns a record with the blood group that is printed on the card', () => {
    const commission = createElectionCommission(inventedCustomers, () => 0);
    for (const customer of inventedCustomers)
      expect(commission.recordOf(createEntry(customer))?.blood_group).toBe(customer.bloodGroup);
  });

  it('returns invalid for a wrong number or date of birth', () => {
    const wrongDob = customerFor('reading').reading.dob ?? '';
    expect(verdictAt(60_000, createEntry(customerFor('reading'), { dob: wrongDob }))).toBe(
      'invalid',
    );
    expect(verdictAt(60_000, createEntry(customerFor('address'), { nid_no: '0000000000' }))).toBe(
      'invalid',
    );
  });

  it("passes the customer whose father's name was changed only with the new name", () => {
    const customer = customerFor('verification-failed');
    expect(verdictAt(60_000, createEntry(customer))).toBe('failed');
    const corrected = createEntry(customer, { father_name: customer.ec.father_name });
    expect(verdictAt(60_000, corrected)).toBe('passed');
  });
});
