/** Decodes the answer to `readCard` (step 1): the values read from the card and the handles of the pictures. */
import { fieldTable, step1FieldNames, type Step1FieldName } from '#shared/domain/fields.ts';
import { ok, type Result } from '#shared/result.ts';
import { failure, valueOfKey } from '#main/ekyc/errors.ts';
import { isObject, type Json, type JsonObject } from '#main/ekyc/json.ts';
import type { CardHandle, CardReading } from '#main/ekyc/port.ts';
import { remainingEnvelopeKeys, createKeyLookup, type KeyLookup } from './key-lookup.ts';
import { textOf } from './values.ts';

/** The object with the values: `data` or `detail`, or the whole body in versions without an envelope. */
const findReadingObject = (body: Json): JsonObject | null => {
  for (const inner of [valueOfKey(body, 'data'), valueOfKey(body, 'detail')])
    if (isObject(inner)) return inner;
  return isObject(body) ? body : null;
};

/**
 * Only later versions of the service return `…_name`. Their step 2 requires that name; the URL beside it is for display only.
 */
const handleOf = (keys: KeyLookup, side: 'front' | 'back'): CardHandle | null => {
  for (const name of [`id_${side}_name`, `id_${side}_url`] as const) {
    if (!keys.has([name])) continue;
    const value = textOf(keys.consume([name]));
    if (value !== null) return { name, value };
  }
  return null;
};

/** Placeholders of the service's OCR for a value it could not read, in addition to the empty values of `textOf`. */
const UNREAD_PLACEHOLDER = /^\s*(?:nan|n\/a|undefined)\s*$/i;

/** Fails with SVC-ANSWER when the handles are missing, because step 2 requires them. */
export const decodeCard = (body: Json): Result<CardReading> => {
  const object = findReadingObject(body);
  if (!object) return failure('SVC-ANSWER', body);
  const keys = createKeyLookup(object);
  if (object === body) keys.consume(['status']);
  const front = handleOf(keys, 'front');
  const back = handleOf(keys, 'back');
  if (!front || !back) return failure('SVC-ANSWER', body);
  // File paths of the pictures, which this client does not use.
  keys.consume(['id_front_image']);
  keys.consume(['id_back_image']);
  const fields: Partial<Record<Step1FieldName, string>> = {};
  for (const name of step1FieldNames) {
    const value = textOf(keys.consume(fieldTable[name].readAs));
    if (value !== null && !UNREAD_PLACEHOLDER.test(value)) fields[name] = value;
  }
  const other = Object.fromEntries(
    [...keys.unusedKeys(), ...remainingEnvelopeKeys(body, object)].map(
      ({ key, value }) => [key, value] as const,
    ),
  );
  return ok({ fields, front, back, other });
};
