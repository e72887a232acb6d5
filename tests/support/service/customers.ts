/** Invented customers. Their names mean sample, example, exercise and the like; no real NID number begins with 0. */
import type { CardText } from '#main/training/types.ts';

export const inventedCustomers: readonly CardText[] = [
  {
    nid_no: '0123456789',
    dob: '1/10/1980',
    name_ben: 'নমুনা বেগম',
    name_eng: 'NOMUNA BEGUM',
    father_name: 'উদাহরণ মিয়া',
    mother_name: 'অনুশীলন বেগম',
    address: 'বাসা ০, নমুনা সড়ক, পরীক্ষানগর, ঢাকা',
  },
  {
    nid_no: '0420000000017',
    dob: '07/03/1992',
    name_ben: 'মো. পরীক্ষা মিয়া',
    name_eng: 'MD. PORIKKHA MIA',
    father_name: 'মোঃ কাল্পনিক মিয়া',
    mother_name: 'দৃষ্টান্ত খাতুন',
    address: 'গ্রাম: উদাহরণপুর, ডাকঘর: নমুনাহাট, খুলনা',
  },
  {
    nid_no: '0980000421',
    dob: '29/2/2000',
    name_ben: 'কাল্পনিক ত্রিপুরা',
    name_eng: 'KALPONIK TRIPURA',
    father_name: 'অনুমান ত্রিপুরা',
    mother_name: 'প্রতিমা ত্রিপুরা',
    address: 'পাড়া ০০, অনুশীলন বাজার, রাঙামাটি',
  },
  {
    nid_no: '0071234500',
    dob: '15/12/1958',
    name_ben: 'দৃষ্টান্ত',
    name_eng: 'DRISTANTO',
    father_name: 'নমুনা সরদার',
    mother_name: 'উদাহরণ বিবি',
    address: 'হোল্ডিং ০০০, পরীক্ষা লেন, নমুনাগঞ্জ, রাজশাহী',
  },
];
