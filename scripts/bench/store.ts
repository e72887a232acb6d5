/**
 * What the store costs the main process: how long its event loop stands still while 200 autosaves with pictures are written,
 * with the store in this process and in one of its own. Prints numbers and judges nothing. Run with: node scripts/bench/store.ts
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { newBody } from '#main/registrations/body.ts';
import { openFile, type OpenedFile } from '#main/registrations/open-file.ts';
import { createStoreClient } from '#main/registrations/store-client.ts';
import type { Result } from '#shared/result.ts';
import { forkNodeChild } from '../../tests/support/node-child.ts';

const SAVES = 200;
const PICTURE_BYTES = 300_000;
const masterKey = randomBytes(32);

const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};

const measure = async (name: string, open: (dataDir: string) => Promise<Result<OpenedFile>>): Promise<void> => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'kiosk-bench-'));
  const { store } = must(await open(dataDir));
  let record = must(await store.create({ body: newBody('01300000042', 1), prefix: 'a-', at: 1 }));
  const pictures = { front: randomBytes(PICTURE_BYTES), back: randomBytes(PICTURE_BYTES), photo: randomBytes(PICTURE_BYTES) };
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  for (let save = 0; save < SAVES; save += 1) {
    record = must(await store.write(record, { parts: pictures }, save))!;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const tookMs = performance.now() - start;
  delay.disable();
  const ms = (ns: number): string => (ns / 1e6).toFixed(1);
  console.log(
    `${name}: ${(tookMs / SAVES).toFixed(1)} ms per save; event loop delay ms: mean ${ms(delay.mean)}, ` +
      `p50 ${ms(delay.percentile(50))}, p90 ${ms(delay.percentile(90))}, p99 ${ms(delay.percentile(99))}, most ${ms(delay.max)}`,
  );
  store.close();
  await rm(dataDir, { recursive: true, force: true });
};

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const client = createStoreClient({
  fork: () => forkNodeChild(path.resolve(import.meta.dirname, '../../src/main/registrations/store-entry.ts')),
  log: quiet,
});
await measure('in this process', (dataDir) => openFile({ dataDir, masterKey }));
await measure('in a process of its own', (dataDir) => client.open({ dataDir, masterKey }));
await client.stop();
