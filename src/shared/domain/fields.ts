/** The details of a registration: the 13 values the clerk sees, under the names the wire uses. */

export const fieldNames = [
  'nid_no',
  'dob',
  'applicant_name_ben',
  'applicant_name_eng',
  'father_name',
  'mother_name',
  'pres_address',
  'perm_address',
  'gender',
  'profession',
  'nominee',
  'nominee_relation',
  'mobile_number',
] as const;

export type FieldName = (typeof fieldNames)[number];

/** Fields that a reading of the card can fill. `pres_address` and `perm_address` both come from the card's one address. */
export const readFieldNames = [
  'nid_no',
  'dob',
  'applicant_name_ben',
  'applicant_name_eng',
  'father_name',
  'mother_name',
  'pres_address',
  'perm_address',
] as const satisfies readonly FieldName[];

export type ReadFieldName = (typeof readFieldNames)[number];

/** Where a value came from. Local readers (barcode, MRZ) join the service's reading and the clerk's typing. */
export type FieldSource = 'service' | 'typed' | 'barcode' | 'mrz';

export interface FieldView {
  /** What will be sent; dates in the wire's pattern, NID as received or as typed. */
  readonly value: string;
  readonly source: FieldSource | null;
  /** Whether a clerk changed or confirmed it: readings never overwrite a touched field. */
  readonly touched: boolean;
  /** What each source read, for showing agreement. */
  readonly readings: Readonly<Partial<Record<FieldSource, string>>>;
}

export type FieldValues = Readonly<Record<FieldName, string>>;

/** Which side of the card a field is printed on, for the viewer. */
export const fieldSide = (name: FieldName): 'front' | 'back' =>
  name === 'pres_address' || name === 'perm_address' ? 'back' : 'front';

/** Fields written in Bangla script on the card. */
export const banglaFields: readonly FieldName[] = [
  'applicant_name_ben',
  'father_name',
  'mother_name',
];
