/** Classifies answers of the service into error codes: by HTTP status first, then by the content of the body. */
import type { ErrorCode } from '#shared/error-codes.ts';
import { ok, type AppError, type Err, type Result } from '#shared/result.ts';
import { isArray, isObject, parseJson, type Json } from './json.ts';
import { fieldMessages, serviceMessage } from './service-messages.ts';
import type { Answer } from './send-request.ts';

/** The calls of the service; `photo` is a download of a picture named in an answer. */
export type CallId =
  | 'requestOtp'
  | 'verifyOtp'
  | 'logout'
  | 'readCard'
  | 'submit'
  | 'verificationStatus'
  | 'verificationLog'
  | 'photo';

/** Seconds to wait after a 429 that states no time. */
const DEFAULT_THROTTLE_S = 60;
const MAX_THROTTLE_S = 24 * 3600;

const FAILURE_STATUSES = new Set(['failed', 'fail', 'failure', 'error']);

/** Value of a key, which is compared case-insensitively. @param name the key in lower case. */
export const valueOfKey = (body: Json | undefined, name: string): Json | undefined =>
  isObject(body)
    ? Object.entries(body).find(([key]) => key.toLowerCase() === name)?.[1]
    : undefined;

/** The body's `status` in lower case, or null. */
export const statusTextOf = (body: Json | undefined): string | null => {
  const status = valueOfKey(body, 'status');
  return typeof status === 'string' ? status.trim().toLowerCase() : null;
};

/** Whether the body's `status` reports a failure. */
export const reportsFailure = (body: Json | undefined): boolean =>
  FAILURE_STATUSES.has(statusTextOf(body) ?? '');

/** The body's `status_code`: an HTTP status or a four-digit code of the service. */
export const statusCodeOf = (body: Json | undefined): number | null => {
  const code = Number(valueOfKey(body, 'status_code') ?? Number.NaN);
  return Number.isInteger(code) ? code : null;
};

/** The body's `status_code` when it is an HTTP error status. */
export const innerStatusOf = (body: Json | undefined): number | null => {
  const code = statusCodeOf(body);
  return code !== null && code >= 400 && code < 600 ? code : null;
};

/** An error with the messages of the service, if the body contains any. */
export const failure = (code: ErrorCode, body?: Json, params?: AppError['params']): Err => {
  const service = serviceMessage(body);
  const fields = fieldMessages(body);
  return {
    ok: false,
    error: {
      code,
      ...(params ? { params } : {}),
      ...(service ? { service } : {}),
      ...(fields ? { fields } : {}),
    },
  };
};

/** Seconds to wait: from the header (seconds or an HTTP date), otherwise from the message, otherwise a minute. */
const throttleSeconds = (
  retryAfter: string | null,
  body: Json | undefined,
  nowMs: number,
): number => {
  const header = retryAfter?.trim() ?? '';
  const date = /^\d+$/.test(header) ? Number.NaN : Date.parse(header);
  const secondsInMessage = /(\d{1,6})\s*second/i.exec(serviceMessage(body) ?? '')?.[1];
  const seconds = /^\d+$/.test(header)
    ? Number(header)
    : Number.isFinite(date)
      ? Math.ceil((date - nowMs) / 1000)
      : secondsInMessage === undefined
        ? DEFAULT_THROTTLE_S
        : Number(secondsInMessage);
  return Math.min(Math.max(seconds, 1), MAX_THROTTLE_S);
};

const throttledFailure = (answer: Answer, body: Json | undefined, nowMs: number): Err =>
  failure('SVC-THROTTLED', body, { seconds: throttleSeconds(answer.retryAfter, body, nowMs) });

const unauthorisedFailure = (call: CallId, body: Json | undefined): Err => {
  if (call === 'requestOtp') return failure('OTP-REFUSED', body);
  return failure(call === 'verifyOtp' ? 'OTP-WRONG' : 'SESSION-ENDED', body);
};

const MISSING_CREDENTIALS = /credentials? (were|was) not provided|not_authenticated|invalid token/i;

const forbiddenFailure = (call: CallId, body: Json): Err => {
  if (call === 'requestOtp') return failure('OTP-REFUSED', body);
  if (call === 'verifyOtp') return failure('SIGN-IN-REFUSED', body);
  const code = valueOfKey(body, 'code');
  const text = `${serviceMessage(body) ?? ''} ${typeof code === 'string' ? code : ''}`;
  return failure(MISSING_CREDENTIALS.test(text) ? 'SESSION-ENDED' : 'SESSION-ROLE', body);
};

