/** Call D: what the service read from the card, and the handles of the pictures. */
import { fieldTable, readFieldNames, type ReadFieldName } from '#shared/domain/fields.ts';
import { ok, type Result } from '#shared/result.ts';
import { failure, keyOf } from '#main/ekyc/errors.ts';
import { isObject, type Json, type JsonObject } from '#main/ekyc/json.ts';
import type { CardHandle, CardReading } from '#main/ekyc/port.ts';
import { outerRest, readKeys, textOf, type KeyReader } from './values.ts';

/** The object with the reading: `data`, or the whole body where a version has no envelope. */
const readingObject = (body: Json): JsonObject | null => {
  for (const inner of [keyOf(body, 'data'), keyOf(body, 'detail')])
    if (isObject(inner)) return inner;
  return isObject(body) ? body : null;
};

/**
 * A service that gives a `…_name` at all is a later version, whose step 2 asks for that name; the URL beside it would then
 * be for looking at only.
 */
const handleOf = (keys: KeyReader, side: 'front' | 'back'): CardHandle | null => {
  for (const name of [`id_${side}_name`, `id_${side}_url`] as const) {
    if (!keys.has([name])) continue;
    const value = textOf(keys.take([name]));
    if (value !== null) return { name, value };
  }
  return null;
};

/** Words that a reading program writes where it read nothing, beside those that are empty everywhere. */
const NOTHING_READ = /^\s*(?:nan|n\/a|undefined)\s*$/i;

/** Fails with SVC-ANSWER when the handles are missing: step 2 cannot be sent without them. */
export const decodeCard = (body: Json): Result<CardReading> => {
  const object = readingObject(body);
  if (!object) return failure('SVC-ANSWER', body);
  const keys = readKeys(object);
  if (object === body) keys.take(['status']);
  const front = handleOf(keys, 'front');
  const back = handleOf(keys, 'back');
  if (!front || !back) return failure('SVC-ANSWER', body);
  // Paths of the pictures, beside the handles: nothing this client needs.
  keys.take(['id_front_image']);
  keys.take(['id_back_image']);
  const fields: Partial<Record<ReadFieldName, string>> = {};
  for (const name of readFieldNames) {
    const value = textOf(keys.take(fieldTable[name].readAs));
    if (value !== null && !NOTHING_READ.test(value)) fields[name] = value;
  }
  const other = Object.fromEntries(
    [...keys.rest(), ...outerRest(body, object)].map(({ key, value }) => [key, value] as const),
  );
  return ok({ fields, front, back, other });
};
