/**
 * The names by which people and assistive technology find the controls, in both languages. They are part of the product:
 * a test that needs a change here has found a changed promise.
 */
export const names = {
  'Sign in': { en: 'Sign in', bn: 'সাইন ইন' },
  'Mobile number': { en: 'Mobile number', bn: 'মোবাইল নম্বর' },
  'Send OTP': { en: 'Send OTP', bn: 'OTP পাঠান' },
  OTP: { en: 'OTP', bn: 'OTP' },
  Verify: { en: 'Verify', bn: 'যাচাই করুন' },
  'Resend OTP': { en: 'Resend OTP', bn: 'আবার OTP পাঠান' },
  'Change number': { en: 'Change number', bn: 'নম্বর বদলান' },
} as const satisfies Record<string, { en: string; bn: string }>;

export type Name = keyof typeof names;
