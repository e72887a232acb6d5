/**
 * Validates the base URL of the service and builds the URLs of its calls. https is required, because the token and the
 * customer's card are sent there; http is permitted for loopback only.
 */
import { err, ok, type Result } from '#shared/result.ts';

/** Whether a host name in the form of `URL.hostname` is a loopback name or address. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

/** Whether requests to a URL are permitted: https, or http to loopback. */
export const isPermittedUrl = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));

/**
 * Parses the service's base URL from the settings. A path prefix is kept, without its trailing slash.
 * Fails with CFG-URL: not a URL, not https, http to another host, credentials, a query or a fragment.
 */
export const parseBaseUrl = (text: string): Result<URL> => {
  const url = URL.parse(text.trim());
  if (!url || !isPermittedUrl(url) || url.hostname === '') return err('CFG-URL');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return err('CFG-URL');
  url.pathname = url.pathname.replace(/\/+$/, '');
  return ok(url);
};

/** The URL of one call: always below the base URL, so always of its origin. */
export const endpointUrl = (
  base: URL,
  path: string,
  query: Readonly<Record<string, string>> = {},
): URL => {
  const url = new URL(base);
  url.pathname = base.pathname.replace(/\/+$/, '') + path;
  url.search = new URLSearchParams(query).toString();
  return url;
};
