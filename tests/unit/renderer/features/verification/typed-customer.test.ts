import { describe, expect, it } from 'vitest';
import { parseTypedCustomer } from '#renderer/features/verification/typed-customer.ts';

describe('parseTypedCustomer', () => {
  it.each([
    ['01300-001234', { mobile: '01300001234' }],
    ['013-0000-0042', { mobile: '01300000042' }],
    ['+880 1300 001234', { mobile: '01300001234' }],
    ['0142-3-0001', { reference: '0142-3-0001' }],
    [' ০১৪২-৩-০০০১ ', { reference: '0142-3-0001' }],
    ['DHK-12-10001', { reference: 'DHK-12-10001' }],
    // As many digits as a mobile number, of this branch.
    ['0142-13-00001', { reference: '0142-13-00001' }],
    ['0142-3-1', { problem: 'length', digits: 6 }],
    ['', { problem: 'empty', digits: 0 }],
  ])('parses %j', (typed, expected) => {
    expect(parseTypedCustomer(typed, '0142')).toEqual(expected);
  });
});
