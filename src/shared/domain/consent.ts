/** The customer's consent: its text and the evidence of how it was given. */

/** The text of the consent; `{bank}` is replaced by the bank's name. The version is recorded with the consent. */
export interface ConsentText {
  readonly version: string;
  readonly en: string;
  readonly bn: string;
}

/**
 * Who marked the consent: the clerk on the customer's behalf, the customer on the clerk's screen, or the customer on
 * their own display.
 */
export const consentGivers = ['clerk', 'customer-screen', 'customer-display'] as const;
export type ConsentGiver = (typeof consentGivers)[number];

/** Evidence of a consent. It contains no customer data. */
export interface ConsentView {
  readonly textVersion: string;
  readonly locale: 'en' | 'bn';
  /** When the consent was marked, epoch milliseconds. */
  readonly at: number;
  /** SHA-256 of the exact text in hexadecimal digits. Null, like `by` and `shownMs`, for consents of earlier versions. */
  readonly textHash: string | null;
  readonly by: ConsentGiver | null;
  /** Time for which the text had been displayed, milliseconds. */
  readonly shownMs: number | null;
}

/** Maximum of the recorded display time: one day. */
export const MAX_SHOWN_MS = 86_400_000;

/** The exact text in one language, as it is displayed and hashed. */
export const consentTextIn = (
  consent: ConsentText,
  bank: { readonly en: string; readonly bn: string },
  locale: 'en' | 'bn',
): string => consent[locale].replaceAll('{bank}', bank[locale]);
