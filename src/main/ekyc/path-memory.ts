/**
 * Calls F and G have no slash at the end in the service's document, and have one in its later versions. The document's
 * form goes first; the form that one of the two calls was answered under is the form of both, for as long as the client lives.
 */
import type { Answer } from './transport.ts';

export interface PathMemory {
  /** The form of a path to use now. */
  current(path: string): string;
  /** The other form, when the answer to the current one may only mean that the form was wrong; else null. */
  alternative(path: string, asked: URL, answer: Answer): string | null;
  /** To be told of every answer; one from behind the right path settles the form. */
  learn(path: string, used: string, answer: Answer): void;
}

type Form = 'unknown' | 'plain' | 'slashed';

const SLASH_REDIRECTS = new Set([301, 302, 307, 308]);

/** Whether an answer only asks for the same path with a slash at its end, at the same origin. */
export const isSlashRedirect = (status: number, location: string | null, asked: URL): boolean => {
  if (!SLASH_REDIRECTS.has(status) || location === null) return false;
  const target = URL.parse(location, asked);
  return (
    target !== null &&
    target.origin === asked.origin &&
    target.username === '' &&
    target.pathname === `${asked.pathname}/`
  );
};

export const createPathMemory = (): PathMemory => {
  let form: Form = 'unknown';
  const isOpen = (path: string): boolean => !path.endsWith('/');
  const current = (path: string): string =>
    form === 'slashed' && isOpen(path) ? `${path}/` : path;
  return {
    current,
    alternative: (path, asked, { status, location }) => {
      if (!isOpen(path)) return null;
      if (form === 'slashed') return status === 404 ? path : null;
      // Django in debug mode answers 500 where it would otherwise redirect a POST.
      const wrongForm =
        status === 404 ||
        (status === 500 && form === 'unknown') ||
        isSlashRedirect(status, location, asked);
      return wrongForm ? `${path}/` : null;
    },
    learn: (path, used, { status }) => {
      const answered =
        status >= 200 && status < 500 && status !== 404 && (status < 300 || status > 399);
      if (isOpen(path) && answered) form = used === path ? 'plain' : 'slashed';
    },
  };
};
