/**
 * Converts between a field's stored value and the text in its input. The stored value is sent to the service. An
 * unedited reading is kept unchanged; edits are normalised, and a date keeps the pattern in which it was received.
 */
import { compareDates, formatCardDate, formatWireDate, parseCivilDate } from './civil-date.ts';
import { fieldRow, type FieldName } from './fields.ts';
import { groupMobile, maskMobile, normalizedMobile } from './mobile.ts';
import { cleanNid, groupNid, maskNid } from './nid.ts';
import { abbreviateName } from './name-mask.ts';
import { toWireText } from '#shared/text/normalize.ts';

/** Formats a stored value for display: dates as on the card, numbers in groups. */
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

/** Masks a value for printed papers, so that only its owner recognises it. */
export const maskedText = (field: FieldName, stored: string): string => {
  switch (fieldRow(field).kind) {
    case 'nid':
      return maskNid(stored);
    case 'mobile':
      return maskMobile(stored);
    default:
      return abbreviateName(stored);
  }
};

const storedDate = (typed: string, reading: string): string => {
  if (typed === reading) return reading;
  const parsed = parseCivilDate(typed);
  if (!parsed) return typed.trim();
  const parsedReading = parseCivilDate(reading);
  if (!parsedReading) return formatWireDate(parsed.date, 'dmy');
  return compareDates(parsed.date, parsedReading.date) === 0
    ? reading
    : formatWireDate(parsed.date, parsedReading.pattern);
};

const storedNid = (typed: string, reading: string): string => {
  const clean = cleanNid(typed);
  return reading !== '' && clean === cleanNid(reading) ? reading : clean;
};

/**
 * Converts typed text to the stored value. Names and addresses are not changed while they are typed, because input
 * methods that send synthetic keys lose their position when the text changes.
 * @param reading the service's reading of this field, or ''.
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

/** Normalises a stored value when the clerk leaves the field. */
export const normalizedText = (field: FieldName, stored: string): string =>
  ['date', 'nid', 'mobile'].includes(fieldRow(field).kind) ? stored : toWireText(stored);

/**
 * Converts a stored value to the wire form. Mobile numbers are already stored in it.
 * @param reading the service's reading of this field, or ''.
 */
export const wireText = (field: FieldName, stored: string, reading: string): string =>
  fieldRow(field).kind === 'mobile'
    ? stored
    : normalizedText(field, storedText(field, stored, reading));
