/** Texts of the slip, always in both languages with Bangla first, regardless of the clerk's language. */
import type { SlipLine } from '#shared/domain/fields.ts';
import { BANGLADESH_TIME_ZONE } from '#shared/domain/time-zone.ts';
import type { Outcome } from '#renderer/features/registration/state/outcome.ts';

export interface BilingualText {
  readonly bn: string;
  readonly en: string;
}

export interface SlipOutcomeTexts {
  readonly heading: BilingualText;
  readonly note: BilingualText;
  readonly next: BilingualText;
}

const inquiryHint: BilingualText = {
  bn: 'খোঁজ নিতে এই নম্বরটি শাখায় দেখান।',
  en: 'To ask, show this number at the branch.',
};
const queued: SlipOutcomeTexts = {
  heading: { bn: 'অপেক্ষায়', en: 'Queued' },
  note: { bn: 'এখনও জমা হয়নি', en: 'Not yet submitted' },
  next: {
    bn: `সংযোগ ফিরলে ব্যাংক আপনার তথ্য জমা দেবে। ${inquiryHint.bn}`,
    en: `The bank submits your details when the connection returns. ${inquiryHint.en}`,
  },
};

const unconfirmed: SlipOutcomeTexts = {
  heading: { bn: 'পাঠানো হয়েছে, নিশ্চিত নয়', en: 'Sent, not confirmed' },
  note: { bn: 'সার্ভিসের উত্তর এখনও পরিষ্কার নয়', en: 'No clear answer from the service yet' },
  next: {
    bn: `ব্যাংক উত্তর জেনে নিচ্ছে। ${inquiryHint.bn}`,
    en: `The bank is finding out the answer. ${inquiryHint.en}`,
  },
};

export const slipOutcomeTexts: Readonly<Record<Outcome, SlipOutcomeTexts>> = {
  queued,
  taken: queued,
  sending: queued,
  submitted: {
    heading: { bn: 'জমা হয়েছে', en: 'Submitted' },
    note: { bn: 'সার্ভিস গ্রহণ করেছে', en: 'Accepted by the service' },
    next: {
      bn: 'এখন নির্বাচন কমিশনের তথ্যের সঙ্গে মেলানো হবে। ফল জানতে এই নম্বরটি শাখায় দেখান।',
      en: 'Next comes the check with the Election Commission. For the result, show this number at the branch.',
    },
  },
  unknown: {
    heading: { bn: 'নিশ্চিত নয়', en: 'Not confirmed' },
    note: { bn: 'উত্তরের অপেক্ষায়', en: 'Waiting for the answer' },
    next: {
      bn: `ব্যাংক উত্তর জেনে নিচ্ছে। ${inquiryHint.bn}`,
      en: `The bank is asking for the answer. ${inquiryHint.en}`,
    },
  },
  refused: {
    heading: { bn: 'গ্রহণ হয়নি', en: 'Not accepted' },
    note: { bn: 'জমা হয়নি', en: 'Not submitted' },
    next: {
      bn: `তথ্য ঠিক করে আবার জমা দিতে হবে। ${inquiryHint.bn}`,
      en: `The details have to be corrected and submitted again. ${inquiryHint.en}`,
    },
  },
  unwritten: unconfirmed,
  unconfirmed,
  doubtful: {
    heading: { bn: 'নিশ্চিত নয়', en: 'Not confirmed' },
    note: {
      bn: 'সার্ভিসে গেছে কি না, ব্যাংক দেখছে',
      en: 'The bank is finding out whether the service has it',
    },
    next: inquiryHint,
  },
  unread: {
    heading: { bn: 'অপেক্ষায়', en: 'Queued' },
    note: { bn: 'এখনও জমা হয়নি', en: 'Not yet submitted' },
    next: {
      bn: `কার্ডের ছবি আবার নিতে হবে। ${inquiryHint.bn}`,
      en: `Your card has to be scanned again. ${inquiryHint.en}`,
    },
  },
  review: {
    heading: { bn: 'অপেক্ষায়', en: 'Queued' },
    note: { bn: 'এখনও জমা হয়নি', en: 'Not yet submitted' },
    next: {
      bn: `ব্যাংক আপনার তথ্য কার্ডের সঙ্গে মেলাচ্ছে। ${inquiryHint.bn}`,
      en: `The bank is comparing your details with the card. ${inquiryHint.en}`,
    },
  },
};

export const slipLabels = {
  reference: { bn: 'রেফারেন্স', en: 'Reference' },
  name: { bn: 'নাম', en: 'Name' },
  nid: { bn: 'NID', en: 'NID' },
  mobile: { bn: 'মোবাইল', en: 'Mobile' },
  taken: { bn: 'নেওয়া হয়েছে', en: 'Date' },
  submitted: { bn: 'জমা', en: 'Submitted' },
  help: { bn: 'সাহায্য', en: 'Help' },
  counter: { bn: 'কাউন্টার', en: 'Counter' },
  /** For a slip that is printed again. */
  copy: { bn: 'অনুলিপি', en: 'COPY' },
  forCustomer: { bn: 'গ্রাহকের অংশ', en: 'Customer’s part' },
  forBranch: { bn: 'শাখার অংশ', en: 'Branch’s part' },
  cut: { bn: 'এখানে কাটুন', en: 'Cut here' },
} as const satisfies Readonly<Record<SlipLine, BilingualText>> &
  Readonly<Record<string, BilingualText>>;

const timeFormat = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: BANGLADESH_TIME_ZONE,
});

/** Formats a time in Bangladesh as `12 May 2026, 10:46`, in Latin digits. */
export const formatSlipTime = (at: number): string => timeFormat.format(at);
