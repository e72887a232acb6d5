/**
 * What the service knows about a customer, as far as it can be asked: the status (call F) finds by mobile number and tells
 * about the first it has, the log (call G) lists lines without numbers of their own. Read before step 2 is sent and sealed
 * with its intent, it is what later answers are compared with.
 */
import * as v from 'valibot';
import { compareDates, parseCivilDate, todayInBangladesh, type CivilDate } from '#shared/domain/civil-date.ts';
import { isMobile, parseMobile } from '#shared/domain/mobile.ts';
import { sameNid } from '#shared/domain/nid.ts';
import type { LogEntry } from '#shared/domain/verification.ts';
import { ok, type Result } from '#shared/result.ts';
import type { CallOptions, EkycClient, StatusAnswer, Token } from '../ekyc/port.ts';

/**
 * Whom the status is about: this NID; another NID; somebody, without saying who; or nobody. `nobody` is also what the
 * service says of somebody whom the Election Commission does not know: it has one word, "invalid", for both.
 */
export const aboutWhom = ['same', 'other', 'someone', 'nobody'] as const;
export type AboutWhom = (typeof aboutWhom)[number];

const baselineSchema = v.object({
  version: v.literal(1),
  /** Null when the service refused to say. */
  status: v.nullable(v.object({ about: v.picklist(aboutWhom), word: v.string() })),
  /** Lines of this mobile number and NID in the log; null when the log could not be read. */
  entries: v.nullable(v.number()),
  /** Whether the lines were all there are. */
  complete: v.boolean(),
  /** Epoch milliseconds. */
  at: v.number(),
});
export type Baseline = v.InferOutput<typeof baselineSchema>;

export const encodeBaseline = (baseline: Baseline): Buffer => Buffer.from(JSON.stringify(baseline), 'utf8');

/** @returns null when the bytes are no baseline of a version this program knows. */
export const decodeBaseline = (bytes: Uint8Array): Baseline | null => {
  try {
    const parsed = v.safeParse(baselineSchema, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
};

export interface Customer {
  readonly nid: string;
  /** 11 digits. */
  readonly mobile: string;
}

/** The NID number the status names, or null. */
export const nidNamed = (answer: StatusAnswer): string | null =>
  answer.comparisons.find(({ field, card }) => field === 'nid' && card !== null)?.card ?? null;

export const aboutOf = (answer: StatusAnswer, { nid }: Customer): AboutWhom => {
  const named = nidNamed(answer);
  if (named !== null) return sameNid(named, nid) ? 'same' : 'other';
  return answer.verdict === 'invalid' || answer.verdict === 'nobody' ? 'nobody' : 'someone';
};

const isOf = (entry: LogEntry, { nid, mobile }: Customer): boolean => {
  const parsed = parseMobile(entry.mobile);
  return isMobile(parsed) && parsed === mobile && sameNid(entry.nid, nid);
};

const dayOf = (entry: LogEntry | undefined): CivilDate | null => {
  const written = entry?.submittedOn.trim() ?? '';
  return (parseCivilDate(written) ?? parseCivilDate(written.slice(0, 10)))?.date ?? null;
};

/**
 * Whether lines that begin at the log's first page must hold anything sent since `sentAt`. The service does not say how it
 * sorts, so it has to show: newest first, and back beyond the day of the sending.
 */
const reachesBack = (entries: readonly LogEntry[], sentAt: number): boolean => {
  const [first, last] = [dayOf(entries[0]), dayOf(entries.at(-1))];
  return first !== null && last !== null && compareDates(first, last) > 0 && compareDates(last, todayInBangladesh(sentAt)) < 0;
};

export interface LogLook {
  readonly entries: number;
  readonly complete: boolean;
  /** Whether a line that was added since the sending cannot have been missed. */
  readonly covers: boolean;
}

/** Reads the log until nothing sent since `sentAt` can be missed; at most `pages` pages. */
export const lookInLog = async (
  client: EkycClient,
  token: Token,
  who: Customer,
  { pages, sentAt, ...options }: CallOptions & { readonly pages: number; readonly sentAt: number },
): Promise<Result<LogLook>> => {
  const seen: LogEntry[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await client.verificationLog(token, 'all', page, options);
    if (!answer.ok) return answer;
    seen.push(...answer.data.entries);
    const complete = answer.data.whole;
    const covers = complete || reachesBack(seen, sentAt);
    if (covers || page >= pages) return ok({ entries: seen.filter((entry) => isOf(entry, who)).length, complete, covers });
  }
};

/** Failures that are about the way to the service or the session: then nothing is sent either. */
const forbidsSending = (code: string): boolean =>
  code.startsWith('NET-') || code.startsWith('SESSION-') || ['SVC-THROTTLED', 'SVC-NOT-JSON', 'CFG-URL', 'SVC-REDIRECT'].includes(code);

/**
 * One status and one page of the log. What the service refuses to say is null, and an outcome that is unknown later will be
 * a person's to settle. Failures: those of the line, the session, and a service that asks to wait.
 */
export const readBaseline = async (
  client: EkycClient,
  token: Token,
  who: Customer,
  now: () => number,
  options: CallOptions,
): Promise<Result<Baseline>> => {
  const at = now();
  const status = await client.verificationStatus(token, who.mobile, options);
  if (!status.ok && forbidsSending(status.error.code)) return status;
  const log = await lookInLog(client, token, who, { ...options, pages: 1, sentAt: at });
  if (!log.ok && forbidsSending(log.error.code)) return log;
  return ok({
    version: 1,
    status: status.ok ? { about: aboutOf(status.data, who), word: status.data.word } : null,
    entries: log.ok ? log.data.entries : null,
    complete: log.ok && log.data.complete,
    at,
  });
};
