import { describe, expect, it } from 'vitest';
import { classifyAnswer, type CallId } from '#main/ekyc/errors.ts';
import type { Json } from '#main/ekyc/json.ts';

const classify = (
  call: CallId,
  status: number,
  body: Json | string,
  retryAfter: string | null = null,
  nowMs = 0,
) =>
  classifyAnswer(
    call,
    {
      status,
      location: null,
      retryAfter,
      date: null,
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    },
    nowMs,
  );

describe('classifyAnswer', () => {
  it.each([
    ['readCard', 401, '', 'SESSION-ENDED'],
    ['verifyOtp', 401, '<html>', 'OTP-WRONG'],
    ['verifyOtp', 400, { otp: ['Wrong.'] }, 'OTP-WRONG'],
    ['verifyOtp', 200, { status: 'failed', message: 'Wrong.', status_code: 400 }, 'OTP-WRONG'],
    [
      'verifyOtp',
      200,
      { status: 'failed', message: 'This account is disabled.' },
      'SIGN-IN-REFUSED',
    ],
    ['verifyOtp', 403, { detail: 'Inactive.' }, 'SIGN-IN-REFUSED'],
    ['requestOtp', 400, { mobile_no: ['Unknown.'] }, 'OTP-REFUSED'],
    ['requestOtp', 400, { status: 'failed', detail: 'SMS down.' }, 'OTP-REFUSED'],
    ['requestOtp', 404, { status: 'failed', error: 'No such agent.' }, 'OTP-UNKNOWN'],
    ['requestOtp', 404, '<html>', 'SVC-NOT-FOUND'],
    [
      'verificationStatus',
      403,
      { detail: 'Authentication credentials were not provided.' },
      'SESSION-ENDED',
    ],
    ['verificationStatus', 403, { detail: 'x', code: 'not_authenticated' }, 'SESSION-ENDED'],
    ['verificationStatus', 403, { detail: 'Agents only.' }, 'SESSION-ROLE'],
    ['verificationStatus', 403, '<html>', 'SVC-NOT-JSON'],
    ['readCard', 404, '<html>', 'SVC-NOT-FOUND'],
    ['readCard', 405, { detail: 'No.' }, 'SVC-REFUSED'],
    ['readCard', 407, '<html>', 'NET-PROXY'],
    ['readCard', 408, '', 'NET-TIMEOUT'],
    ['readCard', 413, '<html>', 'SVC-TOO-LARGE'],
    ['readCard', 422, { id_front: ['Blurred.'] }, 'SVC-REFUSED'],
    ['readCard', 500, '<html>', 'SVC-BROKEN'],
    ['readCard', 501, {}, 'SVC-BROKEN'],
    ['readCard', 502, '<html>', 'NET-GATEWAY'],
    ['readCard', 503, {}, 'NET-GATEWAY'],
    ['readCard', 504, '', 'NET-GATEWAY'],
    ['readCard', 522, '', 'NET-GATEWAY'],
    ['readCard', 511, '<html>', 'SVC-NOT-JSON'],
    ['readCard', 302, '', 'SVC-REDIRECT'],
    ['readCard', 200, '<html>', 'SVC-NOT-JSON'],
    ['readCard', 200, '"OK"', 'SVC-ANSWER'],
    ['readCard', 200, { status: 'Failed', error: 'Unread.' }, 'SVC-UNREAD'],
    ['readCard', 200, { status: 'failed', status_code: 401 }, 'SESSION-ENDED'],
    ['readCard', 200, { status: 'failed', status_code: '413' }, 'SVC-TOO-LARGE'],
    ['verificationLog', 200, { status: 'failed', message: 'No.' }, 'SVC-DECLINED'],
    ['verificationStatus', 400, { mobile_number: ['Missing.'] }, 'SVC-DECLINED'],
  ] as const)(
    'classifies the answer to %s with status %i and body %j as %s',
    (call, status, body, code) => {
      const result = classify(call, status, body);
      expect(!result.ok && result.error.code).toBe(code);
    },
  );

  it.each([
    ['https://sso.bank.example/login?next=/agent/&user=x', 'https://sso.bank.example/login'],
    ['/app/login/?next=/agent/', '/app/login/'],
    ['http://[', undefined],
    [null, undefined],
  ])('reports the target of a redirect to %j as %j', (location, target) => {
    const result = classifyAnswer(
      'verificationStatus',
      { status: 302, location, retryAfter: null, date: null, body: new Uint8Array() },
      0,
    );
    expect(!result.ok && result.error.params).toEqual({
      status: 302,
      ...(target ? { to: target } : {}),
    });
  });

  it.each([
    ['7', { seconds: 7 }],
    ['0', { seconds: 1 }],
    ['Thu, 01 Jan 1970 00:01:30 GMT', { seconds: 30 }],
    ['Thu, 01 Jan 1970 00:00:10 GMT', { seconds: 1 }],
    ['soon', { seconds: 17 }],
    [null, { seconds: 17 }],
    ['99999999', { seconds: 86_400 }],
  ])('returns for status 429 with Retry-After %j the waiting time %j', (header, params) => {
    const result = classify(
      'verificationLog',
      429,
      { detail: 'Throttled. Expected available in 17 seconds.' },
      header,
      60_000,
    );
    expect(!result.ok && result.error.params).toEqual(params);
    expect(classify('verificationLog', 429, '<html>')).toMatchObject({
      error: { code: 'SVC-THROTTLED', params: { seconds: 60 } },
    });
  });
});
