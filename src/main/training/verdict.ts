/** Simulated Election Commission: compares registrations with its records of the invented customers. */
import type { InventedCustomer } from './customers.ts';
import type { Entry, Verdict } from './types.ts';

/** Delay of the verdict. The live service is slower; here the verdict must arrive during the exercise. */
const VERDICT_DELAY_MS = 15_000;

type EcRecord = InventedCustomer['ec'];

export interface ElectionCommission {
  /** @returns the record with the NID number of the entry, or null. */
  recordOf(entry: Entry): EcRecord | null;
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
  const recordOf = ({ nid_no }: Entry): EcRecord | null =>
    customers.find(({ ec }) => ec.nid_no === nid_no)?.ec ?? null;
  return {
    recordOf,
    verdictOf: (entry) => {
      if (now() - entry.at < VERDICT_DELAY_MS) return 'pending';
      const record = recordOf(entry);
      // The Election Commission finds a record only when NID number and date of birth match.
      if (!record || record.dob !== entry.dob) return 'invalid';
      const fields = Object.keys(record) as (keyof EcRecord)[];
      return fields.every((field) => isSameText(record[field], entry[field])) ? 'passed' : 'failed';
    },
  };
};
