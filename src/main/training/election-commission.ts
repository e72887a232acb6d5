/** Simulates the Election Commission, which compares registrations with its records of the invented customers. */
import type { InventedCustomer } from './customers.ts';
import type { EcRecord } from './dialect.ts';
import type { Entry, Verdict } from './types.ts';

/** Delay of the verdict. It is shorter than that of the live service, so that the verdict arrives during the exercise. */
const VERDICT_DELAY_MS = 15_000;

export interface ElectionCommission {
  /** @returns the record with the NID number of the entry, or null. Its address and blood group do not affect the verdict. */
  recordOf(entry: Entry): EcRecord | null;
  /** `pending` until the delay has passed, then the final verdict. */
  verdictOf(entry: Entry): Verdict;
}

const isSameText = (a: string, b: string): boolean => {
  const normalise = (text: string): string => text.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  return normalise(a).toUpperCase() === normalise(b).toUpperCase();
};

export const createElectionCommission = (
  customers: readonly InventedCustomer[],
  now: () => number,
): ElectionCommission => {
  const findCustomer = ({ nid_no }: Entry): InventedCustomer | null =>
    customers.find(({ ec }) => ec.nid_no === nid_no) ?? null;
  return {
    recordOf: (entry) => {
      const customer = findCustomer(entry);
      return (
        customer && {
          ...customer.ec,
          pres_address: customer.livesAt ?? customer.card.address,
          blood_group: customer.bloodGroup,
        }
      );
    },
    verdictOf: (entry) => {
      if (now() - entry.at < VERDICT_DELAY_MS) return 'pending';
      const record = findCustomer(entry)?.ec;
      // The Election Commission finds a record only when NID number and date of birth match.
      if (!record || record.dob !== entry.dob) return 'invalid';
      const fields = Object.keys(record) as (keyof InventedCustomer['ec'])[];
      return fields.every((field) => isSameText(record[field], entry[field])) ? 'passed' : 'failed';
    },
  };
};
