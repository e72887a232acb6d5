import { describe, expect, it } from 'vitest';
import { parseOtp } from '#shared/domain/otp.ts';

describe('parseOtp', () => {
  it('accepts an OTP of four to eight digits', () => {
    expect(parseOtp(' ১৭৪৪ ')).toBe('1744');
    expect(parseOtp('174')).toBeNull();
    expect(parseOtp('123456789')).toBeNull();
  });
});
