/**
 * Garbage collection on demand. V8 counts a buffer of 100 MB of pixels as an object of a few bytes and frees it late, so that
 * a process that handles pictures in sequence would hold several of them.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | null = null;

/**
 * Frees what is no longer referenced; takes some milliseconds. Twice, with a turn in between: a buffer of native code is freed by
 * a callback that the first collection leaves behind. Does nothing on a runtime that does not offer it.
 */
export const collectGarbage = async (): Promise<void> => {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    // The function is a global only of contexts that are made after the flag was set.
    collect =
      (runInNewContext('globalThis.gc') as (() => void) | undefined) ?? ((): void => undefined);
  }
  collect();
  await new Promise((resolve) => setImmediate(resolve));
  collect();
};
