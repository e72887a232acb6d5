/** Checks the evidence of a consent against the text that is valid now. */
import { createHash } from 'node:crypto';
import { consentTextIn, type ConsentText, type ConsentView } from '#shared/domain/consent.ts';

export interface CurrentConsent {
  readonly consent: ConsentText;
  readonly location: { readonly bank: { readonly en: string; readonly bn: string } };
}

/** SHA-256 of the exact text in hexadecimal digits. */
export const consentHash = ({ consent, location }: CurrentConsent, locale: 'en' | 'bn'): string =>
  createHash('sha256')
    .update(consentTextIn(consent, location.bank, locale), 'utf8')
    .digest('hex');

/** Whether a consent was given to the version and to the exact text that are valid now. */
export const isCurrentConsent = (
  { textVersion, textHash, locale }: Pick<ConsentView, 'textVersion' | 'textHash' | 'locale'>,
  current: CurrentConsent,
): boolean => textVersion === current.consent.version && textHash === consentHash(current, locale);
