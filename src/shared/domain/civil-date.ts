/**
 * Calendar dates as printed on a card. Not JavaScript dates, because their time zone can shift the day. The service
 * sends d/m/yyyy, some of its versions yyyy-mm-dd or `1 Oct 1980`; edited dates keep the received pattern.
 */
import { BANGLADESH_UTC_OFFSET_MS } from './time-zone.ts';
import { toAsciiDigits, toBanglaDigits } from '#shared/text/digits.ts';
import { withoutControls } from '#shared/text/normalize.ts';

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

export type DatePattern = 'dmy' | 'ymd' | 'd-mon-y';

const MONTHS_EN = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;
/** Common spellings by month; the first one is used for output. Spellings that `foldBangla` makes equal are listed once. */
const MONTHS_BN = [
  ['জানুয়ারি', 'জানুআরি'],
  ['ফেব্রুয়ারি', 'ফেব্রুআরি', 'ফেব্রয়ারি'],
  ['মার্চ'],
  ['এপ্রিল'],
  ['মে'],
  ['জুন'],
  ['জুলাই'],
  ['আগস্ট', 'অগাস্ট', 'অগস্ট', 'আগাস্ট'],
  ['সেপ্টেম্বর', 'সেপ্টেম্বার'],
  ['অক্টোবর', 'অক্টোবার'],
  ['নভেম্বর', 'নভেম্বার', 'নবেম্বর'],
  ['ডিসেম্বর', 'ডিসেম্বার'],
].map((spellings) => spellings.map((name) => name.normalize('NFC')));

/**
 * Folds long and short vowels and sibilants, and removes joiners. Their spelling varies in loanwords, and no two months
 * differ only in them.
 */
const foldBangla = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/[\u200b-\u200d]/g, '')
    .replaceAll('ী', 'ি')
    .replaceAll('ূ', 'ু')
    .replace(/[শষ]/g, 'স');
const FOLDED_BN = MONTHS_BN.map((spellings) => spellings.map(foldBangla));

const daysIn = (year: number, month: number): number =>
  month === 2
    ? (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31;

/** First and last accepted year, to refuse wrongly typed and misread years. */
const [MIN_YEAR, MAX_YEAR] = [1800, 2200];

const dateIfValid = (year: number, month: number, day: number): CivilDate | null =>
  year >= MIN_YEAR &&
  year <= MAX_YEAR &&
  month >= 1 &&
  month <= 12 &&
  day >= 1 &&
  day <= daysIn(year, month)
    ? { year, month, day }
    : null;

/** The month (1 to 12) of a Bangla name or of an unambiguous prefix of it; 0 for other names. */
const banglaMonth = (name: string): number => {
  const folded = foldBangla(name);
  const exact = FOLDED_BN.findIndex((spellings) => spellings.includes(folded));
  if (exact >= 0) return exact + 1;
  const candidates = FOLDED_BN.flatMap((spellings, index) =>
    spellings.some((month) => month.startsWith(folded)) ? [index + 1] : [],
  );
  return candidates.length === 1 ? (candidates[0] ?? 0) : 0;
};

/** The month (1 to 12) of a Bangla or English name; 0 for other names. */
const monthByName = (name: string): number =>
  banglaMonth(name) ||
  MONTHS_EN.findIndex((month) => name.toLowerCase().startsWith(month.toLowerCase())) + 1;

/** Normalises digits and separators, and removes ordinal suffixes (1st, ২১শে) and control characters. */
const cleanDate = (text: string): string =>
  toAsciiDigits(withoutControls(text).normalize('NFKC'))
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u2044\u2215\\]/g, '/')
    .replace(/,/g, ' ')
    .replace(/(?<!\d)(\d{1,2}) ?(?:st|nd|rd|th|লা|রা|ঠা|ই|শে)(?!\p{M})/giu, '$1 ')
    .trim();

