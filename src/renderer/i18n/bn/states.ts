/** Bangla texts of the states of a registration and the verdicts of the EC. */
import type { states as english } from '#renderer/i18n/en/states.ts';
import type { TextsLike } from '#renderer/i18n/texts.ts';

export const states: TextsLike<typeof english> = {
  draft: 'খসড়া',
  ready: 'প্রস্তুত',
  'sending-card': 'কার্ড যাচ্ছে',
  'needs-review': 'দেখা দরকার',
  'sending-form': 'ফরম যাচ্ছে',
  unknown: 'অজানা',
  waiting: 'অপেক্ষায়',
  refused: 'গ্রহণ হয়নি',
  'on-hold': 'স্থগিত',
  submitted: 'জমা হয়েছে',
  passed: 'মিলেছে',
  'verification-failed': 'মেলেনি',
  invalid: 'EC-তে নেই',
  discarded: 'বাতিল',
  transferred: 'হস্তান্তরিত',
};