/** Only `readCard` and `submit` send something that a clerk can correct. */
const refusalCode = (call: CallId): ErrorCode =>
  call === 'readCard' || call === 'submit' ? 'SVC-REFUSED' : 'SVC-DECLINED';

const refusedFailure = (call: CallId, body: Json, status: number): Err => {
  if (call === 'requestOtp') return failure('OTP-REFUSED', body);
  // Status 400: 401 is classified by `classifyByStatus`.
  if (call === 'verifyOtp' && status < 402) return failure('OTP-WRONG', body);
  return failure(refusalCode(call), body, { status });
};

const MAX_REDIRECT_TARGET_CHARS = 200;

/** Target of a redirect, for IT: without query and credentials, which may identify a person. */
const redirectTarget = (location: string | null): { readonly to?: string } => {
  const target = location === null ? null : URL.parse(location, 'https://service.invalid');
  if (!target) return {};
  const host = target.host === 'service.invalid' ? '' : `${target.protocol}//${target.host}`;
  return {
    to: Array.from(host + target.pathname)
      .slice(0, MAX_REDIRECT_TARGET_CHARS)
      .join(''),
  };
};

/** Statuses whose class does not depend on the body. */
const classifyByStatus = (
  call: CallId,
  answer: Answer,
  body: Json | undefined,
  nowMs: number,
): Err | null => {
  const { status } = answer;
  if (status === 401) return unauthorisedFailure(call, body);
  // A failure in the body means that the mobile number is unknown. A 404 without a failure in the body means a wrong URL.
  if (status === 404 && call === 'requestOtp' && reportsFailure(body))
    return failure('OTP-UNKNOWN', body);
  if (status === 404) return failure('SVC-NOT-FOUND', body, { status });
  if (status === 407) return failure('NET-PROXY', undefined, { cause: '407' });
  if (status === 408) return failure('NET-TIMEOUT', undefined, { cause: '408' });
  if (status === 413) return failure('SVC-TOO-LARGE', body);
  if (status === 429) return throttledFailure(answer, body, nowMs);
  if (status >= 300 && status < 400)
    return failure('SVC-REDIRECT', undefined, { status, ...redirectTarget(answer.location) });
  // 52x: like 502–504, from a content delivery network in front of the service. 511: a captive portal.
  if ((status >= 502 && status <= 504) || (status >= 520 && status <= 530))
    return failure('NET-GATEWAY', body, { status });
  if (status === 511) return failure('SVC-NOT-JSON', undefined, { status });
  return status >= 500 ? failure('SVC-BROKEN', body, { status }) : null;
};

/** Failure reported in the body of a 200. */
const classifyFailedBody = (call: CallId, answer: Answer, body: Json, nowMs: number): Err => {
  const inner = innerStatusOf(body);
  if (inner === 401) return unauthorisedFailure(call, body);
  if (inner === 403) return forbiddenFailure(call, body);
  if (inner === 413) return failure('SVC-TOO-LARGE', body);
  if (inner === 429) return throttledFailure(answer, body, nowMs);
  if (call === 'requestOtp') return failure('OTP-REFUSED', body);
  // The service reports a wrong OTP as 400 or 401, also in the body of a 200. Without a status code it refuses the account.
  if (call === 'verifyOtp') return failure(inner === null ? 'SIGN-IN-REFUSED' : 'OTP-WRONG', body);
  return failure(call === 'readCard' ? 'SVC-UNREAD' : refusalCode(call), body, {
    status: inner ?? answer.status,
  });
};

/**
 * The JSON of a successful answer, or its failure. For `verificationStatus` a top-level `failed` may be a verdict, so the
 * client distinguishes the two and uses {@link classifyFailedStatus} for a failure.
 */
export const classifyAnswer = (call: CallId, answer: Answer, nowMs: number): Result<Json> => {
  const body = parseJson(answer.body);
  const failed = classifyByStatus(call, answer, body, nowMs);
  if (failed) return failed;
  if (body === undefined) return failure('SVC-NOT-JSON', undefined, { status: answer.status });
  if (!isObject(body) && !isArray(body))
    return failure('SVC-ANSWER', undefined, { status: answer.status });
  if (answer.status === 403) return forbiddenFailure(call, body);
  if (answer.status >= 400) return refusedFailure(call, body, answer.status);
  if (answer.status < 200) return failure('SVC-ANSWER', undefined, { status: answer.status });
  return call !== 'verificationStatus' && reportsFailure(body)
    ? classifyFailedBody(call, answer, body, nowMs)
    : ok(body);
};

/** The failure reported in the body of a 200 answer to `verificationStatus`. */
export const classifyFailedStatus = (answer: Answer, body: Json, nowMs: number): Err =>
  classifyFailedBody('verificationStatus', answer, body, nowMs);
