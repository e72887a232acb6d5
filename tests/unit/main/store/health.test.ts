import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolders, must, quietLog } from '#tests/support/test-counter.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { createMemoryKeychain } from './memory-keychain.ts';
import { createBallast, withBallast } from '#main/store/ballast.ts';
import { newBody } from '#main/record/body.ts';
import { createDiskMonitor } from '#main/store/disk-space.ts';
import { createStoreHealth, type StoreHealth } from '#main/store/health.ts';
import { startStore } from '#main/store/start-store.ts';
import type { StoreNotice } from '#main/store/process/client.ts';
import type { Store } from '#main/store/port.ts';
import { openStore } from '#main/store/store.ts';
import { err, ok } from '#shared/result.ts';

const MB = 1024 * 1024;
const folders = createFolders();
let dataDir = '';
beforeEach(async () => {
  dataDir = await folders.make();
});
afterEach(folders.remove);

const draft = { body: newBody(CLERK, 1), prefix: 'a-', at: 1 };

describe('the free space on the disk', () => {
  it('is the value of the file system', async () => {
    const roomy = createDiskMonitor({ dataDir, limits: { lowBytes: 1, fullBytes: 1 } });
    expect((await roomy.measure()).state).toBe('ok');
    const huge = createDiskMonitor({ dataDir, limits: { lowBytes: 2 ** 60, fullBytes: 2 ** 60 } });
    expect((await huge.measure()).state).toBe('full');
  });

  it.each([
    [2_000 * MB, 'low'],
    [499 * MB, 'full'],
    [500 * MB, 'low'],
    [2_048 * MB, 'ok'],
    [null, 'ok'],
  ] as const)('with %s bytes left is %s', async (free, state) => {
    const disk = createDiskMonitor({ dataDir, freeBytes: async () => free });
    expect((await disk.measure()).state).toBe(state);
    expect(disk.state()).toBe(state);
  });
});

