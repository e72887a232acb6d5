/**
 * Builds the HTML page that is shown when the app's own page cannot be loaded: one document without scripts, in both
 * languages.
 */
import { failureTexts, type FailureCode } from '#shared/failure-texts.ts';
import { PAGE_ORIGIN } from '#main/window/protocol.ts';

/** Target of the "Try again" link. The window intercepts the navigation and restarts the app. */
const RETRY_PATH = '/start-again';
export const RETRY_URL = PAGE_ORIGIN + RETRY_PATH;

export interface Failure {
  readonly code: FailureCode;
  /** Class and system code of the error, for IT: `TypeError`, `Error · EACCES`. */
  readonly detail: string;
  /** Telephone number of the bank's IT from the settings; '' when it is unknown. */
  readonly helpline: string;
  /** Bangla font of the built page as a path on its origin, or null. */
  readonly font: string | null;
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);

const labels = {
  en: { call: 'Call', it: 'your bank’s IT', retry: 'Try again' },
  bn: { call: 'ফোন করুন', it: 'ব্যাংকের IT', retry: 'আবার চেষ্টা করুন' },
} as const;

const STYLE = `
:root { color-scheme: light; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #ECF0F0; color: #14262B; font: 18px/1.6 Failure, 'Nirmala UI', 'Noto Sans Bengali', 'Segoe UI', sans-serif; }
main { max-width: 44rem; margin: 2rem; padding: 2.5rem; background: #fff; border: 1px solid #B9C6C8; border-radius: 12px; display: grid; gap: 2rem; }
h1 { margin: 0 0 .5rem; font-size: 28px; line-height: 1.35; }
p { margin: 0 0 .5rem; }
a { display: inline-block; margin-top: .5rem; padding: .75rem 1.5rem; border-radius: 8px; background: #14262B; color: #fff; font-weight: 600; text-decoration: none; }
a:focus-visible { outline: 3px solid #B45F06; outline-offset: 3px; }
section + section { padding-top: 2rem; border-top: 1px solid #B9C6C8; }
footer { font-size: 15px; color: #45585D; }
`;

const renderSection = (
  language: 'en' | 'bn',
  { code, helpline }: Failure,
  autofocus: boolean,
): string => {
  const { cause, remedy } = failureTexts[language][code];
  const { call, it, retry } = labels[language];
  return `<section lang="${language}"><h1>${escapeHtml(cause)}</h1><p>${escapeHtml(remedy)}</p><p>${call}: <b>${escapeHtml(helpline || it)}</b></p><a href="${RETRY_PATH}"${autofocus ? ' autofocus' : ''}>${retry}</a></section>`;
};

/** @returns the HTML document, Bangla first. All values are escaped. */
export const renderFailurePage = (failure: Failure): string => {
  const font =
    failure.font === null
      ? ''
      : `@font-face { font-family: Failure; src: url('/${failure.font}'); }`;
  const code = [failure.code, failure.detail].filter((part) => part !== '').join(' · ');
  return `<!doctype html><html lang="bn"><head><meta charset="utf-8"><title>eKYC</title><style>${font}${STYLE}</style></head><body><main>${renderSection('bn', failure, true)}${renderSection('en', failure, false)}<footer lang="en">${escapeHtml(code)}</footer></main></body></html>`;
};

/** Permits the document's inline style and fonts of the app only. */
export const FAILURE_CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
