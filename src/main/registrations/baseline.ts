/**
 * What the service knew of a customer right before step 2 was sent. Sealed with the intent, it is what later answers are
 * compared with: without it nobody could tell whether an outcome that was not heard is ours.
 */
import * as v from 'valibot';
import { ok, type Result } from '#shared/result.ts';
import type { CallOptions, EkycClient, Token } from '../ekyc/port.ts';
import { aboutOf, aboutWhom, type Customer } from './about.ts';
import { lookInLog } from './log-look.ts';

const baselineSchema = v.object({
  version: v.literal(2),
  /** Null when the service refused to say. */
  status: v.nullable(v.object({ about: v.picklist(aboutWhom), word: v.string() })),
  /** Lines of this mobile number and NID in the log; null when the log was not read. */
  entries: v.nullable(v.number()),
  /** Lines of this mobile number that may be this customer's, those of `entries` among them; null when the log was not read. */
  alike: v.nullable(v.number()),
  /** Whether the lines were all there are. */
  complete: v.boolean(),
  /** Epoch milliseconds. */
  at: v.number(),
});
export type Baseline = v.InferOutput<typeof baselineSchema>;

/** Its `nobody` was the service's word "invalid", which says less, and its log ended at a short page, which proves nothing. */
const firstSchema = v.object({
  version: v.literal(1),
  status: v.nullable(
    v.object({ about: v.picklist(['same', 'other', 'someone', 'nobody']), word: v.string() }),
  ),
  entries: v.nullable(v.number()),
  complete: v.boolean(),
  at: v.number(),
});

const converted = ({ status, entries, at }: v.InferOutput<typeof firstSchema>): Baseline => ({
  version: 2,
  status: status && { ...status, about: status.about === 'nobody' ? 'invalid' : status.about },
  entries,
  alike: entries,
  complete: false,
  at,
});

export const encodeBaseline = (baseline: Baseline): Buffer =>
  Buffer.from(JSON.stringify(baseline), 'utf8');

/** @returns null when the bytes are no baseline of a version this program knows. */
export const decodeBaseline = (bytes: Uint8Array): Baseline | null => {
  try {
    const parsed = v.safeParse(
      v.union([baselineSchema, firstSchema]),
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
    );
    if (!parsed.success) return null;
    return parsed.output.version === 1 ? converted(parsed.output) : parsed.output;
  } catch {
    return null;
  }
};

/** Failures that are about the way to the service or the session: then nothing is sent either. */
const forbidsSending = (code: string): boolean =>
  code.startsWith('NET-') ||
  code.startsWith('SESSION-') ||
  ['SVC-THROTTLED', 'SVC-NOT-JSON', 'CFG-URL', 'SVC-REDIRECT'].includes(code);

/** A page and the empty one behind it: that a log is short is seen in two. */
const LOG_PAGES = 2;

/**
 * One status; and the log only where the status leaves open who was known. The log is not read when the service says that it
 * knows nobody with the number, so that what a first registration costs does not depend on the length of the log, nor for a
 * known customer of a service that gives the whole log at once: there a second registration adds no line.
 * What the service refuses to say is null. Failures: those of the line, the session, and a service that asks to wait.
 */
export const readBaseline = async (
  client: EkycClient,
  token: Token,
  who: Customer,
  {
    now,
    unpagedLog,
    ...options
  }: CallOptions & { readonly now: () => number; readonly unpagedLog: boolean },
): Promise<Result<Baseline & { readonly unpagedLog: boolean }>> => {
  const at = now();
  const status = await client.verificationStatus(token, who.mobile, options);
  if (!status.ok && forbidsSending(status.error.code)) return status;
  const known = status.ok ? { about: aboutOf(status.data, who), word: status.data.word } : null;
  const unread = {
    version: 2,
    status: known,
    entries: null,
    alike: null,
    complete: false,
    at,
    unpagedLog,
  } as const;
  if (known?.about === 'nobody' || (known?.about === 'same' && unpagedLog)) return ok(unread);
  const log = await lookInLog(client, token, who, { ...options, pages: LOG_PAGES });
  if (!log.ok) return forbidsSending(log.error.code) ? log : ok(unread);
  const { entries, alike, whole, unpaged } = log.data;
  return ok({ ...unread, entries, alike, complete: whole, unpagedLog: unpagedLog || unpaged });
};
