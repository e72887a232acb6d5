/** Bangla texts of the file chooser. */
import type { files as english } from '#renderer/i18n/en/files.ts';
import type { TextsLike } from '#renderer/i18n/texts.ts';

export const files: TextsLike<typeof english> = {
  places: 'ড্রাইভ',
  list: 'ফাইল ও ফোল্ডার',
  noDrive: 'কম্পিউটারে একটি USB ড্রাইভ লাগান।',
  noDriveText: 'লাগালে এখানে নিজেই দেখা যাবে।',
  looking: 'ড্রাইভ পড়া হচ্ছে',
  removable: 'USB ড্রাইভ',
  folder: 'ব্যাংকের ফোল্ডার',
  readOnly: 'লেখা বন্ধ',
  up: 'উপরে',
  open: 'খুলুন',
  choose: 'বেছে নিন',
  saveHere: 'এখানে রাখুন',
  empty: 'এই ফোল্ডারে বেছে নেওয়ার কিছু নেই।',
  noFolders: 'এখানে ফোল্ডার নেই। ফাইলটি এখানে রাখা যাবে।',
  left: 'আরও {count}টি দেখানো হয়নি।',
};
