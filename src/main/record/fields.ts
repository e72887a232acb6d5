/** The fields of a registration: applies edits and readings, and computes the values that are sent. */
import { compareValues, contradictingCode, isNewContradiction } from '#shared/domain/agreement.ts';
import { formatWireDate } from '#shared/domain/civil-date.ts';
import { wireText } from '#shared/domain/field-text.ts';
import {
  codeFieldNames,
  resolvedValues,
  fieldNames,
  perField,
  step1FieldNames,
  readingSources,
  uneditedFields,
  type FieldName,
  type FieldValues,
  type Step1FieldName,
  type ReadingSource,
} from '#shared/domain/fields.ts';
import type { CardText } from '#shared/domain/card-text.ts';
import { isMobileNumber } from '#shared/domain/mobile.ts';
import { compareNids, compareNidWith } from '#shared/domain/nid.ts';
import { codeSources, type CodeSource } from '#shared/domain/registration.ts';
import type { CardReading } from '#main/ekyc/port.ts';
import type { Customer } from './customer-match.ts';
import { emptyReading, type Body, type FieldState } from './body.ts';

type Readings = FieldState['readings'];

/** The source of a value: the first reading that equals it, else `typed`; null for an empty value. */
const sourceOf = (value: string, readings: Readings): FieldState['source'] => {
  if (value === '') return null;
  return readingSources.find((source) => readings[source] === value) ?? 'typed';
};

/** The value of an untouched field: the reading with the highest precedence, or an empty string. */
const preferredReading = (readings: Readings): string =>
  readingSources.map((source) => readings[source]).find((value) => value !== undefined) ?? '';

/**
 * Replaces the reading of one source in a field, or removes it (`readValue` is undefined). With `fillUntouched`, an untouched field
 * takes its value from the readings; a value entered by the clerk stays.
 */
const withReading = (
  field: FieldState,
  source: ReadingSource,
  readValue: string | undefined,
  fillUntouched: boolean,
): FieldState => {
  const { [source]: _previous, ...otherReadings } = field.readings;
  const readings =
    readValue === undefined ? otherReadings : { ...otherReadings, [source]: readValue };
  const takesReading =
    fillUntouched &&
    !field.touched &&
    (field.value === '' || field.value === preferredReading(field.readings));
  const value = takesReading ? preferredReading(readings) : field.value;
  return { value, source: sourceOf(value, readings), touched: field.touched, readings };
};

/**
 * As {@link withReading}. A field whose entered value the reading contradicts is marked as untouched, so that the clerk must choose
 * again.
 */
const withCheckedReading = (
  name: FieldName,
  field: FieldState,
  source: ReadingSource,
  readValue: string | undefined,
  fillUntouched: boolean,
): FieldState => {
  const touched = field.touched && !(fillUntouched && isNewContradiction(name, field, readValue));
  return { ...withReading(field, source, readValue, fillUntouched), touched };
};

/**
 * Stores values typed by the clerk and marks their fields as touched. A field whose value a code of the card contradicts
 * is marked only if it is in `chosen`: the clerk chose the value after seeing the contradiction.
 */
export const applyEdits = (
  body: Body,
  values: Readonly<Partial<Record<FieldName, string>>>,
  sameAddress: boolean | undefined,
  chosen: readonly FieldName[] = [],
): Body => {
  const fields = { ...body.fields };
  for (const name of fieldNames) {
    const value = values[name];
    if (value === undefined) continue;
    const { readings } = fields[name];
    const touched = chosen.includes(name) || contradictingCode(name, { readings }, value) === null;
    fields[name] = { value, source: sourceOf(value, readings), touched, readings };
  }
  return { ...body, fields, sameAddress: sameAddress ?? body.sameAddress };
};

/**
 * The reading of a field. The card's only address is a reading of both addresses, because the card does not state whether it is the
 * present or the permanent one.
 */
const readingFor = (reading: CardReading, name: Step1FieldName): string | undefined =>
  name === 'perm_address'
    ? (reading.fields.perm_address ?? reading.fields.pres_address)
    : reading.fields[name];

/**
 * Stores the service's reading.
 * @param fillUntouched whether untouched fields get the value; false once the customer has consented to the current values.
 */
export const applyReading = (
  body: Body,
  reading: CardReading,
  at: number,
  fillUntouched: boolean,
): Body => {
  const fields = { ...body.fields };
  for (const name of step1FieldNames)
    fields[name] = withCheckedReading(
      name,
      fields[name],
      'service',
      readingFor(reading, name),
      fillUntouched,
    );
  const fieldsRead = Object.keys(reading.fields).length;
  const handles = { front: reading.front, back: reading.back, at };
  const state = fieldsRead === 0 ? 'unread' : 'read';
  return {
    ...body,
    fields,
    reading: { state, since: at, error: null, fieldsRead, handles, other: { ...reading.other } },
  };
};

