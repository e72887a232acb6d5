/**
 * Entry point of the store process, so that SQLite's blocking writes do not block the main process. The master key is received
 * over the port and kept in memory only.
 */
import { constants, setPriority } from 'node:os';
import * as v from 'valibot';
import { err, ok, type Result } from '#shared/result.ts';
import { parentPortOf, serveHelper } from '#main/process/serve.ts';
import { markSchema } from '#main/store/keychain-mark.ts';
import { checkStoreFile, openStoreFile } from '#main/store/open-store-file.ts';
import { storeCalls } from './calls.ts';
import { NOT_OPEN } from './client.ts';
import type { Store } from '#main/store/port.ts';

const key = v.instance(Uint8Array<ArrayBufferLike>);
const openRequest = v.object({
  dataDir: v.string(),
  masterKey: key,
  otherKey: v.exactOptional(key),
  deferCheck: v.exactOptional(v.boolean()),
  minimumMark: v.exactOptional(markSchema),
});
const checkRequest = v.object({ dataDir: v.string() });
const callRequest = v.object({ name: v.picklist(storeCalls), args: v.array(v.unknown()) });

const port = parentPortOf(process);
if (!port) throw new Error('The store process is started by the app, not manually');
let store: Store | null = null;

serveHelper(port, {
  open: async (payload) => {
    // Called twice when two concurrent requests found the store closed.
    if (store) return ok(null);
    const opened = await openStoreFile(v.parse(openRequest, payload));
    if (!opened.ok) return opened;
    store = opened.data.store;
    return ok({
      notice: opened.data.notice,
      params: opened.data.params,
      byOtherKey: opened.data.byOtherKey,
      checked: opened.data.checked,
    });
  },
  call: async (payload) => {
    if (!store) return err('STORE-WRITE', { params: { state: NOT_OPEN } });
    const { name, args } = v.parse(callRequest, payload);
    return (store[name] as (...args: unknown[]) => Promise<Result<unknown>>)(...args);
  },
  check: async (payload) => {
    const { dataDir } = v.parse(checkRequest, payload);
    // Low priority, because it reads the whole file while the counter is in use.
    setPriority(constants.priority.PRIORITY_LOW);
    return checkStoreFile(dataDir);
  },
  close: async () => {
    store?.close();
    store = null;
    return ok(undefined);
  },
});
