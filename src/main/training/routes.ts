/** Routes of the service's document: paths, methods and steps. */
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

/** @returns null for a path, method or step that is not in the document. */
export const callOf = (method: string, url: URL): TrainingCall | null => {
  const { pathname } = url;
  if (method === 'GET' && pathname.startsWith('/media/')) return 'photo';
  if (METHODS.get(pathname) !== method) return null;
  if (pathname !== REGISTRATION) return CALLS.get(pathname) ?? null;
  const step = url.searchParams.get('step');
  return step === '1' ? 'readCard' : step === '2' ? 'submit' : null;
};

/** Reply to a request that matches no call. */
export const routeError = (method: string, { pathname }: URL): Reply => {
  const allowedMethod = METHODS.get(pathname);
  if (allowedMethod === undefined) return html(404);
  return allowedMethod === method
    ? json(400, { step: ['Must be 1 or 2.'] })
    : json(405, { detail: `Method ${method} not allowed.` });
};
