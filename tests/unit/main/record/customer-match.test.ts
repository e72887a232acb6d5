import { describe, expect, it } from 'vitest';
import type { StatusAnswer } from '#main/ekyc/port.ts';
import { matchStatus } from '#main/record/customer-match.ts';
import { mobile } from '#tests/support/numbers.ts';
import { STATUS } from '#tests/support/fake-ekyc-client.ts';

const CUSTOMER = { nids: ['0123456789'], mobile: mobile('01300000777') };
const createStatus = (card: string): StatusAnswer => ({
  ...STATUS,
  comparisons: [{ field: 'nid', card, ec: null, score: null }],
});
const NOT_FOUND: StatusAnswer = { ...STATUS, verdict: 'not-found', statusText: 'not_found' };

describe('matchStatus', () => {
  it.each<[string, StatusAnswer, ReturnType<typeof matchStatus>]>([
    ['this NID', createStatus('012 345 6789'), 'same'],
    ['another NID', createStatus('0999999999'), 'other'],
    ['a number of the other numbering scheme', createStatus('19800123456789012'), 'not-comparable'],
    ['no NID', { ...STATUS, verdict: 'pending', statusText: 'pending' }, 'not-comparable'],
    ['the text "invalid" and no NID', STATUS, 'invalid'],
    ['the verdict not-found', NOT_FOUND, 'not-found'],
  ])('compares a status that has %s with the customer', (_content, status, match) => {
    expect(matchStatus(status, CUSTOMER)).toBe(match);
  });
});
