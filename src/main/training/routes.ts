/** Maps requests to the calls of the service's document by path, method and step. */
import { htmlReply, jsonReply, type Reply } from './reply.ts';
import type { TrainingCall } from './types.ts';

const REGISTRATION_PATH = '/agent/customer-registration/';

const METHOD_BY_PATH: ReadonlyMap<string, string> = new Map([
  ['/app/request-otp/', 'POST'],
  ['/app/verify-otp/', 'POST'],
  ['/app/logout/', 'GET'],
  [REGISTRATION_PATH, 'POST'],
  ['/agent/get-verification-status', 'POST'],
  ['/agent/get-verification-log', 'GET'],
]);

const CALL_BY_PATH: ReadonlyMap<string, TrainingCall> = new Map([
  ['/app/request-otp/', 'requestOtp'],
  ['/app/verify-otp/', 'verifyOtp'],
  ['/app/logout/', 'logout'],
  ['/agent/get-verification-status', 'verificationStatus'],
  ['/agent/get-verification-log', 'verificationLog'],
]);

/** The call of a request. @returns null for a path, method or step that is not in the document. */
export const callOf = (method: string, url: URL): TrainingCall | null => {
  const { pathname } = url;
  if (method === 'GET' && pathname.startsWith('/media/')) return 'photo';
  if (METHOD_BY_PATH.get(pathname) !== method) return null;
  if (pathname !== REGISTRATION_PATH) return CALL_BY_PATH.get(pathname) ?? null;
  const step = url.searchParams.get('step');
  return step === '1' ? 'readCard' : step === '2' ? 'submit' : null;
};

/** Reply to a request that matches no call. */
export const routeError = (method: string, { pathname }: URL): Reply => {
  const allowedMethod = METHOD_BY_PATH.get(pathname);
  if (allowedMethod === undefined) return htmlReply(404);
  return allowedMethod === method
    ? jsonReply(400, { step: ['Must be 1 or 2.'] })
    : jsonReply(405, { detail: `Method ${method} not allowed.` });
};
