import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newBody } from '#main/record/body.ts';
import { createStoreHealth, type StoreHealth } from '#main/store/health.ts';
import type { Store } from '#main/store/port.ts';
import type { StoreNotice } from '#main/store/process/client.ts';
import { startStore } from '#main/store/start-store.ts';
import { err, ok } from '#shared/result.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { createMemoryKeychain } from '#tests/support/memory-keychain.ts';
import { quietLog } from '#tests/support/quiet-log.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { unwrap } from '#tests/support/unwrap.ts';

const MB = 1024 * 1024;
const folders = createTemporaryFolders();
let dataDir = '';
beforeEach(async () => {
  dataDir = await folders.make();
});
afterEach(folders.remove);

const newDraft = { body: newBody(CLERK, 1), prefix: 'a-', at: 1 };

describe('createStoreHealth', () => {
  const notices: string[] = [];
  let health: StoreHealth;
  let store: Store;
  let freeBytes: number | null = 4_096 * MB;
  const fileCheckNotices: StoreNotice[] = [];

  beforeEach(async () => {
    notices.length = 0;
    fileCheckNotices.length = 0;
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
      checkFile: async () => fileCheckNotices.shift() ?? null,
    });
  });
  afterEach(() => {
    health.stop();
    store.close();
  });

  it('reports the result of a salvage after a check of the open file found damage', async () => {
    await health.runMinuteChecks();
    expect(notices).toEqual([]);
    fileCheckNotices.push({ notice: 'STORE-DAMAGED', params: { salvaged: 3, lost: 1 } });
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
    for (let index = 0; index < 3; index += 1) {
      const record = unwrap(await store.create(newDraft));
      ids.push(
        unwrap(
          await store.write(record, { parts: { front: new Uint8Array(5_000).fill(index) } }, 2),
        )!.id,
      );
    }
    for (let minute = 0; minute < 6; minute += 1) await health.runMinuteChecks();
    expect(notices).toEqual([]);
    const connection = new DatabaseSync(path.join(dataDir, 'store.sqlite'));
    const sealedPart = connection
      .prepare('SELECT box FROM part WHERE registration_id = ?')
      .get(ids[1]!)?.['box'] as Uint8Array;
    sealedPart[100] = (sealedPart[100] ?? 0) ^ 1;
    connection
      .prepare('UPDATE part SET box = ? WHERE registration_id = ?')
      .run(sealedPart, ids[1]!);
    connection.close();
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
