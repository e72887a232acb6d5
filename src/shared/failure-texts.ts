/** Texts of the failure page, which the main process renders when the app's own page cannot be shown. */
export const failureCodes = ['APP-START', 'APP-PAGE', 'APP-ERROR'] as const;
export type FailureCode = (typeof failureCodes)[number];

interface FailureText {
  readonly cause: string;
  readonly remedy: string;
}

export const failureTexts: Readonly<
  Record<'en' | 'bn', Readonly<Record<FailureCode, FailureText>>>
> = {
  en: {
    'APP-START': {
      cause: 'The counter could not start.',
      remedy:
        'Try again. If it happens again, call IT and read out the code below. What was saved is kept.',
    },
    'APP-PAGE': {
      cause: 'The screen of the counter did not come up.',
      remedy:
        'Try again. If it happens again, call IT and read out the code below. What was saved is kept.',
    },
    'APP-ERROR': {
      cause: 'A fault stopped the counter.',
      remedy:
        'Try again. If it happens again, call IT and read out the code below. What was saved is kept.',
    },
  },
  bn: {
    'APP-START': {
      cause: 'কাউন্টার চালু হতে পারেনি।',
      remedy: 'আবার চেষ্টা করুন। আবার হলে IT-কে ফোন করে নিচের কোডটি পড়ে শোনান। যা সংরক্ষিত তা থাকবে।',
    },
    'APP-PAGE': {
      cause: 'কাউন্টারের পর্দা আসেনি।',
      remedy: 'আবার চেষ্টা করুন। আবার হলে IT-কে ফোন করে নিচের কোডটি পড়ে শোনান। যা সংরক্ষিত তা থাকবে।',
    },
    'APP-ERROR': {
      cause: 'একটি ত্রুটিতে কাউন্টার থেমে গেছে।',
      remedy: 'আবার চেষ্টা করুন। আবার হলে IT-কে ফোন করে নিচের কোডটি পড়ে শোনান। যা সংরক্ষিত তা থাকবে।',
    },
  },
};
