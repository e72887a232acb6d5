import { describe, expect, it } from 'vitest';
import type { InventedCustomer } from '#main/training/customers.ts';
import type { Entry } from '#main/training/types.ts';
import { createElectionCommission } from '#main/training/verdict.ts';
import { customerFor, inventedCustomers } from './invented-customers.ts';

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
    createElectionCommission(inventedCustomers, () => ms).verdictOf(entry);

  it('decides after a delay by the values on the card', () => {
    expect(verdictAt(1_000, entryOf(customerFor('address')))).toBe('pending');
    expect(verdictAt(60_000, entryOf(customerFor('address')))).toBe('passed');
    expect(verdictAt(60_000, entryOf(customerFor('reading')))).toBe('passed');
  });

  it('has the address at which the customer lives', () => {
    const commission = createElectionCommission(inventedCustomers, () => 0);
    for (const customer of inventedCustomers)
      expect(commission.recordOf(entryOf(customer))?.pres_address).toBe(
        customer.livesAt ?? customer.card.address,
      );
  });

  it('has the blood group that is printed on the card', () => {
    const commission = createElectionCommission(inventedCustomers, () => 0);
    for (const customer of inventedCustomers)
      expect(commission.recordOf(entryOf(customer))?.blood_group).toBe(customer.bloodGroup);
  });

  it('has no record of a wrong number or date of birth', () => {
    const misread = customerFor('reading').reading.dob ?? '';
    expect(verdictAt(60_000, entryOf(customerFor('reading'), { dob: misread }))).toBe('invalid');
    expect(verdictAt(60_000, entryOf(customerFor('address'), { nid_no: '0000000000' }))).toBe(
      'invalid',
    );
  });

  it("passes the customer whose father's name was changed only with the new name", () => {
    const customer = customerFor('verification-failed');
    expect(verdictAt(60_000, entryOf(customer))).toBe('failed');
    const corrected = entryOf(customer, { father_name: customer.ec.father_name });
    expect(verdictAt(60_000, corrected)).toBe('passed');
  });
});
