/** Starts the face detection worker. Trusted Types permit no other worker address. */
import address from './face-worker.ts?worker&url';

/** The part of Trusted Types that is used here; the compiler's library does not declare it. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL: (url: string) => string };
}

const onlyOurs = (url: string): string => {
  if (url !== address) throw new Error('not the address of a worker');
  return url;
};

let policy: ReturnType<TrustedTypes['createPolicy']> | null = null;

/** The policy's name is the one that the page's headers allow; it can be made once. */
const trusted = (): string => {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return address;
  policy ??= trustedTypes.createPolicy('face-worker', { createScriptURL: onlyOurs });
  return policy.createScriptURL(address);
};

export const startFaceWorker = (): Worker =>
  new Worker(trusted(), { type: 'module', name: 'faces' });
