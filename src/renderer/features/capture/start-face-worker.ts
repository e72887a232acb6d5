/** Starts the face detection worker under a Trusted Types policy that permits only its URL. */
import workerUrl from './face-worker.ts?worker&url';

/** The subset of Trusted Types that is used here; TypeScript's DOM library does not declare them. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL: (url: string) => string };
}

const requireWorkerUrl = (url: string): string => {
  if (url !== workerUrl) throw new Error('not the address of a worker');
  return url;
};

let policy: ReturnType<TrustedTypes['createPolicy']> | null = null;

/** The page's headers permit exactly this policy name, and a policy can be created only once. */
const trustedUrl = (): string => {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return workerUrl;
  policy ??= trustedTypes.createPolicy('face-worker', { createScriptURL: requireWorkerUrl });
  return policy.createScriptURL(workerUrl);
};

export const startFaceWorker = (): Worker =>
  new Worker(trustedUrl(), { type: 'module', name: 'faces' });
