/** Node's error codes, sorted into the causes that people can do something about. */
import type { AppError } from '#shared/result.ts';

/** The code of a Node error, for IT; never its message, which names hosts and paths. */
export const causeCode = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : 'closed';
};

const NO_ROUTE = new Set([
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);

/** A TCP connection that did not come about. */
export const connectError = (error: unknown): AppError => {
  const cause = causeCode(error);
  if (cause === 'ENOTFOUND' || cause.startsWith('EAI_') || cause === 'ENODATA')
    return { code: 'NET-DNS', params: { cause } };
  if (NO_ROUTE.has(cause)) return { code: 'NET-CONNECT-TIMEOUT', params: { cause } };
  return { code: 'NET-REFUSED', params: { cause } };
};

/** A connection that stood and then failed: cut, unless what came back was no HTTP at all. */
export const exchangeError = (error: unknown): AppError => {
  const cause = causeCode(error);
  return cause.startsWith('HPE_')
    ? { code: 'SVC-NOT-JSON', params: { cause } }
    : { code: 'NET-CUT', params: { cause } };
};
