/** Computes the numbers of the day close from groups of registrations with the same clerk and state. */
import {
  dayCategories,
  dayCategoryOf,
  dayVerdicts,
  type DayCategory,
  type DayNumbers,
  type DayVerdict,
} from '#shared/domain/day-close.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';

/** Registrations of one clerk in one state. */
export interface DayGroup {
  readonly clerkMac: Uint8Array;
  readonly state: RegistrationState;
  readonly count: number;
  /** `seq` of the first and the last of them. */
  readonly first: number;
  readonly last: number;
}

/** A row of `SELECT clerk_mac, state, count(*) AS n, min(seq) AS first, max(seq) AS last`. */
export const toDayGroup = (row: Record<string, unknown>): DayGroup => ({
  clerkMac: row['clerk_mac'] as Uint8Array,
  state: row['state'] as RegistrationState,
  count: row['n'] as number,
  first: row['first'] as number,
  last: row['last'] as number,
});

/** The groups of each clerk, in the order of their first registrations. */
export const groupByClerk = (groups: readonly DayGroup[]): DayGroup[][] => {
  const groupsByClerk = new Map<string, DayGroup[]>();
  for (const group of [...groups].sort((one, other) => one.first - other.first)) {
    const clerk = Buffer.from(group.clerkMac).toString('hex');
    groupsByClerk.set(clerk, [...(groupsByClerk.get(clerk) ?? []), group]);
  }
  return [...groupsByClerk.values()];
};

const isVerdict = (state: RegistrationState): state is DayVerdict =>
  (dayVerdicts as readonly RegistrationState[]).includes(state);

const createZeroCounts = <K extends string>(keys: readonly K[]): Record<K, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;

/** Totals, verdicts, and first and last reference of a day. @param referenceOf maps a `seq` to its reference. */
export const computeDayNumbers = (
  groups: readonly DayGroup[],
  referenceOf: (seq: number) => string | null,
): DayNumbers => {
  const totals: Record<DayCategory, number> = createZeroCounts(dayCategories);
  const verdicts: Record<DayVerdict, number> = createZeroCounts(dayVerdicts);
  const counted = groups.filter(({ state }) => dayCategoryOf(state) !== null);
  let taken = 0;
  for (const { state, count } of counted) {
    const category = dayCategoryOf(state);
    if (category) totals[category] += count;
    if (isVerdict(state)) verdicts[state] += count;
    taken += count;
  }
  const isEmpty = counted.length === 0;
  return {
    taken,
    totals,
    verdicts,
    first: isEmpty ? null : referenceOf(Math.min(...counted.map(({ first }) => first))),
    last: isEmpty ? null : referenceOf(Math.max(...counted.map(({ last }) => last))),
  };
};
