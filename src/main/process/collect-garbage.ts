/**
 * Runs V8's garbage collector on demand. V8 counts a pixel buffer of 100 MB as an object of a few bytes and frees it late, so a
 * process that handles pictures in sequence otherwise holds several of them at a time.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** V8's `gc`. With the flavour `last-resort` it also drops compiled code and returns empty pages to the system. */
type GcFunction = (options?: {
  readonly type: 'major';
  readonly execution: 'sync';
  readonly flavor: 'last-resort';
}) => void;
let cachedGc: GcFunction | null = null;

const loadGc = (): GcFunction => {
  if (!cachedGc) {
    setFlagsFromString('--expose-gc');
    // `gc` is a global only in contexts that are created after the flag was set.
    cachedGc =
      (runInNewContext('globalThis.gc') as GcFunction | undefined) ?? ((): void => undefined);
  }
  return cachedGc;
};

/**
 * Frees objects that are no longer referenced; takes a few milliseconds. It collects twice with one turn of the event loop in
 * between, because buffers of native code are freed by a callback that the first collection schedules. No effect on a runtime
 * without `gc`.
 */
export const collectGarbage = async (): Promise<void> => {
  const gc = loadGc();
  gc();
  await new Promise((resolve) => setImmediate(resolve));
  gc();
};

/**
 * Frees as much memory as possible, including compiled code that is not running and empty pages of the heap: 13 of 96 MB in the
 * imaging process. Intended for an idle process, because the next request has to compile its code again (a crop takes 8 % longer).
 */
export const collectAllGarbage = async (): Promise<void> => {
  await collectGarbage();
  loadGc()({ type: 'major', execution: 'sync', flavor: 'last-resort' });
};
