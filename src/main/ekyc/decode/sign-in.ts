/** Decodes the answers to `requestOtp`, `verifyOtp` and `logout`: a message or the token. */
import { ok, type Result } from '#shared/result.ts';
import { failure, valueOfKey, statusTextOf } from '#main/ekyc/errors.ts';
import { serviceMessage } from '#main/ekyc/service-messages.ts';
import { isObject, type Json } from '#main/ekyc/json.ts';
import type { Token } from '#main/ekyc/port.ts';
import { textOf } from './values.ts';

/** Message of the service. Fails with SVC-ANSWER when the answer contains neither `success` nor a message. */
export const decodeDetail = (body: Json): Result<{ detail: string }> => {
  const detail = serviceMessage(body);
  if (!isObject(body) || (detail === undefined && statusTextOf(body) !== 'success'))
    return failure('SVC-ANSWER', body);
  return ok({ detail: detail ?? '' });
};

/** Characters that an HTTP header may contain: visible ASCII. */
const TOKEN_FORMAT = /^[\x21-\x7e]{8,4096}$/;

/** Session token. Fails with SVC-ANSWER when there is none, or none that an HTTP header may contain. */
export const decodeToken = (body: Json): Result<{ token: Token }> => {
  for (const object of [body, valueOfKey(body, 'data'), valueOfKey(body, 'detail')]) {
    const token = textOf(valueOfKey(object, 'token'))?.trim();
    if (token !== undefined && TOKEN_FORMAT.test(token)) return ok({ token: token as Token });
  }
  return failure('SVC-ANSWER');
};
