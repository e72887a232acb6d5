/** Starts the face detection worker. Trusted Types permit no other worker URL. */
import address from './face-worker.ts?worker&url';

/** The used subset of Trusted Types, which the compiler's library does not declare. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL: (url: string) => string };
}

const requireWorkerUrl = (url: string): string => {
  if (url !== address) throw new Error('not the address of a worker');
  return url;
};

let policy: ReturnType<TrustedTypes['createPolicy']> | null = null;

/** The page's headers permit exactly this policy name, and a policy can be created only once. */
const trustedUrl = (): string => {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return address;
  policy ??= trustedTypes.createPolicy('face-worker', { createScriptURL: requireWorkerUrl });
  return policy.createScriptURL(address);
};

export const startFaceWorker = (): Worker =>
  new Worker(trustedUrl(), { type: 'module', name: 'faces' });
