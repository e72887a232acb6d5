/** How each version of the service writes its answers. 1.06 is the document; the later ones are known by their differences. */
import type { CardText, DialectName, LedgerEntry, TrainingOptions, Verdict } from './types.ts';

export interface Dialect {
  readonly slashless: NonNullable<TrainingOptions['slashless']>;
  readonly beyondLog: NonNullable<TrainingOptions['beyondLog']>;
  /** Names of the handles in step 1's answer and step 2's form. */
  readonly handleNames: readonly ['id_front_url', 'id_back_url'] | readonly ['id_front_name', 'id_back_name'];
  /** A picture's handle from its id. */
  handle(id: string): string;
  reading(card: CardText, front: string, back: string): unknown;
  status(verdict: Verdict, detail: Readonly<Record<string, unknown>> | null): unknown;
  unknownMobile(): unknown;
  logLine(entry: LedgerEntry, verdict: Verdict, submittedOn: string): unknown;
}

/** In TypeScript's library not yet: a number written with exactly these digits. */
const rawJson = (digits: string): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(digits);

/** Loose typing as seen in the latest version: numbers bare or as strings, booleans as words, nothing as "none". */
const loosen = (value: unknown): unknown => {
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return String(value);
  if (value === null || value === undefined) return 'none';
  return typeof value === 'string' && /^[1-9]\d{9,16}$/.test(value) ? rawJson(value) : value;
};

const loosenAll = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, loosen(value)] as const));

const readingOf = (card: CardText, prefix: 'customer' | 'applicant'): Record<string, unknown> => ({
  nid_no: card.nid_no ?? '',
  dob: card.dob ?? '',
  [`${prefix}_name_ben`]: card.name_ben ?? '',
  [`${prefix}_name_eng`]: card.name_eng ?? '',
  father_name: card.father_name ?? '',
  mother_name: card.mother_name ?? '',
  address: card.address ?? '',
});

const emptyAsNone = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value === '' ? 'none' : value] as const));

const logLine = (entry: LedgerEntry, verdict: string, submittedOn: string): Record<string, unknown> => ({
  customer_mobile_number: entry.mobile_number,
  customer_name: entry.applicant_name_eng,
  customer_nid_number: entry.nid_no,
  submitted_on: submittedOn,
  verification_status: verdict,
});

/** @param url where the service listens: 1.06 gives handles as addresses. */
export const createDialect = (name: DialectName, url: () => string): Dialect => {
  if (name === '1.06') {
    return {
      slashless: 'answer',
      beyondLog: 'empty',
      handleNames: ['id_front_url', 'id_back_url'],
      handle: (id) => `${url()}/media/${id}`,
      reading: (card, front, back) => ({
        status: 'success',
        data: { ...readingOf(card, 'customer'), id_front_url: front, id_back_url: back },
      }),
      status: (verdict, detail) => (detail ? { status: verdict, detail } : { status: verdict }),
      unknownMobile: () => ({ status: 'invalid' }),
      logLine,
    };
  }
  const newest = name === '1.08';
  const write = newest ? loosenAll : (values: Readonly<Record<string, unknown>>) => ({ ...values });
  const word = (verdict: Verdict): string => (newest && verdict === 'pending' ? 'ec_requested' : verdict);
  return {
    slashless: newest ? 404 : 301,
    beyondLog: newest ? 'not-found' : 'repeat',
    handleNames: ['id_front_name', 'id_back_name'],
    handle: (id) => id,
    reading: (card, front, back) => ({
      status: 'success',
      data: { ...write(emptyAsNone(readingOf(card, 'applicant'))), id_front_name: front, id_back_name: back },
    }),
    status: (verdict, detail) => ({ status: 'success', data: { status: word(verdict), ...(detail ? { detail: write(detail) } : {}) } }),
    unknownMobile: () => ({ status: 'success', data: { status: newest ? 'not_found' : 'invalid' } }),
    logLine: (entry, verdict, submittedOn) => write(logLine(entry, word(verdict), submittedOn)),
  };
};
