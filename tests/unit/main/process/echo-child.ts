/** A helper process for tests that answers, fails, throws, hangs or crashes on request. */
import { err, ok } from '#shared/result.ts';
import { portToOwner, serveHelper } from '#main/process/serve.ts';

serveHelper(portToOwner(process)!, {
  echo: async (payload) => ok(payload),
  pid: async () => ok(process.pid),
  refuse: async () => err('IMG-FORMAT', { params: { format: 'GIF' } }),
  throw: async () => {
    throw new TypeError('nobody must read this: 01300001234');
  },
  hang: () => new Promise(() => undefined),
  die: async () => process.exit(3),
  nonsense: async () => ({ ok: false, error: { code: 'NO-SUCH-CODE' } }) as never,
});
