/**
 * Questions to the customer for fields that are not printed on the card. They are not among the texts of `i18n`, because the clerk reads
 * the spoken Bangla aloud in either language of the screen; the English one is its translation below it.
 */
import type { FieldName } from '#shared/domain/fields.ts';

interface Question {
  readonly bn: string;
  readonly en: string;
}

/** The questions by field, in the polite form of address. */
export const customerQuestions = {
  gender: {
    bn: 'আপনার লিঙ্গ কী লিখব: নারী, পুরুষ, নাকি তৃতীয় লিঙ্গ?',
    en: 'What shall I write as your gender: female, male or third gender?',
  },
  profession: { bn: 'আপনি কী কাজ করেন?', en: 'What work do you do?' },
  nominee: {
    bn: 'আপনি কাকে নমিনি করতে চান? অনুগ্রহ করে তাঁর পুরো নাম বলুন।',
    en: 'Whom do you want as nominee? Please tell me the full name.',
  },
  nominee_relation: { bn: 'নমিনি আপনার কে হন?', en: 'What is the nominee to you?' },
  mobile_number: {
    bn: 'অনুগ্রহ করে আপনার নিজের মোবাইল নম্বরটি বলুন।',
    en: 'Please tell me your own mobile number.',
  },
} as const satisfies Readonly<Partial<Record<FieldName, Question>>>;

export type AskedField = keyof typeof customerQuestions;

export const isAskedField = (field: FieldName): field is AskedField => field in customerQuestions;
