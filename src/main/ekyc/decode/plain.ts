/** Calls A, B and C: a sentence, or the token. */
import { ok, type Result } from '#shared/result.ts';
import { failure, keyOf, statusWord } from '#main/ekyc/errors.ts';
import { serviceText } from '#main/ekyc/service-text.ts';
import { isObject, type Json } from '#main/ekyc/json.ts';
import type { Token } from '#main/ekyc/port.ts';
import { textOf } from './values.ts';

/** Fails with SVC-ANSWER when the answer neither says that it went well nor says anything. */
export const decodeDetail = (body: Json): Result<{ detail: string }> => {
  const detail = serviceText(body);
  if (!isObject(body) || (detail === undefined && statusWord(body) !== 'success'))
    return failure('SVC-ANSWER', body);
  return ok({ detail: detail ?? '' });
};

/** What may stand in a header: no spaces, no line breaks, nothing beyond ASCII. */
const TOKEN = /^[\x21-\x7e]{8,4096}$/;

/** Fails with SVC-ANSWER when there is no usable token. */
export const decodeToken = (body: Json): Result<{ token: Token }> => {
  for (const holder of [body, keyOf(body, 'data'), keyOf(body, 'detail')]) {
    const token = textOf(keyOf(holder, 'token'))?.trim();
    if (token !== undefined && TOKEN.test(token)) return ok({ token: token as Token });
  }
  return failure('SVC-ANSWER');
};
