/**
 * Garbage collection on demand. V8 counts a buffer of 100 MB of pixels as an object of a few bytes and frees it late, so that
 * a process that handles pictures in sequence would hold several of them.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** V8's `gc`; the flavour decides whether it also drops compiled code and returns empty pages. */
type Collect = (options?: {
  readonly type: 'major';
  readonly execution: 'sync';
  readonly flavor: 'last-resort';
}) => void;
let collect: Collect | null = null;

const loadCollect = (): Collect => {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    // The function is a global only of contexts that are made after the flag was set.
    collect = (runInNewContext('globalThis.gc') as Collect | undefined) ?? ((): void => undefined);
  }
  return collect;
};

/**
 * Frees what is no longer referenced; takes some milliseconds. Twice, with a turn in between: a buffer of native code is freed by
 * a callback that the first collection leaves behind. Does nothing on a runtime that does not offer it.
 */
export const collectGarbage = async (): Promise<void> => {
  const collectOnce = loadCollect();
  collectOnce();
  await new Promise((resolve) => setImmediate(resolve));
  collectOnce();
};

/**
 * Frees everything that the process can do without: also compiled code that is not running and empty pages of the heap, 13 of 96 MB
 * in the imaging process. For a process at rest, since the next request compiles again (a crop takes 8 % longer).
 */
export const collectAllGarbage = async (): Promise<void> => {
  await collectGarbage();
  loadCollect()({ type: 'major', execution: 'sync', flavor: 'last-resort' });
};
