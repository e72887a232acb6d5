/** Paths and methods of the service's document. */
import { html, json, type Reply } from './reply.ts';
import type { TrainingCall } from './types.ts';

const REGISTRATION = '/agent/customer-registration/';

const METHODS: ReadonlyMap<string, string> = new Map([
  ['/app/request-otp/', 'POST'],
  ['/app/verify-otp/', 'POST'],
  ['/app/logout/', 'GET'],
  [REGISTRATION, 'POST'],
  ['/agent/get-verification-status', 'POST'],
  ['/agent/get-verification-log', 'GET'],
]);

const CALLS: ReadonlyMap<string, TrainingCall> = new Map([
  ['/app/request-otp/', 'requestOtp'],
  ['/app/verify-otp/', 'verifyOtp'],
  ['/app/logout/', 'logout'],
  ['/agent/get-verification-status', 'verificationStatus'],
  ['/agent/get-verification-log', 'verificationLog'],
]);

/** @returns the call, or null for a path, a method or a step that the document does not have. */
export const callOf = (method: string, url: URL): TrainingCall | null => {
  const { pathname } = url;
  if (method === 'GET' && pathname.startsWith('/media/')) return 'photo';
  if (METHODS.get(pathname) !== method) return null;
  if (pathname !== REGISTRATION) return CALLS.get(pathname) ?? null;
  const step = url.searchParams.get('step');
  return step === '1' ? 'readCard' : step === '2' ? 'submit' : null;
};

/** The answer to a request that is no call. */
export const noSuchCall = (method: string, { pathname }: URL): Reply => {
  const known = METHODS.get(pathname);
  if (known === undefined) return html(404);
  return known === method
    ? json(400, { step: ['Must be 1 or 2.'] })
    : json(405, { detail: `Method ${method} not allowed.` });
};