describe('the ballast', () => {
  it('occupies its full size, and releases it once', async () => {
    const file = path.join(dataDir, 'store.ballast');
    const ballast = createBallast({ file, bytes: 3 * MB + 5 });
    expect(await ballast.allocate()).toBe(true);
    expect(statSync(file).size).toBe(3 * MB + 5);
    expect(statSync(file).blocks * 512).toBeGreaterThanOrEqual(3 * MB);
    expect([ballast.exists(), ballast.release(), ballast.exists(), ballast.release()]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('is created again when it was truncated, and leaves no file when it cannot be created', async () => {
    const file = path.join(dataDir, 'store.ballast');
    writeFileSync(file, 'short');
    expect(await createBallast({ file, bytes: MB }).allocate()).toBe(true);
    expect(statSync(file).size).toBe(MB);
    const nowhere = path.join(dataDir, 'no-such-folder', 'store.ballast');
    expect(await createBallast({ file: nowhere, bytes: MB }).allocate()).toBe(false);
  });

  it('frees space for small writes and not for pictures', async () => {
    const real = must(await openStore({ path: ':memory:', masterKey: Buffer.alloc(32, 7) }));
    let full = true;
    const store = withBallast(
      { ...real, write: async (...call) => (full ? err('STORE-FULL') : real.write(...call)) },
      {
        release: () => {
          const had = full;
          full = false;
          return had;
        },
      },
    );
    const made = must(await store.create(draft));
    expect(await store.write(made, { parts: { front: new Uint8Array(10) } }, 2)).toMatchObject({
      error: { code: 'STORE-FULL' },
    });
    expect(full).toBe(true);
    expect(must(await store.write(made, { attempts: 1 }, 2))?.attempts).toBe(1);
    expect(full).toBe(false);
    real.close();
  });
});

describe('the store while the app runs', () => {
  const told: string[] = [];
  let health: StoreHealth;
  let store: Store;
  let free: number | null = 4_096 * MB;
  const damage: StoreNotice[] = [];

  beforeEach(async () => {
    told.length = 0;
    damage.length = 0;
    free = 4_096 * MB;
    const startedStore = await startStore({
      dataDir,
      keychain: createMemoryKeychain(),
      log: quietLog,
    });
    store = startedStore.store;
    health = await createStoreHealth({
      startedStore,
      dataDir,
      log: quietLog,
      ballastBytes: MB,
      intervalMs: 3_600_000,
      freeBytes: async () => free,
      onDiskChange: (state) => told.push(state),
      onNotice: (notice) => told.push(notice),
      checkFile: async () => damage.shift() ?? null,
    });
  });
  afterEach(() => {
    health.stop();
    store.close();
  });

  it('reports the result of a salvage after damage was found while open', async () => {
    await health.runMinuteChecks();
    expect(told).toEqual([]);
    damage.push({ notice: 'STORE-DAMAGED', params: { salvaged: 3, lost: 1 } });
    await health.runMinuteChecks();
    expect(told).toEqual(['STORE-DAMAGED']);
    expect(health.notice()).toEqual({
      storeNotice: 'STORE-DAMAGED',
      storeNoticeParams: { salvaged: 3, lost: 1 },
    });
  });

  it('reports low disk space once, and its end once', async () => {
    for (const next of [1_000 * MB, 900 * MB, 100 * MB, 100 * MB, 4_096 * MB]) {
      free = next;
      await health.runMinuteChecks();
    }
    expect(told).toEqual(['low', 'full', 'ok']);
  });

  it('keeps its ballast unless the ballast would fill the disk', async () => {
    const file = path.join(dataDir, 'store.ballast');
    free = 500 * MB;
    await health.runMinuteChecks();
    expect(existsSync(file)).toBe(false);
    free = 501 * MB;
    await health.runMinuteChecks();
    expect(existsSync(file)).toBe(true);
  });

  it('opens one registration in every idle minute, and reports once when one no longer opens', async () => {
    const ids = [];
    for (let made = 0; made < 3; made += 1) {
      const record = must(await store.create(draft));
      ids.push(
        must(await store.write(record, { parts: { front: new Uint8Array(5_000).fill(made) } }, 2))!
          .id,
      );
    }
    for (let minute = 0; minute < 6; minute += 1) await health.runMinuteChecks();
    expect(told).toEqual([]);
    const raw = new DatabaseSync(path.join(dataDir, 'store.sqlite'));
    const box = raw.prepare('SELECT box FROM part WHERE registration_id = ?').get(ids[1]!)?.[
      'box'
    ] as Uint8Array;
    box[100] = (box[100] ?? 0) ^ 1;
    raw.prepare('UPDATE part SET box = ? WHERE registration_id = ?').run(box, ids[1]!);
    raw.close();
    for (let minute = 0; minute < 5; minute += 1) {
      health.reportActivity();
      await health.runMinuteChecks();
    }
    expect(told).toEqual([]);
    for (let minute = 0; minute < 10; minute += 1) await health.runMinuteChecks();
    expect(told).toEqual(['STORE-RECORD']);
    expect(health.notice()).toEqual({ storeNotice: 'STORE-RECORD', storeNoticeParams: null });
  });

  it('writes nothing to the disk in memory mode', async () => {
    const gone = {
      ...createMemoryKeychain(),
      get: async () => err('KEY-UNAVAILABLE'),
      set: async () => ok(undefined),
    };
    const elsewhere = await folders.make();
    const startedStore = await startStore({ dataDir: elsewhere, keychain: gone, log: quietLog });
    const none = await createStoreHealth({
      startedStore,
      dataDir: elsewhere,
      log: quietLog,
      freeBytes: async () => 0,
      onDiskChange: (state) => told.push(state),
      onNotice: () => undefined,
    });
    expect([none.disk(), none.store.persistent, readdirSync(elsewhere)]).toEqual(['ok', false, []]);
    none.stop();
    startedStore.store.close();
  });
});
