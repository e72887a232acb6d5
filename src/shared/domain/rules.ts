/**
 * Validation rules of the details, shared by the form and the main process. An unedited value of the service is checked
 * only for presence, because samples of the service violate the rules.
 */
import { hasBangla, hasLatin, looksLikeBijoy } from '#shared/text/normalize.ts';
import { ageOn, compareDates, hasShortYear, parseCivilDate, type CivilDate } from './civil-date.ts';
import { fieldNames, fieldRow, type FieldName, type FieldValues } from './fields.ts';
import type { ChoiceLists } from './lists.ts';
import { parseMobile } from './mobile.ts';
import { parseNid } from './nid.ts';

export const issueKinds = [
  'missing',
  'choice-missing',
  'too-long',
  'nid-letters',
  'nid-length',
  'nid-birth-year',
  'dob-unreadable',
  'dob-short-year',
  'dob-future',
  'dob-too-young',
  'dob-too-old',
  'dob-minor',
  'mobile-length',
  'mobile-prefix',
  'bijoy',
  'name-not-bangla',
  'name-not-latin',
  'name-digits',
  'name-short',
  'not-in-list',
  'service-refused',
] as const;

export type IssueKind = (typeof issueKinds)[number];

export interface Issue {
  readonly field: FieldName;
  readonly kind: IssueKind;
  /** Errors block the submission; warnings are only displayed. */
  readonly severity: 'error' | 'warn';
  readonly params?: Readonly<Record<string, string | number>>;
}

export interface RuleContext {
  /** Current date at the counter. */
  readonly today: CivilDate;
  /** Fields whose value equals the service's reading. */
  readonly unedited: ReadonlySet<FieldName>;
  /** Choices of the fields that have a list. */
  readonly lists: ChoiceLists;
}

const MIN_NAME_LETTERS = 2;
const MIN_AGE = 16;
const ADULT_AGE = 18;
const MAX_AGE = 120;

const createIssue = (
  field: FieldName,
  kind: IssueKind,
  severity: 'error' | 'warn' = 'error',
  params?: Issue['params'],
): Issue => (params ? { field, kind, severity, params } : { field, kind, severity });

const nidIssues = (values: FieldValues): Issue[] => {
  const birthYear = parseCivilDate(values.dob)?.date.year;
  const parsed = parseNid(values.nid_no, birthYear);
  if ('nid' in parsed) return [];
  switch (parsed.problem) {
    case 'empty':
      return [createIssue('nid_no', 'missing')];
    case 'letters':
      return [createIssue('nid_no', 'nid-letters')];
    case 'length':
      return [createIssue('nid_no', 'nid-length', 'error', { digits: parsed.digits })];
    case 'birth-year':
      return [
        createIssue('nid_no', 'nid-birth-year', 'error', {
          nidYear: values.nid_no.trim().slice(0, 4),
          dobYear: birthYear ?? 0,
        }),
      ];
  }
};

const dobIssues = (value: string, today: CivilDate): Issue[] => {
  const parsed = parseCivilDate(value);
  if (!parsed)
    return [createIssue('dob', hasShortYear(value) ? 'dob-short-year' : 'dob-unreadable')];
  if (compareDates(parsed.date, today) > 0) return [createIssue('dob', 'dob-future')];
  const age = ageOn(parsed.date, today);
  if (age < MIN_AGE) return [createIssue('dob', 'dob-too-young', 'error', { age, least: MIN_AGE })];
  if (age > MAX_AGE) return [createIssue('dob', 'dob-too-old', 'error', { age })];
  return age < ADULT_AGE ? [createIssue('dob', 'dob-minor', 'warn', { age })] : [];
};

const mobileIssues = (value: string): Issue[] => {
  const parsed = parseMobile(value);
  if ('mobile' in parsed) return [];
  return [
    createIssue(
      'mobile_number',
      parsed.problem === 'prefix' ? 'mobile-prefix' : 'mobile-length',
      'error',
      { digits: parsed.digits },
    ),
  ];
};

/** The most significant irregularity of a name. Only a warning, because valid names can violate each of these rules. */
const nameIssues = (field: FieldName, value: string): Issue[] => {
  const warn = (kind: IssueKind): Issue[] => [createIssue(field, kind, 'warn')];
  const { script } = fieldRow(field);
  const isBangla = script === 'bangla';
  if (isBangla && looksLikeBijoy(value)) return warn('bijoy');
  if (isBangla && hasLatin(value)) return warn('name-not-bangla');
  if (script === 'latin' && hasBangla(value)) return warn('name-not-latin');
  if (/\p{Nd}/u.test(value)) return warn('name-digits');
  return (value.match(/\p{L}/gu) ?? []).length < MIN_NAME_LETTERS ? warn('name-short') : [];
};

const fieldIssues = (field: FieldName, values: FieldValues, context: RuleContext): Issue[] => {
  const value = values[field];
  const { kind, list, maxChars, required } = fieldRow(field);
  if (value.trim() === '')
    return required ? [createIssue(field, list ? 'choice-missing' : 'missing')] : [];
  if (Array.from(value).length > maxChars)
    return [createIssue(field, 'too-long', 'error', { max: maxChars })];
  if (list) {
    const isListed = context.lists[list].some((choice) => choice.en === value);
    return isListed ? [] : [createIssue(field, 'not-in-list')];
  }
  if (context.unedited.has(field)) return [];
  if (kind === 'nid') return nidIssues(values);
  if (kind === 'date') return dobIssues(value, context.today);
  if (kind === 'mobile') return mobileIssues(value);
  return kind === 'name' ? nameIssues(field, value) : [];
};

/** All problems of the details, in the order of the form. */
export const checkDetails = (values: FieldValues, context: RuleContext): Issue[] =>
  fieldNames.flatMap((field) => fieldIssues(field, values, context));
