/** Call F: the verdict of the Election Commission (EC) and what it compared. */
import {
  comparedFields,
  type ComparedField,
  type Comparison,
} from '#shared/domain/verification.ts';
import { ok, type Result } from '#shared/result.ts';
import { failure, keyOf, saysFailed, statusCode, statusWord } from '#main/ekyc/errors.ts';
import { isObject, type Json, type JsonObject } from '#main/ekyc/json.ts';
import type { StatusAnswer } from '#main/ekyc/port.ts';
import { fieldTexts, serviceText } from '#main/ekyc/service-text.ts';
import { comparedAliases, photoAliases, verdictOf } from './aliases.ts';
import { booleanOf, outerRest, readKeys, scoreOf, textOf, type KeyReader } from './values.ts';

const VERDICT_KEYS = ['status', 'verification_status'];

/** The object that holds the verdict: inside `data` in later versions, where the outer `success` is no verdict. */
const verdictObject = (body: Json): JsonObject | null => {
  for (const inner of [keyOf(body, 'data'), keyOf(body, 'detail')]) {
    if (isObject(inner) && textOf(readKeys(inner).take(VERDICT_KEYS)) !== null) return inner;
  }
  return isObject(body) && statusWord(body) !== 'success' ? body : null;
};

const SUFFIXES = ['_from_card', '_from_ec', '_score'] as const;

const namesOf = (field: ComparedField, suffix: string): string[] =>
  comparedAliases[field].map((prefix) => prefix + suffix);

/** Values under the document's names, or under plain ones with `…_score` beside them. */
const comparisonsOf = (keys: KeyReader): Comparison[] =>
  comparedFields.flatMap((field) => {
    const plain = textOf(keys.take(namesOf(field, '')));
    const [card, ec, score] = SUFFIXES.map((suffix) => namesOf(field, suffix)) as [
      string[],
      string[],
      string[],
    ];
    if (plain === null && ![card, ec, score].some((names) => keys.has(names))) return [];
    return [
      {
        field,
        card: textOf(keys.take(card)) ?? plain,
        ec: textOf(keys.take(ec)),
        score: scoreOf(keys.take(score)),
      },
    ];
  });

const hasComparisons = (holder: JsonObject): boolean => {
  const keys = readKeys(holder);
  return comparedFields.some((field) =>
    SUFFIXES.some((suffix) => keys.has(namesOf(field, suffix))),
  );
};

/** The service's code for a mobile number it does not know. */
const NOBODY = 6004;
const NOBODY_WORD = /^not[_ ]?found$/i;

const saysNobody = (body: Json, word: string): boolean =>
  NOBODY_WORD.test(word) || statusCode(body) === NOBODY;

/**
 * Whether `failed` is the call's failure and not a verdict: a verdict brings its comparisons, a failure brings words or a
 * status code. A final verdict is not claimed on less.
 */
export const isFailedCall = (body: Json): boolean => {
  if (verdictObject(body) !== body || !saysFailed(body) || statusCode(body) === NOBODY)
    return false;
  const compared = [body, keyOf(body, 'detail')].some(
    (holder) => isObject(holder) && hasComparisons(holder),
  );
  const words = serviceText(body) ?? fieldTexts(body);
  return !compared && (words !== undefined || textOf(keyOf(body, 'status_code')) !== null);
};

const sortVerdict = (body: Json, word: string): StatusAnswer['verdict'] =>
  saysNobody(body, word) ? 'nobody' : (verdictOf(word) ?? 'other');

/** Fails with SVC-ANSWER when there is no verdict. A word this version does not know is `other`: still in progress. */
export const decodeStatus = (body: Json): Result<StatusAnswer> => {
  const object = verdictObject(body);
  if (!object) return failure('SVC-ANSWER', body);
  const envelope = readKeys(object);
  const word = envelope.take(VERDICT_KEYS);
  if (typeof word !== 'string' || textOf(word) === null) return failure('SVC-ANSWER', body);
  const verdict = sortVerdict(body, word.trim());
  const detail = keyOf(object, 'detail');
  const nested = isObject(detail);
  if (nested) envelope.take(['detail']);
  const keys = nested ? readKeys(detail) : envelope;
  // The verdict once more.
  if (nested) keys.take(VERDICT_KEYS);
  const comparisons = comparisonsOf(keys);
  const compared = verdict === 'passed' || verdict === 'verification-failed';
  const flag = (names: readonly string[]): boolean | null => {
    const said = booleanOf(keys.has(names) ? keys.take(names) : envelope.take(names));
    return said === false && !compared ? null : said;
  };
  return ok({
    verdict,
    word: word.trim().slice(0, 100),
    comparisons,
    textMatches: flag(photoAliases.textMatches),
    cardPhoto: {
      url: textOf(keys.take(photoAliases.cardUrl)),
      matchesEc: flag(photoAliases.cardMatches),
    },
    counterPhoto: {
      url: textOf(keys.take(photoAliases.counterUrl)),
      matchesEc: flag(photoAliases.counterMatches),
    },
    other: [...keys.rest(), ...(nested ? envelope.rest() : []), ...outerRest(body, object)],
  });
};
