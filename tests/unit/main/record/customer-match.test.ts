import { describe, expect, it } from 'vitest';
import type { StatusAnswer } from '#main/ekyc/port.ts';
import { matchStatus } from '#main/record/customer-match.ts';
import { toMobileNumber } from '#tests/support/numbers.ts';
import { INVALID_STATUS } from '#tests/support/fake-ekyc-client.ts';

const CUSTOMER = { nids: ['0123456789'], mobile: toMobileNumber('01300000777') };
const createStatus = (card: string): StatusAnswer => ({
  ...INVALID_STATUS,
  comparisons: [{ field: 'nid', card, ec: null, score: null }],
});
const NOT_FOUND: StatusAnswer = {
  ...INVALID_STATUS,
  verdict: 'not-found',
  statusText: 'not_found',
};

describe('matchStatus', () => {
  it.each<[string, StatusAnswer, ReturnType<typeof matchStatus>]>([
    ['this NID', createStatus('012 345 6789'), 'same'],
    ['another NID', createStatus('0999999999'), 'other'],
    ['a number of the other numbering scheme', createStatus('19800123456789012'), 'not-comparable'],
    ['no NID', { ...INVALID_STATUS, verdict: 'pending', statusText: 'pending' }, 'not-comparable'],
    ['the text "invalid" and no NID', INVALID_STATUS, 'invalid'],
    ['the verdict not-found', NOT_FOUND, 'not-found'],
  ])('compares a status that has %s with the customer', (_content, status, match) => {
    expect(matchStatus(status, CUSTOMER)).toBe(match);
  });
});
