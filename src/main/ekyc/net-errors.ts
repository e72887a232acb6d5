/** Maps Node's network error codes to error codes of the app. */
import type { AppError } from '#shared/result.ts';

/** Code of a Node error, shown to the bank's IT; not its message, which contains hosts and paths. */
export const causeCode = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : 'closed';
};

const UNREACHABLE_CODES = new Set([
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);

/** Failure to establish a TCP connection. */
export const connectError = (error: unknown): AppError => {
  const cause = causeCode(error);
  if (cause === 'ENOTFOUND' || cause.startsWith('EAI_') || cause === 'ENODATA')
    return { code: 'NET-DNS', params: { cause } };
  if (UNREACHABLE_CODES.has(cause)) return { code: 'NET-CONNECT-TIMEOUT', params: { cause } };
  return { code: 'NET-REFUSED', params: { cause } };
};

/** Failure of an established connection: NET-CUT, or SVC-NOT-JSON when the response was not HTTP. */
export const requestError = (error: unknown): AppError => {
  const cause = causeCode(error);
  return cause.startsWith('HPE_')
    ? { code: 'SVC-NOT-JSON', params: { cause } }
    : { code: 'NET-CUT', params: { cause } };
};
