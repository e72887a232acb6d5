/**
 * Bangla texts of the faults of a card's picture, and of the fields that glare covers, in the grammatical case that the
 * text about glare requires.
 */

export const faults = {
  noCardOnGlass: 'কাচে কার্ড নেই',
  noCardInPicture: 'ছবিতে কার্ড নেই',
  cutOff: 'পুরো কার্ড নেই',
  sameSideTwice: 'একই পিঠ দুবার',
  backInsteadOfFront: 'সামনের বদলে পেছনের পিঠ',
  frontInsteadOfBack: 'পেছনের বদলে সামনের পিঠ',
  blurred: 'ঝাপসা',
  tooDark: 'বেশি অন্ধকার',
  tooBright: 'বেশি উজ্জ্বল',
  glare: 'আলোর প্রতিফলন',
  glareOn: '{place} উপর আলোর প্রতিফলন',
  narrow: 'মাত্র {width} px চওড়া',
};

export const places = {
  nid_no: 'NID নম্বরের',
  dob: 'জন্ম তারিখের',
  applicant_name_ben: 'বাংলা নামের',
  applicant_name_eng: 'ইংরেজি নামের',
  father_name: 'পিতার নামের',
  mother_name: 'মাতার নামের',
  spouse_name: 'স্বামী/স্ত্রীর নামের',
  pres_address: 'ঠিকানার',
  perm_address: 'ঠিকানার',
  portrait: 'ছবির',
  barcode: 'বারকোডের',
  mrz: 'MRZ-এর',
};
