/**
 * The service's record of a customer right before step 2 was sent, sealed with the intent. Later answers are compared with it
 * to tell whether a form without an answer was accepted.
 */
import * as v from 'valibot';
import { customerMatches } from './customer-match.ts';

const baselineSchema = v.object({
  version: v.literal(2),
  /** The customer that the status was about, and its status word as received; null when the service refused the query. */
  status: v.nullable(v.object({ about: v.picklist(customerMatches), word: v.string() })),
  /** Number of log entries with this mobile number and NID; null when the log was not read. */
  entries: v.nullable(v.number()),
  /** `entries`, and the log entries of this mobile number that may be this customer's; null when the log was not read. */
  alike: v.nullable(v.number()),
  /** Whether the whole log was read. */
  complete: v.boolean(),
  /** Epoch milliseconds. */
  at: v.number(),
});
export type Baseline = v.InferOutput<typeof baselineSchema>;

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
}: v.InferOutput<typeof version1Schema>): Baseline => ({
  version: 2,
  status: status && { ...status, about: status.about === 'nobody' ? 'invalid' : status.about },
  entries,
  alike: entries,
  complete: false,
  at,
});

export const encodeBaseline = (baseline: Baseline): Buffer =>
  Buffer.from(JSON.stringify(baseline), 'utf8');

/** @returns null when the bytes are no baseline of a supported version. */
export const decodeBaseline = (bytes: Uint8Array): Baseline | null => {
  try {
    const parsed = v.safeParse(
      v.union([baselineSchema, version1Schema]),
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
    );
    if (!parsed.success) return null;
    return parsed.output.version === 1 ? upgradeVersion1(parsed.output) : parsed.output;
  } catch {
    return null;
  }
};
