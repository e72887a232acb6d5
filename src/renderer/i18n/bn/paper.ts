/** Bangla texts of printed papers and of the paper form. */
import type { paper as english } from '#renderer/i18n/en/paper.ts';
import type { TextsLike } from '#renderer/i18n/texts.ts';

export const paper: TextsLike<typeof english> = {
  training: 'প্রশিক্ষণ – আসল কাজের জন্য নয়',
  form: {
    heading: 'কাগজে নিবন্ধন',
    text: 'কম্পিউটার ব্যবহার করা না গেলে এই ফরম পূরণ করুন। চালু হলেই সব তথ্য কিয়স্কে লিখুন, কাগজটি রেখে দিন।',
    button: 'কাগজের ফরম ছাপুন',
    printed: 'ফরম ছাপা হয়েছে',
    date: 'তারিখ ও সময়',
    reference: 'রেফারেন্স, পরে',
    nidDigits: '১০, ১৩ বা ১৭ সংখ্যা',
    optional: 'থাকলে',
    sameAddress: 'বর্তমান ঠিকানাই স্থায়ী ঠিকানা',
    consent: 'সম্মতি',
    consentVersion: 'সংস্করণ {version}',
    customerSignature: 'গ্রাহকের স্বাক্ষর বা টিপসই, তারিখ',
    clerkSignature: 'কর্মীর নাম ও স্বাক্ষর',
    enteredBy: 'কিয়স্কে লিখেছেন, তারিখ',
  },
};
