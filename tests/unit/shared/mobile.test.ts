import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupMobile, maskMobile, parseMobile } from '#shared/domain/mobile.ts';

describe('mobile number', () => {
  it.each(['01300000042', '+880 1300-000042', '8801300000042', '০১৩০০ ০০০০৪২', ' 0130 0000 042 '])(
    '%s is parsed as 01300000042',
    (typed) => {
      expect(parseMobile(typed)).toEqual({ mobile: '01300000042' });
    },
  );
  it.each([
    ['', { problem: 'empty', digits: 0 }],
    ['0130000004', { problem: 'length', digits: 10 }],
    ['013000000422', { problem: 'length', digits: 12 }],
    ['01200000042', { problem: 'prefix', digits: 11 }],
    ['11300000042', { problem: 'prefix', digits: 11 }],
  ])('returns the problem of "%s"', (typed, problem) => {
    expect(parseMobile(typed)).toEqual(problem);
  });
  it('is displayed in groups and masked in the middle', () => {
    expect(groupMobile('01300000042')).toBe('01300-000042');
    expect(groupMobile('0130000')).toBe('01300-00');
    expect(maskMobile('01300000042')).toBe('0130•••0042');
    expect(maskMobile('0130')).toBe('••••');
  });
  it('is parsed from any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        ['mobile', 'problem'].includes(Object.keys(parseMobile(text))[0] ?? ''),
      ),
    );
  });
});
