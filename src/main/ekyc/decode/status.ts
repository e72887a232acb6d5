/** Decodes the answer to `verificationStatus`: the Election Commission's verdict and the compared values. */
import {
  comparedFields,
  type ComparedField,
  type Comparison,
} from '#shared/domain/verification.ts';
import { ok, type Result } from '#shared/result.ts';
import {
  failure,
  valueOfKey,
  reportsFailure,
  statusCodeOf,
  statusTextOf,
} from '#main/ekyc/errors.ts';
import { isObject, type Json, type JsonObject } from '#main/ekyc/json.ts';
import type { StatusAnswer } from '#main/ekyc/port.ts';
import { fieldMessages, serviceMessage } from '#main/ekyc/service-messages.ts';
import { comparedAliases, photoAliases, verdictOf } from './aliases.ts';
import { remainingEnvelopeKeys, createKeyLookup, type KeyLookup } from './key-lookup.ts';
import { booleanOf, scoreOf, textOf } from './values.ts';

const VERDICT_KEYS = ['status', 'verification_status'];
const MAX_STATUS_TEXT_CHARS = 100;

/** The object with the verdict: in later versions inside `data`, where the outer `success` is not a verdict. */
const findVerdictObject = (body: Json): JsonObject | null => {
  for (const inner of [valueOfKey(body, 'data'), valueOfKey(body, 'detail')]) {
    if (isObject(inner) && textOf(createKeyLookup(inner).consume(VERDICT_KEYS)) !== null)
      return inner;
  }
  return isObject(body) && statusTextOf(body) !== 'success' ? body : null;
};

const SUFFIXES = ['_from_card', '_from_ec', '_score'] as const;

const keysOf = (field: ComparedField, suffix: string): string[] =>
  comparedAliases[field].map((prefix) => prefix + suffix);

/** Values under the document's keys, or under unsuffixed keys with a `…_score` key. */
const comparisonsOf = (keys: KeyLookup): Comparison[] =>
  comparedFields.flatMap((field) => {
    const unsuffixed = textOf(keys.consume(keysOf(field, '')));
    const [card, ec, score] = SUFFIXES.map((suffix) => keysOf(field, suffix)) as [
      string[],
      string[],
      string[],
    ];
    if (unsuffixed === null && ![card, ec, score].some((names) => keys.has(names))) return [];
    return [
      {
        field,
        card: textOf(keys.consume(card)) ?? unsuffixed,
        ec: textOf(keys.consume(ec)),
        score: scoreOf(keys.consume(score)),
      },
    ];
  });

const hasComparisons = (object: JsonObject): boolean => {
  const keys = createKeyLookup(object);
  return comparedFields.some((field) => SUFFIXES.some((suffix) => keys.has(keysOf(field, suffix))));
};

/** The service's status code for an unknown mobile number. */
const UNKNOWN_CUSTOMER_CODE = 6004;
const NOT_FOUND_STATUS = /^not[_ ]?found$/i;

const isUnknownCustomer = (body: Json, statusText: string): boolean =>
  NOT_FOUND_STATUS.test(statusText) || statusCodeOf(body) === UNKNOWN_CUSTOMER_CODE;

/**
 * Whether the status `failed` means that the call failed. As a verdict it comes with comparisons, as a failure with a
 * message or a status code.
 */
export const isFailedCall = (body: Json): boolean => {
  if (
    findVerdictObject(body) !== body ||
    !reportsFailure(body) ||
    statusCodeOf(body) === UNKNOWN_CUSTOMER_CODE
  )
    return false;
  const isComparison = [body, valueOfKey(body, 'detail')].some(
    (object) => isObject(object) && hasComparisons(object),
  );
  const messages = serviceMessage(body) ?? fieldMessages(body);
  return (
    !isComparison && (messages !== undefined || textOf(valueOfKey(body, 'status_code')) !== null)
  );
};

const classifyVerdict = (body: Json, statusText: string): StatusAnswer['verdict'] =>
  isUnknownCustomer(body, statusText) ? 'not-found' : (verdictOf(statusText) ?? 'other');

/** Fails with SVC-ANSWER when there is no verdict. An unknown status is decoded as `other`, which counts as in progress. */
export const decodeStatus = (body: Json): Result<StatusAnswer> => {
  const object = findVerdictObject(body);
  if (!object) return failure('SVC-ANSWER', body);
  const envelope = createKeyLookup(object);
  const statusText = envelope.consume(VERDICT_KEYS);
  if (typeof statusText !== 'string' || textOf(statusText) === null)
    return failure('SVC-ANSWER', body);
  const verdict = classifyVerdict(body, statusText.trim());
  const detail = valueOfKey(object, 'detail');
  const hasNestedDetail = isObject(detail);
  if (hasNestedDetail) envelope.consume(['detail']);
  const keys = hasNestedDetail ? createKeyLookup(detail) : envelope;
  // The nested object repeats the verdict.
  if (hasNestedDetail) keys.consume(VERDICT_KEYS);
  const comparisons = comparisonsOf(keys);
  const isCompared = verdict === 'passed' || verdict === 'verification-failed';
  const consumeFlag = (names: readonly string[]): boolean | null => {
    const value = booleanOf(keys.has(names) ? keys.consume(names) : envelope.consume(names));
    return value === false && !isCompared ? null : value;
  };
  return ok({
    verdict,
    statusText: statusText.trim().slice(0, MAX_STATUS_TEXT_CHARS),
    comparisons,
    textMatches: consumeFlag(photoAliases.textMatches),
    cardPhoto: {
      url: textOf(keys.consume(photoAliases.cardUrl)),
      matchesEc: consumeFlag(photoAliases.cardMatches),
    },
    counterPhoto: {
      url: textOf(keys.consume(photoAliases.counterUrl)),
      matchesEc: consumeFlag(photoAliases.counterMatches),
    },
    other: [
      ...keys.unusedKeys(),
      ...(hasNestedDetail ? envelope.unusedKeys() : []),
      ...remainingEnvelopeKeys(body, object),
    ],
  });
};
