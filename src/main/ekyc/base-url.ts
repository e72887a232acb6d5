/** Where the service is. https only: the token and the customer's card travel there. http is for this machine itself. */
import { err, ok, type Result } from '#shared/result.ts';

/** Whether a host name, as `URL` writes it, means this machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/** Whether a URL may be spoken to at all: https, or http on this machine. */
export const isAllowed = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));

/**
 * Parses the service's base URL from the settings. A path in front of the calls is kept, its last slash is not.
 * Fails with CFG-URL: no URL, not https, http beyond this machine, credentials, a query or a fragment.
 */
export const parseBaseUrl = (text: string): Result<URL> => {
  const url = URL.parse(text.trim());
  if (!url || !isAllowed(url) || url.hostname === '') return err('CFG-URL');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return err('CFG-URL');
  url.pathname = url.pathname.replace(/\/+$/, '');
  return ok(url);
};

/** The URL of one call: always below the base URL, so always of its origin. */
export const endpoint = (
  base: URL,
  path: string,
  query: Readonly<Record<string, string>> = {},
): URL => {
  const url = new URL(base);
  url.pathname = base.pathname.replace(/\/+$/, '') + path;
  url.search = new URLSearchParams(query).toString();
  return url;
};
