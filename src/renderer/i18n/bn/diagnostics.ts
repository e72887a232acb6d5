/** Texts of the Diagnostics screen. */
import type { TextsLike } from '#renderer/i18n/texts.ts';
import type { diagnostics as en } from '#renderer/i18n/en/diagnostics.ts';

export const diagnostics: TextsLike<typeof en> = {
  heading: 'যন্ত্র পরীক্ষা',
  lead: 'এই কাউন্টারের স্ক্যানার ও ক্যামেরা কী দেখছে।',
  scanner: 'স্ক্যানার',
  sheetHow: 'কাচ মুছে একটি সাদা খালি কাগজ রাখুন, ঢাকনা বন্ধ করুন।',
  sheetScan: 'খালি কাগজ স্ক্যান করুন',
  sheetScanning: 'খালি কাগজ স্ক্যান হচ্ছে',
  sheetPicture: 'স্ক্যান করা খালি কাগজ, যা পাওয়া গেছে তা চিহ্নিত',
  sheetDone: '{scanner}, {dpi} dpi',
  specks: 'ধুলা নেই | ১টি ধুলার দাগ | {count}টি ধুলার দাগ',
  specksText: 'বৃত্তের জায়গায় কাচ মুছে আবার স্ক্যান করুন।',
  streaks: 'রেখা নেই | ১টি রেখা | {count}টি রেখা',
  streaksText: 'বাঁ দিক থেকে {places} মিমি দূরে। কাচের পাশের সরু ফিতা মুছুন; তবু থাকলে সেন্সর নষ্ট হচ্ছে।',
  even: 'আলো সমান',
  uneven: 'আলো অসমান: সবচেয়ে অন্ধকার জায়গায় {percent} %',
  unevenText: 'ঢাকনা বন্ধ করুন। তবু থাকলে বাতি নষ্ট হচ্ছে।',
  white: 'কাগজ সাদা',
  grey: 'কাগজ ধূসর: মাত্রা {level}',
  greyText: 'কাগজটি সাদা তো? স্ক্যানারের উজ্জ্বলতা স্বাভাবিক করুন।',
  camera: 'ক্যামেরা',
  cameraHow: 'নড়ছে এমন কিছুর দিকে ধরুন।',
  frames: 'প্রতি সেকেন্ডে ছবি',
  size: 'ছবির মাপ',
  brightness: 'উজ্জ্বলতা',
  contrast: 'বৈপরীত্য',
  ofLevels: '২৫৫-এর মধ্যে {value}',
  verdicts: {
    settling: 'মাপা হচ্ছে',
    good: 'ক্যামেরা ঠিক আছে',
    black: 'ক্যামেরা শুধু কালো দেখছে',
    frozen: 'ছবি থেমে আছে',
  },
};
