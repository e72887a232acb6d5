/**
 * The fields of a registration in one table. The validation rules, the stored body, the IPC calls, the service's form
 * and the screens derive their fields from it.
 */
import { limits } from '#shared/limits.ts';
import type { ChoiceLists } from './lists.ts';

/** Lines of the customer's slip that contain fields, in order. */
export const slipLines = ['name', 'nid', 'mobile'] as const;
export type SlipLine = (typeof slipLines)[number];

interface FieldRow {
  /** Determines the validation rules and the comparison of values. */
  readonly kind: 'nid' | 'date' | 'name' | 'address' | 'choice' | 'mobile';
  /** Script of the value; `any` where customers use either. */
  readonly script: 'bangla' | 'latin' | 'digits' | 'any';
  /** Side of the card on which the field is printed; null when it is not printed. */
  readonly side: 'front' | 'back' | null;
  readonly required: boolean;
  readonly control: 'text' | 'area' | 'segmented' | 'select';
  /** The bank's list of choices for this field. */
  readonly list?: keyof ChoiceLists;
  /** Column of the form. */
  readonly column: 'card' | 'customer';
  /** Whether the field shares a row of the form with its neighbour. */
  readonly half?: true;
  /** Block of the review. `joined`: displayed together with another field. */
  readonly review: 'name' | 'identity' | 'person' | 'address' | 'account' | 'joined';
  /** Line of the customer's slip, where the value is masked. Two fields of one line are printed below each other. */
  readonly slip?: SlipLine;
  /** First version of stored bodies that contains the field. */
  readonly since: number;
  /** Names of the field in the service's answer to step 1, the documented one first; null when step 1 does not read it. */
  readonly readAs: readonly string[] | null;
  /** Whether a barcode or a machine-readable zone contains the field. */
  readonly inCode: boolean;
  /** Whether the service's form (step 2) contains the field. */
  readonly sent: boolean;
  readonly maxChars: number;
}

/** Fields in the order of the form, by their names in step 2. */
export const fieldTable = {
  nid_no: {
    kind: 'nid',
    script: 'digits',
    side: 'front',
    required: true,
    control: 'text',
    column: 'card',
    review: 'identity',
    slip: 'nid',
    since: 1,
    readAs: ['nid_no', 'nid', 'nid_number'],
    inCode: true,
    sent: true,
    maxChars: limits.wireMaxChars.nid,
  },
  dob: {
    kind: 'date',
    script: 'latin',
    side: 'front',
    required: true,
    control: 'text',
    column: 'card',
    review: 'identity',
    since: 1,
    readAs: ['dob', 'date_of_birth'],
    inCode: true,
    sent: true,
    maxChars: limits.wireMaxChars.text,
  },
  applicant_name_ben: {
    kind: 'name',
    script: 'bangla',
    side: 'front',
    required: true,
    control: 'text',
    column: 'card',
    review: 'name',
    slip: 'name',
    since: 1,
    readAs: ['customer_name_ben', 'applicant_name_ben'],
    inCode: false,
    sent: true,
    maxChars: limits.wireMaxChars.text,
  },
  applicant_name_eng: {
    kind: 'name',
    script: 'latin',
    side: 'front',
    required: true,
    control: 'text',
    column: 'card',
    review: 'joined',
    slip: 'name',
    since: 1,
    readAs: ['customer_name_eng', 'applicant_name_eng'],
    inCode: true,
    sent: true,
    maxChars: limits.wireMaxChars.text,
  },
  father_name: {
    kind: 'name',
    script: 'bangla',
    side: 'front',
    required: true,
    control: 'text',
    column: 'card',
    review: 'person',
    since: 1,
    readAs: ['father_name'],
    inCode: false,
    sent: true,
    maxChars: limits.wireMaxChars.text,
  },
  mother_name: {
    kind: 'name',
    script: 'bangla',
    side: 'front',
    required: true,
    control: 'text',
    column: 'card',
    half: true,
    review: 'person',
    since: 1,
    readAs: ['mother_name'],
    inCode: false,
    sent: true,
    maxChars: limits.wireMaxChars.text,
  },
  spouse_name: {
    kind: 'name',
    script: 'bangla',
    side: 'front',
    required: false,
    control: 'text',
    column: 'card',
    half: true,
    review: 'person',
    since: 3,
    readAs: ['spouse_name'],
    inCode: false,
    sent: false,
    maxChars: limits.wireMaxChars.text,
  },
  pres_address: {
    kind: 'address',
    script: 'bangla',
    side: 'back',
    required: true,
    control: 'area',
    column: 'customer',
    review: 'address',
    since: 1,
    // Cards have a single address, which step 1 calls `address`.
    readAs: ['address', 'pres_address', 'present_address'],
    inCode: false,
    sent: true,
    maxChars: limits.wireMaxChars.address,
  },
  perm_address: {
    kind: 'address',
    script: 'bangla',
    side: 'back',
    required: true,
    control: 'area',
    column: 'customer',
    review: 'address',
    since: 1,
    readAs: ['perm_address', 'permanent_address'],
    inCode: false,
    sent: true,
    maxChars: limits.wireMaxChars.address,
  },
  gender: {
    kind: 'choice',
    script: 'latin',
    side: null,
    required: true,
    control: 'segmented',
    list: 'gender',
    column: 'customer',
    review: 'account',
    since: 1,
    readAs: null,
    inCode: true,
    sent: true,
    maxChars: limits.wireMaxChars.text,
  },
  profession: {
    kind: 'choice',
    script: 'latin',
    side: null,
    required: true,
    control: 'select',
    list: 'profession',
    column: 'customer',
    review: 'account',
    since: 1,
    readAs: null,
    inCode: false,
    sent: true,
    maxChars: limits.wireMaxChars.text,
  },
  nominee: {
    kind: 'name',
    script: 'any',
    side: null,
    required: true,
    control: 'text',
    column: 'customer',
    half: true,
    review: 'account',
    since: 1,
    readAs: null,
    inCode: false,
    sent: true,
    maxChars: limits.wireMaxChars.text,
  },
  nominee_relation: {
    kind: 'choice',
    script: 'latin',
    side: null,
    required: true,
    control: 'select',
    list: 'nomineeRelation',
    column: 'customer',
    half: true,
    review: 'joined',
    since: 1,
    readAs: null,
    inCode: false,
    sent: true,
    maxChars: limits.wireMaxChars.text,
  },
  mobile_number: {
    kind: 'mobile',
    script: 'digits',
    side: null,
    required: true,
    control: 'text',
    column: 'customer',
    review: 'person',
    slip: 'mobile',
    since: 1,
    readAs: null,
    inCode: false,
    sent: true,
    maxChars: limits.wireMaxChars.mobile,
  },
} as const satisfies Readonly<Record<string, FieldRow>>;

