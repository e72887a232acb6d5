/**
 * The service's answers about a customer right before step 2 was sent, sealed with the intent. Later answers are compared with
 * them to tell whether a form without an answer was accepted.
 */
import * as v from 'valibot';
import type { CustomerMatch } from './customer-match.ts';

export interface Baseline {
  /** The customer that the status was about, and its text as received; null when the service refused the query. */
  readonly status: { readonly match: CustomerMatch; readonly statusText: string } | null;
  /** Number of log entries with this mobile number and NID; null when the log was not read. */
  readonly exactMatches: number | null;
  /**
   * `exactMatches` plus the log entries that may be this customer's, because their NID or mobile number cannot be compared. Null
   * when the log was not read.
   */
  readonly possibleMatches: number | null;
  /** Whether the log was read to its end. */
  readonly complete: boolean;
  /** Time of the query, epoch milliseconds. */
  readonly at: number;
}

/** The matches by their stored names. The stored form has the keys and values of the first baselines that counters wrote. */
const matchByStoredName = {
  same: 'same',
  other: 'other',
  someone: 'not-comparable',
  invalid: 'invalid',
  nobody: 'not-found',
} as const satisfies Record<string, CustomerMatch>;
type StoredName = keyof typeof matchByStoredName;
const storedNames = Object.keys(matchByStoredName) as StoredName[];

const storedNameOf = (match: CustomerMatch): StoredName =>
  storedNames.find((name) => matchByStoredName[name] === match) ?? 'someone';

const storedSchema = v.object({
  version: v.literal(2),
  status: v.nullable(v.object({ about: v.picklist(storedNames), word: v.string() })),
  entries: v.nullable(v.number()),
  alike: v.nullable(v.number()),
  complete: v.boolean(),
  at: v.number(),
});
type StoredBaseline = v.InferOutput<typeof storedSchema>;

/**
 * Version 1. Its `nobody` represents the service's word "invalid", which can also mean a person unknown to the Election
 * Commission. Its log was considered complete after a short page, which need not be the last page.
 */
const version1Schema = v.object({
  version: v.literal(1),
  status: v.nullable(
    v.object({ about: v.picklist(['same', 'other', 'someone', 'nobody']), word: v.string() }),
  ),
  entries: v.nullable(v.number()),
  complete: v.boolean(),
  at: v.number(),
});

const upgradeVersion1 = ({
  status,
  entries,
  at,
}: v.InferOutput<typeof version1Schema>): StoredBaseline => ({
  version: 2,
  status: status && { ...status, about: status.about === 'nobody' ? 'invalid' : status.about },
  entries,
  alike: entries,
  complete: false,
  at,
});

const fromStored = ({ status, entries, alike, complete, at }: StoredBaseline): Baseline => ({
  status: status && { match: matchByStoredName[status.about], statusText: status.word },
  exactMatches: entries,
  possibleMatches: alike,
  complete,
  at,
});

export const encodeBaseline = (baseline: Baseline): Buffer => {
  const { status, exactMatches, possibleMatches, complete, at } = baseline;
  const stored: StoredBaseline = {
    version: 2,
    status: status && { about: storedNameOf(status.match), word: status.statusText },
    entries: exactMatches,
    alike: possibleMatches,
    complete,
    at,
  };
  return Buffer.from(JSON.stringify(stored), 'utf8');
};

/** @returns null when the bytes are no baseline of a supported version. */
export const decodeBaseline = (bytes: Uint8Array): Baseline | null => {
  try {
    const parsed = v.safeParse(
      v.union([storedSchema, version1Schema]),
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
    );
    if (!parsed.success) return null;
    const { output } = parsed;
    return fromStored(output.version === 1 ? upgradeVersion1(output) : output);
  } catch {
    return null;
  }
};
