/** Call F: the verdict of the Election Commission (EC) and what it compared. */
import { comparedFields, verdicts, type Comparison, type KnownVerdict } from '#shared/domain/verification.ts';
import { ok, type Result } from '#shared/result.ts';
import { failure, keyOf, saysFailed, statusWord } from '../errors.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { StatusAnswer } from '../port.ts';
import { fieldTexts, serviceText } from '../service-text.ts';
import { comparedAliases, photoAliases } from './aliases.ts';
import { booleanOf, outerRest, readKeys, scoreOf, textOf, type KeyReader } from './values.ts';

const VERDICT_KEYS = ['status', 'verification_status'];

/** The object that holds the verdict: inside `data` in later versions, where the outer `success` is no verdict. */
const verdictObject = (body: Json): JsonObject | null => {
  for (const inner of [keyOf(body, 'data'), keyOf(body, 'detail')]) {
    if (isObject(inner) && textOf(readKeys(inner).take(VERDICT_KEYS)) !== null) return inner;
  }
  return isObject(body) && statusWord(body) !== 'success' ? body : null;
};

const comparisonsOf = (keys: KeyReader): Comparison[] =>
  comparedFields.flatMap((field) => {
    const named = (suffix: string): string[] => comparedAliases[field].map((prefix) => prefix + suffix);
    const parts = [named('_from_card'), named('_from_ec'), named('_score')] as const;
    if (!parts.some((part) => keys.has(part))) return [];
    const [card, ec, score] = [textOf(keys.take(parts[0])), textOf(keys.take(parts[1])), scoreOf(keys.take(parts[2]))];
    return [{ field, card, ec, score }];
  });

/**
 * Whether `failed` is the call's failure and not a verdict: a verdict brings its comparisons, a failure brings words or a
 * status code. A final verdict is not claimed on less.
 */
export const isFailedCall = (body: Json): boolean => {
  if (verdictObject(body) !== body || !saysFailed(body)) return false;
  const compared = [body, keyOf(body, 'detail')].some((holder) => isObject(holder) && comparisonsOf(readKeys(holder)).length > 0);
  const words = serviceText(body) ?? fieldTexts(body);
  return !compared && (words !== undefined || textOf(keyOf(body, 'status_code')) !== null);
};

const sortVerdict = (word: string): KnownVerdict | 'other' => verdicts.find((verdict) => verdict === word.trim().toLowerCase()) ?? 'other';

/** Fails with SVC-ANSWER when there is no verdict. A word this version does not know is `other`: still in progress. */
export const decodeStatus = (body: Json): Result<StatusAnswer> => {
  const object = verdictObject(body);
  if (!object) return failure('SVC-ANSWER', body);
  const envelope = readKeys(object);
  const word = envelope.take(VERDICT_KEYS);
  if (typeof word !== 'string' || textOf(word) === null) return failure('SVC-ANSWER', body);
  const detail = keyOf(object, 'detail');
  const nested = isObject(detail);
  if (nested) envelope.take(['detail']);
  const keys = nested ? readKeys(detail) : envelope;
  const comparisons = comparisonsOf(keys);
  return ok({
    verdict: sortVerdict(word),
    word: word.trim().slice(0, 100),
    comparisons,
    textMatches: booleanOf(keys.take(photoAliases.textMatches)),
    cardPhoto: { url: textOf(keys.take(photoAliases.cardUrl)), matchesEc: booleanOf(keys.take(photoAliases.cardMatches)) },
    counterPhoto: { url: textOf(keys.take(photoAliases.counterUrl)), matchesEc: booleanOf(keys.take(photoAliases.counterMatches)) },
    other: [...keys.rest(), ...(nested ? envelope.rest() : []), ...outerRest(body, object)],
  });
};
