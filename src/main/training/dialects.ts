/** How each version of the service writes its answers. 1.06 is the document; the later ones are known by their differences. */
import type { Dialect, Shown } from './dialect.ts';
import { liveDialect } from './live.ts';
import { fieldErrors, json } from './reply.ts';
import type { CardText, DialectName, LedgerEntry, LedgerField, Verdict } from './types.ts';

/** In TypeScript's library not yet: a number written with exactly these digits. */
const rawJson = (digits: string): unknown =>
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(digits);

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
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, value === '' ? 'none' : value] as const),
  );

/** d/m/yyyy in Bangladesh, which is UTC+6 all year. */
const dayOf = (at: number): string => {
  const day = new Date(at + 6 * 3_600_000);
  return `${day.getUTCDate()}/${day.getUTCMonth() + 1}/${day.getUTCFullYear()}`;
};

const logLine = (entry: LedgerEntry, verdict: string): Record<string, unknown> => ({
  customer_mobile_number: entry.mobile_number,
  customer_name: entry.applicant_name_eng,
  customer_nid_number: entry.nid_no,
  submitted_on: dayOf(entry.at),
  verification_status: verdict,
});

const COMPARED = {
  nid: 'nid_no',
  dob: 'dob',
  nameEng: 'applicant_name_eng',
  nameBng: 'applicant_name_ben',
  fatherName: 'father_name',
  motherName: 'mother_name',
  presentAddress: 'pres_address',
} as const satisfies Readonly<Record<string, LedgerField>>;

/** A failed verification differs in the father's name; everything else agrees. Null where the document has no values. */
const comparison = ({
  registration: { entry },
  verdict,
  cardUrl,
  photoUrl,
}: Shown): Record<string, unknown> | null => {
  if (verdict !== 'passed' && verdict !== 'failed') return null;
  const passed = verdict === 'passed';
  const detail: Record<string, unknown> = {};
  for (const [prefix, field] of Object.entries(COMPARED)) {
    const differs = !passed && field === 'father_name';
    detail[`${prefix}_from_card`] = entry[field];
    detail[`${prefix}_from_ec`] = differs ? 'অন্য নমুনা মিয়া' : entry[field];
    detail[`${prefix}_score`] = differs ? 41 : 100;
  }
  return {
    ...detail,
    bloodGroup_from_card: null,
    bloodGroup_from_ec: 'B+',
    bloodGroup_score: -1,
    textual_info_match: passed,
    applicantPhoto_from_card: cardUrl,
    applicantPhoto_card_ec_match: true,
    applicantPhoto_from_app: photoUrl,
    applicantPhoto_app_ec_match: passed,
  };
};

/** What the versions of the document have in common. */
const documented = {
  otpDigits: [4, 6],
  sharesToken: false,
  logFilters: ['passed', 'failed', 'pending', 'all'],
  paged: true,
  otpNotSent: (why) =>
    json(400, {
      status: 'failed',
      detail: why === 'unknown' ? 'No agent has this number.' : 'The SMS could not be sent.',
    }),
  accountDisabled: () => json(401, { status: 'failed', detail: 'This account is disabled.' }),
  unread: () =>
    json(200, { status: 'failed', message: 'No card could be read.', status_code: 400 }),
  refusal: (_step, problems) => fieldErrors(problems),
  isSameCustomer: (a, b) => a.nid_no === b.nid_no,
  saved: () =>
    json(200, { status: 'success', detail: 'Submitted. The identity is being verified.' }),
  notNow: () => null,
} as const satisfies Partial<Dialect>;

/** @param url where the service listens: 1.06 gives handles as addresses. */
export const createDialect = (name: DialectName, url: () => string): Dialect => {
  if (name === 'live') return liveDialect;
  if (name === '1.06') {
    return {
      ...documented,
      slashless: 'answer',
      beyondLog: 'empty',
      handleNames: ['id_front_url', 'id_back_url'],
      handle: (id) => `${url()}/media/${id}`,
      reading: (card, front, back) => ({
        status: 'success',
        data: { ...readingOf(card, 'customer'), id_front_url: front, id_back_url: back },
      }),
      status: (shown) => {
        const detail = comparison(shown);
        return detail ? { status: shown.verdict, detail } : { status: shown.verdict };
      },
      unknownMobile: () => ({ status: 'invalid' }),
      emptyLog: () => [],
      logLine,
    };
  }
  const newest = name === '1.08';
  const write = newest ? loosenAll : (values: Readonly<Record<string, unknown>>) => ({ ...values });
  const word = (verdict: Verdict): string =>
    newest && verdict === 'pending' ? 'ec_requested' : verdict;
  return {
    ...documented,
    slashless: newest ? 404 : 301,
    beyondLog: newest ? 'not-found' : 'repeat',
    handleNames: ['id_front_name', 'id_back_name'],
    handle: (id) => id,
    reading: (card, front, back) => ({
      status: 'success',
      data: {
        ...write(emptyAsNone(readingOf(card, 'applicant'))),
        id_front_name: front,
        id_back_name: back,
      },
    }),
    status: (shown) => {
      const detail = comparison(shown);
      return {
        status: 'success',
        data: { status: word(shown.verdict), ...(detail ? { detail: write(detail) } : {}) },
      };
    },
    unknownMobile: () => ({
      status: 'success',
      data: { status: newest ? 'not_found' : 'invalid' },
    }),
    emptyLog: () => ({ status: 'not_found' }),
    logLine: (entry, verdict) => write(logLine(entry, word(verdict))),
  };
};
