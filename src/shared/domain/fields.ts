/**
 * The details of a registration: one table with everything that depends on a field. The rules, the stored body, the calls
 * between page and main process, the form of the service and the screens take their fields from it.
 */
import { limits } from '#shared/limits.ts';
import type { Lists } from './lists.ts';

/** The lines of the customer's slip that show a field, in their order. */
export const slipLines = ['name', 'nid', 'mobile'] as const;
export type SlipLine = (typeof slipLines)[number];

interface FieldRow {
  /** Which rules a value must satisfy and how two values are compared. */
  readonly kind: 'nid' | 'date' | 'name' | 'address' | 'choice' | 'mobile';
  /** Script a value is written in; `any` where customers give either. */
  readonly script: 'bangla' | 'latin' | 'digits' | 'any';
  /** Side of the card it is printed on; null when it is not on the card. */
  readonly side: 'front' | 'back' | null;
  readonly required: boolean;
  readonly control: 'text' | 'area' | 'segmented' | 'select';
  /** The bank's list a choice is made from. */
  readonly list?: keyof Lists;
  /** Column of the form. */
  readonly column: 'card' | 'customer';
  /** Shares a line of the form with its neighbour. */
  readonly half?: true;
  /** Block of the review. `joined`: shown with another field. */
  readonly review: 'name' | 'identity' | 'person' | 'address' | 'account' | 'joined';
  /** Line of the customer's slip, masked there. Of two fields of one line the first that has a value is printed. */
  readonly slip?: SlipLine;
  /** First version of stored bodies that has it. */
  readonly since: number;
  /** Names under which step 1 of the service gives it, its document's own first; null when it reads no such field. */
  readonly readAs: readonly string[] | null;
  /** Whether a barcode or a machine-readable zone holds it. */
  readonly inCode: boolean;
  /** Whether the form of the service (step 2) has it. */
  readonly sent: boolean;
  readonly mostChars: number;
}

/** In the order of the form, under the names of step 2. */
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
    mostChars: limits.wire.nid,
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
    mostChars: limits.wire.text,
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
    mostChars: limits.wire.text,
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
    mostChars: limits.wire.text,
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
    mostChars: limits.wire.text,
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
    mostChars: limits.wire.text,
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
    mostChars: limits.wire.text,
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
    // The card has one address; step 1 calls it `address`.
    readAs: ['address', 'pres_address', 'present_address'],
    inCode: false,
    sent: true,
    mostChars: limits.wire.address,
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
    mostChars: limits.wire.address,
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
    mostChars: limits.wire.text,
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
    mostChars: limits.wire.text,
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
    mostChars: limits.wire.text,
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
    mostChars: limits.wire.text,
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
    mostChars: limits.wire.mobile,
  },
} as const satisfies Readonly<Record<string, FieldRow>>;

export type FieldName = keyof typeof fieldTable;

type NamesWith<Part> = {
  [Name in FieldName]: (typeof fieldTable)[Name] extends Part ? Name : never;
}[FieldName];
/** Fields that step 1 of the service can fill. */
export type ReadFieldName = NamesWith<{ readonly readAs: readonly string[] }>;
/** Fields of the service's form. */
export type SentFieldName = NamesWith<{ readonly sent: true }>;

export const fieldNames = Object.keys(fieldTable) as FieldName[];

export const fieldRow = (name: FieldName): FieldRow => fieldTable[name];

/** The fields of which something is true, in the order of the form. */
export const fieldsWith = (isTrue: (row: FieldRow) => boolean): FieldName[] =>
  fieldNames.filter((name) => isTrue(fieldRow(name)));

export const readFieldNames = fieldsWith((row) => row.readAs !== null) as ReadFieldName[];
export const codeFieldNames = fieldsWith((row) => row.inCode);
export const sentFieldNames = fieldsWith((row) => row.sent) as SentFieldName[];

/** The fields on the slip by line: of the fields of one line the first with a value, or the first of all. */
export const slipFields = (
  valueOf: (name: FieldName) => string,
): { readonly line: SlipLine; readonly name: FieldName }[] =>
  slipLines.flatMap((line) => {
    const names = fieldsWith(({ slip }) => slip === line);
    const name = names.find((each) => valueOf(each) !== '') ?? names[0];
    return name === undefined ? [] : [{ line, name }];
  });

/** One value for each field. */
export const perField = <T>(valueOf: (name: FieldName) => T): Record<FieldName, T> =>
  Object.fromEntries(fieldNames.map((name) => [name, valueOf(name)])) as Record<FieldName, T>;

/** Sources of readings by precedence: the service compares the form with its own reading. */
export const readingSources = ['service', 'barcode', 'mrz'] as const;
export type ReadingSource = (typeof readingSources)[number];

/** Where a value came from. */
export const fieldSources = [...readingSources, 'typed'] as const;
export type FieldSource = (typeof fieldSources)[number];

export interface FieldView {
  /** The value to be sent; dates in the service's pattern, NID as received or as typed. */
  readonly value: string;
  readonly source: FieldSource | null;
  /** Whether a clerk changed or confirmed it: readings do not overwrite a touched field. */
  readonly touched: boolean;
  /** Reading of each source, to show the agreement. */
  readonly readings: Readonly<Partial<Record<FieldSource, string>>>;
}

export type FieldValues = Readonly<Record<FieldName, string>>;

/** The values with the permanent address resolved, which may be the present one. */
export const countedValues = (
  valueOf: (name: FieldName) => string,
  sameAddress: boolean,
): FieldValues =>
  perField((name) => valueOf(sameAddress && name === 'perm_address' ? 'pres_address' : name));

/** Fields with exactly the value read by the service; not checked by the rules, and sent as received. */
export const uneditedFields = (
  values: FieldValues,
  fields: Readonly<Record<FieldName, Pick<FieldView, 'readings'>>>,
): ReadonlySet<FieldName> =>
  new Set(
    fieldNames.filter(
      (name) => values[name] !== '' && values[name] === fields[name].readings.service,
    ),
  );
