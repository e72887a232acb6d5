import { describe, expect, it } from 'vitest';
import { connectError, requestError } from '#main/ekyc/net-errors.ts';

describe('connectError and requestError', () => {
  const createErrorWithCode = (code?: string): Error =>
    Object.assign(new Error('at 10.0.0.1'), code ? { code } : {});
  it.each([
    ['ENOTFOUND', 'NET-DNS'],
    ['EAI_AGAIN', 'NET-DNS'],
    ['ECONNREFUSED', 'NET-REFUSED'],
    ['ECONNRESET', 'NET-REFUSED'],
    ['ETIMEDOUT', 'NET-CONNECT-TIMEOUT'],
    ['ENETUNREACH', 'NET-CONNECT-TIMEOUT'],
  ])('map %s before the connection to %s', (nodeCode, code) => {
    expect(connectError(createErrorWithCode(nodeCode))).toEqual({
      code,
      params: { cause: nodeCode },
    });
  });

  it('map failures after the connection to NET-CUT or SVC-NOT-JSON and drop the message', () => {
    expect(requestError(createErrorWithCode('EPIPE'))).toEqual({
      code: 'NET-CUT',
      params: { cause: 'EPIPE' },
    });
    expect(requestError(createErrorWithCode('HPE_INVALID_CONSTANT')).code).toBe('SVC-NOT-JSON');
    expect(requestError(createErrorWithCode())).toEqual({
      code: 'NET-CUT',
      params: { cause: 'closed' },
    });
  });
});
