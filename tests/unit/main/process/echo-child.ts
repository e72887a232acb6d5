/** A helper process for tests that answers, fails, throws, hangs or crashes on request. */
import { setTimeout } from 'node:timers/promises';
import { err, ok } from '#shared/result.ts';
import { parentPortOf, serveHelper, type HelperHandlers } from '#main/process/serve.ts';

const leakedBuffers: Buffer[] = [];

const handlers: HelperHandlers = {
  echo: async (payload) => ok(payload),
  pid: async () => ok(process.pid),
  refuse: async () => err('IMG-FORMAT', { params: { format: 'GIF' } }),
  throw: async () => {
    throw new TypeError('must not be logged: 01300001234');
  },
  hang: () => new Promise(() => undefined),
  die: async () => process.exit(3),
  nonsense: async () => ({ ok: false, error: { code: 'NO-SUCH-CODE' } }) as never,
  /** Allocates `payload` megabytes and never frees them. */
  leak: async (payload) => {
    leakedBuffers.push(Buffer.alloc(Number(payload) * 1024 * 1024, 1));
    return ok(process.pid);
  },
  wait: async (payload) => {
    await setTimeout(Number(payload));
    return ok(process.pid);
  },
};
serveHelper(parentPortOf(process)!, handlers, {
  free: async () => undefined,
  freeWhenIdle: async () => undefined,
});
