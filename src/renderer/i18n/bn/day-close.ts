/** Bangla texts of the day close. */
import type { dayClose as english } from '#renderer/i18n/en/day-close.ts';
import type { TextsLike } from '#renderer/i18n/texts.ts';

export const dayClose: TextsLike<typeof english> = {
  heading: 'দিন শেষ',
  previousDay: 'আগের দিন',
  nextDay: 'পরের দিন',
  print: 'ছাপুন',
  printed: 'দিনের হিসাব ছাপা হয়েছে',
  loading: 'দিনের হিসাব হচ্ছে',
  equation: 'এই কাউন্টারে নেওয়া, আর তার কী হলো',
  taken: 'নেওয়া',
  categories: {
    submitted: 'জমা হয়েছে',
    waiting: 'অপেক্ষায়',
    unknown: 'অজানা',
    'needs-review': 'দেখা দরকার',
    refused: 'গ্রহণ হয়নি',
    'on-hold': 'স্থগিত',
    discarded: 'বাতিল',
  },
  balanced: 'হিসাব মিলেছে।',
  drafts: '{count}টি নিবন্ধন শুরু হয়েছে, জমা হয়নি।',
  earlier: 'আগের দিনের {count}টি নিবন্ধন এখনও মেটেনি।',
  lists: {
    unsent: 'এখনও যায়নি',
    unknown: 'ফল অজানা',
    needPerson: 'কর্মীর দেখা দরকার',
    discarded: 'বাতিল',
  },
  none: 'নেই',
  clerk: 'কর্মী',
  lead: 'শাখা প্রধান',
  signature: 'নাম, স্বাক্ষর, তারিখ',
  counter: 'কাউন্টার {counter}',
  printedAt: 'ছাপা {time}',
};
