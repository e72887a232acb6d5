/** Dialects of the simulated service: its answers by version. 1.06 is the documented version; later ones are defined by differences. */
import type { Dialect } from '#main/training/dialect.ts';
import { comparison, createDocumentDialect, logLine, readingOf } from '#main/training/document.ts';
import { jsonReply, type Reply } from '#main/training/reply.ts';
import type { Verdict } from '#main/training/types.ts';
import { createLiveDialect } from './live.ts';
import type { DialectName, ReplyWithoutSlash } from './types.ts';

export interface TestDialect extends Dialect {
  readonly replyWithoutSlash: ReplyWithoutSlash;
  /** Request of an OTP: the SMS could not be sent. */
  smsDown(): Reply;
  /** Sign-in: the account is disabled. */
  accountDisabled(): Reply;
}

/** `JSON.rawJSON`, which TypeScript's library lacks: a number that is written with exactly these digits. */
const rawJson = (digits: string): unknown =>
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(digits);

/** Loose typing of the latest version: numbers bare or as strings, booleans as text, an absent value as "none". */
const loosen = (value: unknown): unknown => {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return String(value);
  if (value === null || value === undefined) return 'none';
  return typeof value === 'string' && /^[1-9]\d{9,16}$/.test(value) ? rawJson(value) : value;
};

const loosenAll = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, loosen(value)] as const));

const emptyAsNone = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, value === '' ? 'none' : value] as const),
  );

/** @param url address of the service, because the handles of 1.06 are addresses. */
export const createDialect = (name: DialectName, url: () => string): TestDialect => {
  const documented: TestDialect = {
    ...createDocumentDialect(url),
    replyWithoutSlash: 'answer',
    smsDown: () => jsonReply(400, { status: 'failed', detail: 'The SMS could not be sent.' }),
    accountDisabled: () =>
      jsonReply(401, { status: 'failed', detail: 'This account is disabled.' }),
  };
  if (name === '1.06') return documented;
  if (name === 'live') return createLiveDialect(documented);
  const isLatest = name === '1.08';
  const encodeValues = isLatest
    ? loosenAll
    : (values: Readonly<Record<string, unknown>>) => ({ ...values });
  const verdictText = (verdict: Verdict): string =>
    isLatest && verdict === 'pending' ? 'ec_requested' : verdict;
  return {
    ...documented,
    replyWithoutSlash: isLatest ? 404 : 301,
    pastLastPage: isLatest ? 'not-found' : 'repeat',
    handleNames: ['id_front_name', 'id_back_name'],
    handle: (id) => id,
    cardReadingBody: (card, front, back) => ({
      status: 'success',
      data: {
        ...encodeValues(emptyAsNone(readingOf(card, 'applicant'))),
        id_front_name: front,
        id_back_name: back,
      },
    }),
    status: (details) => {
      const detail = comparison(details);
      return {
        status: 'success',
        data: {
          status: verdictText(details.verdict),
          ...(detail ? { detail: encodeValues(detail) } : {}),
        },
      };
    },
    unknownMobile: () => ({
      status: 'success',
      data: { status: isLatest ? 'not_found' : 'invalid' },
    }),
    emptyLog: () => ({ status: 'not_found' }),
    logLine: (entry, verdict) => encodeValues(logLine(entry, verdictText(verdict))),
  };
};