/** Removes the readings of one source, and the untouched values that came from it. */
const withoutReading = (body: Body, source: ReadingSource): Body => {
  const fields = { ...body.fields };
  for (const name of [...step1FieldNames, ...codeFieldNames])
    fields[name] = withReading(fields[name], source, undefined, true);
  return { ...body, fields };
};

/** Removes the service's reading after the card's picture changed, with the untouched values that came from it. */
export const removeServiceReading = (body: Body, at: number): Body => ({
  ...withoutReading(body, 'service'),
  reading: emptyReading(at),
});

/** Removes the readings of the card's codes after the picture of the back changed. */
export const removeCodeReadings = (body: Body): Body => ({
  ...codeSources.reduce(withoutReading, body),
  codesOf: null,
  oldNid: null,
});

/** The bank's list of genders, as sent to the service. */
const GENDERS = { male: 'Male', female: 'Female' } as const;

/** Values of a code in the format of the fields. */
const codeValues = ({
  nid,
  dob,
  nameEng,
  sex,
}: CardText): Readonly<Partial<Record<FieldName, string>>> => ({
  ...(nid !== null && { nid_no: nid }),
  ...(dob !== null && { dob: formatWireDate(dob) }),
  ...(nameEng !== null && { applicant_name_eng: nameEng }),
  ...(sex && { gender: GENDERS[sex] }),
});

/** Stores the reading of a code of the card; removes it when `text` is null. */
export const applyCode = (body: Body, source: CodeSource, text: CardText | null): Body => {
  const values = text ? codeValues(text) : {};
  const fields = { ...body.fields };
  for (const name of codeFieldNames)
    fields[name] = withCheckedReading(name, fields[name], source, values[name], true);
  return { ...body, fields, ...(source === 'barcode' && { oldNid: text?.oldNid ?? null }) };
};

/** Every NID number known to be this customer's: the one on the form, and both numbers of a barcode that contains it. */
export const knownNids = (body: Body): string[] => {
  const value = body.fields.nid_no.value;
  const barcodeNids = [body.fields.nid_no.readings.barcode, body.oldNid].filter(
    (nid) => typeof nid === 'string',
  );
  const isOnCard =
    body.oldNid !== null && barcodeNids.some((nid) => compareNids(nid, value) === 'same');
  return isOnCard ? [value, ...barcodeNids] : [value];
};

/** The customer of a registration, or null while the mobile number of a draft is incomplete. */
export const customerOf = (body: Body): Customer | null => {
  const mobile = body.fields.mobile_number.value;
  return isMobileNumber(mobile) ? { nids: knownNids(body), mobile } : null;
};

/**
 * The customer of a submitted registration, whose mobile number was validated at the submission. Throws a TypeError without a valid
 * number.
 */
export const submittedCustomer = (body: Body): Customer => {
  const customer = customerOf(body);
  if (!customer) throw new TypeError('a submitted registration has a mobile number');
  return customer;
};

/** A field of the body. The permanent address has the value and source of the present one if both are the same. */
export const resolvedField = (body: Body, name: FieldName): FieldState => {
  if (name !== 'perm_address' || !body.sameAddress) return body.fields[name];
  const { value, source } = body.fields.pres_address;
  return { ...body.fields.perm_address, value, source };
};

/** The current values, with the permanent address resolved. */
export const valuesOf = ({ fields, sameAddress }: Body): FieldValues =>
  resolvedValues((name) => fields[name].value, sameAddress);

/** The fields whose values the clerk has not changed. */
export const uneditedOf = (body: Body): ReadonlySet<FieldName> =>
  uneditedFields(valuesOf(body), body.fields);

/** The values as they are sent to the service. */
export const wireValues = (body: Body): FieldValues => {
  const values = valuesOf(body);
  return perField((name) => wireText(name, values[name], body.fields[name].readings.service ?? ''));
};

/**
 * Which of NID and date of birth the service read differently from the value that is to be sent. A reading that the clerk
 * has already rejected is not reported again; NID numbers of different schemes do not contradict each other.
 */
export const contradictedFields = (body: Body, reading: CardReading): ('nid_no' | 'dob')[] =>
  (['nid_no', 'dob'] as const).filter((name) => {
    const readValue = reading.fields[name];
    const { value, readings } = body.fields[name];
    if (readValue === undefined || readValue === readings.service) return false;
    // The clerk has already rejected the same value, from a code of the card.
    if (
      codeSources.some(
        (source) => compareValues(name, readings[source] ?? '', readValue) === 'same',
      )
    )
      return false;
    return (
      (name === 'nid_no'
        ? compareNidWith(readValue, knownNids(body))
        : compareValues(name, readValue, value)) === 'other'
    );
  });

/** Marks fields as untouched, so that the clerk must choose again: the earlier choice was made without the new reading. */
export const clearTouched = (body: Body, names: readonly FieldName[]): Body => ({
  ...body,
  fields: {
    ...body.fields,
    ...Object.fromEntries(names.map((name) => [name, { ...body.fields[name], touched: false }])),
  },
});
