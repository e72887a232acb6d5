import { describe, expect, it } from 'vitest';
import type { Token } from '#main/ekyc/port.ts';
import { readBaseline } from '#main/outbox/read-baseline.ts';
import type { LogEntry } from '#shared/domain/verification.ts';
import { err, ok } from '#shared/result.ts';
import { toMobileNumber } from '#tests/support/numbers.ts';
import { createFakeClient, INVALID_STATUS } from '#tests/support/fake-ekyc-client.ts';
import { unwrap } from '#tests/support/unwrap.ts';

const NOW = Date.UTC(2026, 10, 23, 4);
const CUSTOMER = { nids: ['0123456789'], mobile: toMobileNumber('01300000777') };
const TOKEN = 'token' as Token;

/** Creates a page of the log with entries of other customers only. */
const createFullPage = (): LogEntry[] =>
  Array.from({ length: 20 }, (_, index) => ({
    mobile: '01300009999',
    nid: '9999999999',
    name: 'X',
    submittedOn: index < 10 ? '1/1/2026' : '2/1/2026',
    verdict: 'pending',
  }));

describe('readBaseline', () => {
  const options = { now: () => NOW, isLogUnpaged: false };

  it('queries only the status when the service has no customer with the mobile number', async () => {
    const { client, calls, answers } = createFakeClient();
    answers.verificationStatus = async () =>
      ok({ ...INVALID_STATUS, verdict: 'not-found', statusText: 'not_found' });
    const { isLogUnpaged, ...read } = unwrap(await readBaseline(client, TOKEN, CUSTOMER, options));
    expect(read).toEqual({
      status: { match: 'not-found', statusText: 'not_found' },
      exactMatches: null,
      possibleMatches: null,
      complete: false,
      at: NOW,
    });
    expect([calls.verificationStatus.length, calls.verificationLog.length, isLogUnpaged]).toEqual([
      1,
      0,
      false,
    ]);
  });

  it('queries the status and at most two pages of the log when the status does not determine the customer', async () => {
    const { client, calls, answers } = createFakeClient();
    answers.verificationLog = async () => ok({ entries: createFullPage(), complete: false });
    const read = unwrap(await readBaseline(client, TOKEN, CUSTOMER, options));
    expect(read).toMatchObject({ status: { match: 'invalid' }, exactMatches: 0, complete: false });
    expect([calls.verificationStatus.length, calls.verificationLog.length]).toEqual([1, 2]);
  });

  it('skips the log for a known customer of a service without pages', async () => {
    const { client, calls, answers } = createFakeClient();
    answers.verificationStatus = async () =>
      ok({
        ...INVALID_STATUS,
        comparisons: [{ field: 'nid', card: '0123456789', ec: null, score: null }],
      });
    answers.verificationLog = async () => ok({ entries: createFullPage(), complete: true });
    const first = unwrap(await readBaseline(client, TOKEN, CUSTOMER, options));
    expect([first.isLogUnpaged, calls.verificationLog.length]).toEqual([true, 1]);
    unwrap(
      await readBaseline(client, TOKEN, CUSTOMER, { ...options, isLogUnpaged: first.isLogUnpaged }),
    );
    expect(calls.verificationLog).toHaveLength(1);
  });

  it.each(['NET-DNS', 'NET-TIMEOUT', 'SESSION-ENDED', 'SVC-THROTTLED', 'SVC-NOT-JSON'] as const)(
    'returns %s when either query fails with it',
    async (code) => {
      const { client, answers } = createFakeClient();
      answers.verificationLog = async () => err(code);
      expect(await readBaseline(client, TOKEN, CUSTOMER, options)).toEqual(err(code));
      answers.verificationStatus = async () => err(code);
      expect(await readBaseline(client, TOKEN, CUSTOMER, options)).toEqual(err(code));
    },
  );

  it('returns null for values that the service refuses to return', async () => {
    const { client, answers } = createFakeClient();
    answers.verificationStatus = async () => err('SVC-REFUSED');
    answers.verificationLog = async () => err('SVC-NOT-FOUND');
    expect(unwrap(await readBaseline(client, TOKEN, CUSTOMER, options))).toMatchObject({
      status: null,
      exactMatches: null,
      complete: false,
    });
  });
});
