/**
 * Converts between a field's stored value and the text in its input. The stored value is sent to the service: an unedited
 * reading is kept byte for byte; edits are normalised, and a date keeps the pattern in which it was received.
 */
import { compareDates, formatCardDate, formatWireDate, parseCivilDate } from './civil-date.ts';
import { fieldRow, type FieldName } from './fields.ts';
import { groupMobile, maskMobile, normalizedMobile } from './mobile.ts';
import { cleanNid, groupNid, maskNid } from './nid.ts';
import { maskName } from './registration.ts';
import { toWireText } from '#shared/text/normalize.ts';

/** The text shown for a stored value: dates as on the card, numbers in groups. */
export const displayText = (field: FieldName, stored: string): string => {
  switch (fieldRow(field).kind) {
    case 'date': {
      const parsed = parseCivilDate(stored);
      return parsed ? formatCardDate(parsed.date) : stored;
    }
    case 'nid':
      return groupNid(cleanNid(stored));
    case 'mobile':
      return /^\d+$/.test(stored) ? groupMobile(stored) : stored;
    default:
      return stored;
  }
};

/** A value masked for papers and lists: recognisable to the person it belongs to. */
export const maskedText = (field: FieldName, stored: string): string => {
  switch (fieldRow(field).kind) {
    case 'nid':
      return maskNid(stored);
    case 'mobile':
      return maskMobile(stored);
    default:
      return maskName(stored);
  }
};

const storedDate = (typed: string, reading: string): string => {
  if (typed === reading) return reading;
  const parsed = parseCivilDate(typed);
  if (!parsed) return typed.trim();
  const read = parseCivilDate(reading);
  if (!read) return formatWireDate(parsed.date, 'dmy');
  return compareDates(parsed.date, read.date) === 0
    ? reading
    : formatWireDate(parsed.date, read.pattern);
};

const storedNid = (typed: string, reading: string): string => {
  const clean = cleanNid(typed);
  return reading !== '' && clean === cleanNid(reading) ? reading : clean;
};

/**
 * The value to store for a text as typed. Names and addresses are not changed while they are typed: input methods that
 * write through synthetic keys lose their position when the text changes.
 * @param reading what the service read for this field, or ''.
 */
export const storedText = (field: FieldName, typed: string, reading: string): string => {
  switch (fieldRow(field).kind) {
    case 'date':
      return storedDate(typed, reading);
    case 'nid':
      return storedNid(typed, reading);
    case 'mobile':
      return normalizedMobile(typed);
    default:
      return typed;
  }
};

/** The value to store when the clerk leaves the field: text in its normal form. */
export const normalizedText = (field: FieldName, stored: string): string =>
  ['date', 'nid', 'mobile'].includes(fieldRow(field).kind) ? stored : toWireText(stored);

/**
 * The value as it is sent. A mobile number is stored in its normal form already.
 * @param reading what the service read for this field, or ''.
 */
export const wireText = (field: FieldName, stored: string, reading: string): string =>
  fieldRow(field).kind === 'mobile'
    ? stored
    : normalizedText(field, storedText(field, stored, reading));