/**
 * Parses a date in any pattern of the service or a person: four leading digits mean y/m/d, a month's name (English or
 * Bangla) means d/mon/y, anything else is d/m/y. Separators are / - . or spaces; Bangla digits are accepted.
 * @returns null for an invalid date. Two-digit years are refused, because their century is ambiguous.
 */
export const parseCivilDate = (text: string): { date: CivilDate; pattern: DatePattern } | null => {
  const clean = cleanDate(text);
  const ymd = /^(\d{4})[/.\-\s]+(\d{1,2})[/.\-\s]+(\d{1,2})$/.exec(clean);
  if (ymd) return withPattern(dateIfValid(Number(ymd[1]), Number(ymd[2]), Number(ymd[3])), 'ymd');
  const dayFirst = /^(\d{1,2})[/.\-\s]*([^\d\s/.-]+)[/.\-\s]*(\d{4})$/u.exec(clean);
  if (dayFirst)
    return withPattern(
      dateIfValid(Number(dayFirst[3]), monthByName(dayFirst[2] ?? ''), Number(dayFirst[1])),
      'd-mon-y',
    );
  const monthFirst = /^([^\d\s/.-]+)[/.\-\s]*(\d{1,2})[/.\-\s]+(\d{4})$/u.exec(clean);
  if (monthFirst)
    return withPattern(
      dateIfValid(Number(monthFirst[3]), monthByName(monthFirst[1] ?? ''), Number(monthFirst[2])),
      'd-mon-y',
    );
  const dmy =
    /^(\d{1,2})[/.\-\s]+(\d{1,2})[/.\-\s]+(\d{4})$/.exec(clean) ??
    /^(\d{2})(\d{2})(\d{4})$/.exec(clean);
  if (dmy) return withPattern(dateIfValid(Number(dmy[3]), Number(dmy[2]), Number(dmy[1])), 'dmy');
  return null;
};

/** Whether a text is a date with a two-digit year: `1/10/80`. */
export const hasShortYear = (text: string): boolean => {
  const clean = cleanDate(text);
  return (
    /[^\d]\d{2}$/.test(clean) &&
    parseCivilDate(`${clean.slice(0, -2)}20${clean.slice(-2)}`) !== null
  );
};

const withPattern = (
  date: CivilDate | null,
  pattern: DatePattern,
): { date: CivilDate; pattern: DatePattern } | null => (date ? { date, pattern } : null);

const pad2 = (value: number): string => String(value).padStart(2, '0');

/** Formats a date for the service in the pattern that the service used (default d/m/yyyy). */
export const formatWireDate = (date: CivilDate, pattern: DatePattern = 'dmy'): string => {
  if (pattern === 'ymd') return `${date.year}-${pad2(date.month)}-${pad2(date.day)}`;
  if (pattern === 'd-mon-y') return `${pad2(date.day)} ${MONTHS_EN[date.month - 1]} ${date.year}`;
  return `${date.day}/${date.month}/${date.year}`;
};

/** Formats a date as printed on the card, in Latin digits: `01 Oct 1980`. */
export const formatCardDate = (date: CivilDate): string => formatWireDate(date, 'd-mon-y');

/** Formats a date with Bangla digits and month name: `০১ অক্টোবর ১৯৮০`. */
export const formatBanglaDate = (date: CivilDate): string =>
  toBanglaDigits(`${pad2(date.day)} ${MONTHS_BN[date.month - 1]?.[0]} ${date.year}`);

/** Compares two dates: negative when `a` is earlier. */
export const compareDates = (a: CivilDate, b: CivilDate): number =>
  a.year - b.year || a.month - b.month || a.day - b.day;

/** Age in completed years on a day. */
export const ageOn = (birth: CivilDate, day: CivilDate): number =>
  day.year -
  birth.year -
  (day.month < birth.month || (day.month === birth.month && day.day < birth.day) ? 1 : 0);

/** The current date at the counter. @param nowMs epoch milliseconds. */
export const todayInBangladesh = (nowMs: number): CivilDate => {
  const shifted = new Date(nowMs + BANGLADESH_UTC_OFFSET_MS);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
  };
};
