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

const newDraft = { body: newBody(CLERK, 1), prefix: 'a-', at: 1 };

describe('createDiskMonitor', () => {
  it('measures the free space of the file system', async () => {
    const sufficient = createDiskMonitor({ dataDir, limits: { lowBytes: 1, fullBytes: 1 } });
    expect((await sufficient.measure()).state).toBe('ok');
    const insufficient = createDiskMonitor({
      dataDir,
      limits: { lowBytes: 2 ** 60, fullBytes: 2 ** 60 },
    });
    expect((await insufficient.measure()).state).toBe('full');
  });

  it.each([
    [2_000 * MB, 'low'],
    [499 * MB, 'full'],
    [500 * MB, 'low'],
    [2_048 * MB, 'ok'],
    [null, 'ok'],
  ] as const)('reports for %s free bytes the state %s', async (freeBytes, state) => {
    const disk = createDiskMonitor({ dataDir, freeBytes: async () => freeBytes });
    expect((await disk.measure()).state).toBe(state);
    expect(disk.state()).toBe(state);
  });
});

describe('createBallast and withBallast', () => {
  it('allocate the full size on the disk, and release it once', async () => {
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

  it('replace a truncated file, and leave no file when it cannot be created', async () => {
    const file = path.join(dataDir, 'store.ballast');
    writeFileSync(file, 'short');
    expect(await createBallast({ file, bytes: MB }).allocate()).toBe(true);
    expect(statSync(file).size).toBe(MB);
    const nowhere = path.join(dataDir, 'no-such-folder', 'store.ballast');
    expect(await createBallast({ file: nowhere, bytes: MB }).allocate()).toBe(false);
  });

  it('release the space for small writes, and not for pictures', async () => {
    const real = must(await openStore({ path: ':memory:', masterKey: Buffer.alloc(32, 7) }));
    let isFull = true;
    const store = withBallast(
      { ...real, write: async (...call) => (isFull ? err('STORE-FULL') : real.write(...call)) },
      {
        release: () => {
          const wasFull = isFull;
          isFull = false;
          return wasFull;
        },
      },
    );
    const made = must(await store.create(newDraft));
    expect(await store.write(made, { parts: { front: new Uint8Array(10) } }, 2)).toMatchObject({
      error: { code: 'STORE-FULL' },
    });
    expect(isFull).toBe(true);
    expect(must(await store.write(made, { attempts: 1 }, 2))?.attempts).toBe(1);
    expect(isFull).toBe(false);
    real.close();
  });
});

describe('createStoreHealth', () => {
  const notices: string[] = [];
  let health: StoreHealth;
  let store: Store;
  let freeBytes: number | null = 4_096 * MB;
  const noticesOfFileCheck: StoreNotice[] = [];

  beforeEach(async () => {
    notices.length = 0;
    noticesOfFileCheck.length = 0;
    freeBytes = 4_096 * MB;
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
      freeBytes: async () => freeBytes,
      onDiskChange: (state) => notices.push(state),
      onNotice: (notice) => notices.push(notice),
      checkFile: async () => noticesOfFileCheck.shift() ?? null,
    });
  });
  afterEach(() => {
    health.stop();
    store.close();
  });

  it('reports the result of a salvage after a check of the open file found damage', async () => {
    await health.runMinuteChecks();
    expect(notices).toEqual([]);
    noticesOfFileCheck.push({ notice: 'STORE-DAMAGED', params: { salvaged: 3, lost: 1 } });
    await health.runMinuteChecks();
    expect(notices).toEqual(['STORE-DAMAGED']);
    expect(health.notice()).toEqual({
      storeNotice: 'STORE-DAMAGED',
      storeNoticeParams: { salvaged: 3, lost: 1 },
    });
  });

  it('reports each change of the disk state once', async () => {
    for (const bytes of [1_000 * MB, 900 * MB, 100 * MB, 100 * MB, 4_096 * MB]) {
      freeBytes = bytes;
      await health.runMinuteChecks();
    }
    expect(notices).toEqual(['low', 'full', 'ok']);
  });

  it('allocates the ballast only when enough space remains', async () => {
    const file = path.join(dataDir, 'store.ballast');
    freeBytes = 500 * MB;
    await health.runMinuteChecks();
    expect(existsSync(file)).toBe(false);
    freeBytes = 501 * MB;
    await health.runMinuteChecks();
    expect(existsSync(file)).toBe(true);
  });

  it('opens one registration in every idle minute, and reports once when one cannot be opened', async () => {
    const ids = [];
    for (let made = 0; made < 3; made += 1) {
      const record = must(await store.create(newDraft));
      ids.push(
        must(await store.write(record, { parts: { front: new Uint8Array(5_000).fill(made) } }, 2))!
          .id,
      );
    }
    for (let minute = 0; minute < 6; minute += 1) await health.runMinuteChecks();
    expect(notices).toEqual([]);
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
    expect(notices).toEqual([]);
    for (let minute = 0; minute < 10; minute += 1) await health.runMinuteChecks();
    expect(notices).toEqual(['STORE-RECORD']);
    expect(health.notice()).toEqual({ storeNotice: 'STORE-RECORD', storeNoticeParams: null });
  });

  it('writes nothing to the disk in memory mode', async () => {
    const failingKeychain = {
      ...createMemoryKeychain(),
      get: async () => err('KEY-UNAVAILABLE'),
      set: async () => ok(undefined),
    };
    const otherDataDir = await folders.make();
    const startedStore = await startStore({
      dataDir: otherDataDir,
      keychain: failingKeychain,
      log: quietLog,
    });
    const memoryHealth = await createStoreHealth({
      startedStore,
      dataDir: otherDataDir,
      log: quietLog,
      freeBytes: async () => 0,
      onDiskChange: (state) => notices.push(state),
      onNotice: () => undefined,
    });
    expect([memoryHealth.disk(), memoryHealth.store.persistent, readdirSync(otherDataDir)]).toEqual(
      ['ok', false, []],
    );
    memoryHealth.stop();
    startedStore.store.close();
  });
});