export type FieldName = keyof typeof fieldTable;

type NamesWith<Part> = {
  [Name in FieldName]: (typeof fieldTable)[Name] extends Part ? Name : never;
}[FieldName];
/** Fields that step 1 of the service can fill. */
export type Step1FieldName = NamesWith<{ readonly readAs: readonly string[] }>;
/** Fields of the service's form. */
export type SentFieldName = NamesWith<{ readonly sent: true }>;

export const fieldNames = Object.keys(fieldTable) as FieldName[];

export const fieldRow = (name: FieldName): FieldRow => fieldTable[name];

/** Names of the fields whose row satisfies a condition, in the order of the form. */
export const fieldsWith = (predicate: (row: FieldRow) => boolean): FieldName[] =>
  fieldNames.filter((name) => predicate(fieldRow(name)));

export const step1FieldNames = fieldsWith((row) => row.readAs !== null) as Step1FieldName[];
export const codeFieldNames = fieldsWith((row) => row.inCode);
export const sentFieldNames = fieldsWith((row) => row.sent) as SentFieldName[];

/** The fields of each slip line that have a value: two for a name that was entered in both scripts. */
export const slipFields = (
  valueOf: (name: FieldName) => string,
): { readonly line: SlipLine; readonly names: readonly FieldName[] }[] =>
  slipLines.map((line) => ({
    line,
    names: fieldsWith(({ slip }) => slip === line).filter((name) => valueOf(name) !== ''),
  }));

/** Creates a record with one value per field. */
export const perField = <T>(valueOf: (name: FieldName) => T): Record<FieldName, T> =>
  Object.fromEntries(fieldNames.map((name) => [name, valueOf(name)])) as Record<FieldName, T>;

/** Sources of readings by precedence. The service is first, because it compares the form with its own reading. */
export const readingSources = ['service', 'barcode', 'mrz'] as const;
export type ReadingSource = (typeof readingSources)[number];

/** Sources of a value. */
export const fieldSources = [...readingSources, 'typed'] as const;
export type FieldSource = (typeof fieldSources)[number];

export interface FieldView {
  /** The value to send: dates in the service's pattern, the NID as received or typed. */
  readonly value: string;
  readonly source: FieldSource | null;
  /** Whether a clerk changed or confirmed the value. Readings do not overwrite touched fields. */
  readonly touched: boolean;
  /** Reading of each source, for the display of their agreement. */
  readonly readings: Readonly<Partial<Record<FieldSource, string>>>;
}

export type FieldValues = Readonly<Record<FieldName, string>>;

/** The values with the permanent address copied from the present one if they are the same. */
export const resolvedValues = (
  valueOf: (name: FieldName) => string,
  sameAddress: boolean,
): FieldValues =>
  perField((name) => valueOf(sameAddress && name === 'perm_address' ? 'pres_address' : name));

/** Fields whose value equals the service's reading. They are not validated and are sent as received. */
export const uneditedFields = (
  values: FieldValues,
  fields: Readonly<Record<FieldName, Pick<FieldView, 'readings'>>>,
): ReadonlySet<FieldName> =>
  new Set(
    fieldNames.filter(
      (name) => values[name] !== '' && values[name] === fields[name].readings.service,
    ),
  );
