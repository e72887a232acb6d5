/**
 * Learns whether the paths of `verificationStatus` and `verificationLog` end with a slash. They have none in the service's
 * document, but have one in later versions. The document's form is tried first; the form that works for one call is then
 * used for both.
 */
import type { Answer } from './send-request.ts';

export interface TrailingSlashPolicy {
  /** The path in the form to use next. */
  current(path: string): string;
  /** The path in the other form if the answer may be due to the wrong form; otherwise null. */
  alternative(path: string, requested: URL, answer: Answer): string | null;
  /** Records an answer. An answer that shows that the path exists determines the form. */
  learn(path: string, usedPath: string, answer: Answer): void;
}

type PathForm = 'unknown' | 'plain' | 'slashed';

const SLASH_REDIRECTS = new Set([301, 302, 307, 308]);

/** Whether a redirect leads to the same path with a trailing slash at the same origin. */
export const isSlashRedirect = (
  status: number,
  location: string | null,
  requested: URL,
): boolean => {
  if (!SLASH_REDIRECTS.has(status) || location === null) return false;
  const target = URL.parse(location, requested);
  return (
    target !== null &&
    target.origin === requested.origin &&
    target.username === '' &&
    target.pathname === `${requested.pathname}/`
  );
};

export const createTrailingSlashPolicy = (): TrailingSlashPolicy => {
  let form: PathForm = 'unknown';
  const isAmbiguous = (path: string): boolean => !path.endsWith('/');
  const current = (path: string): string =>
    form === 'slashed' && isAmbiguous(path) ? `${path}/` : path;
  return {
    current,
    alternative: (path, requested, { status, location }) => {
      if (!isAmbiguous(path)) return null;
      if (form === 'slashed') return status === 404 ? path : null;
      // In debug mode Django answers a POST without the slash with 500 instead of a redirect.
      const isWrongForm =
        status === 404 ||
        (status === 500 && form === 'unknown') ||
        isSlashRedirect(status, location, requested);
      return isWrongForm ? `${path}/` : null;
    },
    learn: (path, usedPath, { status }) => {
      const pathExists =
        status >= 200 && status < 500 && status !== 404 && (status < 300 || status > 399);
      if (isAmbiguous(path) && pathExists) form = usedPath === path ? 'plain' : 'slashed';
    },
  };
};
