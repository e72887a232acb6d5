/** Tests the store in a real child process, which the tests kill, and opening damaged files in it. */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quietLog } from '#tests/support/quiet-log.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { MASTER_KEY } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { newBody } from '#main/record/body.ts';
import { createStoreClient, type StoreClient } from '#main/store/process/client.ts';
import { storeCalls } from '#main/store/process/calls.ts';
import type { Store } from '#main/store/port.ts';
import { openStore } from '#main/store/open-store.ts';
import { forkNodeChild, type NodeChild } from '#tests/support/node-child.ts';

const entry = path.resolve(import.meta.dirname, '../../../../../src/main/store/process/entry.ts');
const folders = createTemporaryFolders();
let dataDir = '';
let children: NodeChild[] = [];
let client: StoreClient;
let store: Store;

beforeEach(async () => {
  dataDir = await folders.make();
  children = [];
  client = createClient();
  ({ store } = unwrap(await client.open({ dataDir, masterKey: MASTER_KEY })));
});
afterEach(async () => {
  await client.stop();
  await folders.remove();
});

const createClient = (): StoreClient =>
  createStoreClient({
    fork: () => {
      const child = forkNodeChild(entry);
      children.push(child);
      return child;
    },
    log: quietLog,
  });
/** Zeroes the first page of a table or an index of the closed store. */
const zeroFirstPage = (name: string): void => {
  const file = path.join(dataDir, 'store.sqlite');
  const connection = new DatabaseSync(file, { readOnly: true });
  const page = Number(
    connection.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(name)?.['rootpage'],
  );
  connection.close();
  const bytes = readFileSync(file);
  bytes.fill(0, (page - 1) * 4096, page * 4096);
  writeFileSync(file, bytes);
};
const PICTURES_INDEX = 'sqlite_autoindex_part_1';

const newDraft = { body: newBody(toMobileNumber('01300000042'), 5), prefix: 'a-', at: 5 };
const killProcess = (): void => children.at(-1)!.kill();
const waitForExit = (): Promise<void> =>
  new Promise((resolve) => children.at(-1)!.onExit(() => resolve()));

describe('createStoreClient', () => {
  it('stores registrations and pictures like a store in the same process', async () => {
    const record = unwrap(await store.create(newDraft));
    const front = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256);
    const written = unwrap(
      await store.write(record, { parts: { front: front.subarray(0, 200_000) } }, 6),
    )!;
    expect(unwrap(await store.get(record.id))).toEqual(written);
    const part = unwrap(await store.part(record.id, 'front'));
    expect(Buffer.isBuffer(part) && part.equals(front.subarray(0, 200_000))).toBe(true);
    expect(unwrap(await store.part(record.id, 'back'))).toBeNull();
    expect(unwrap(await store.openId())).toBe(record.id);
    expect(unwrap(await store.list('all')).map((row) => row.id)).toEqual([record.id]);
    expect(await store.get('00000000-0000-4000-8000-000000000000')).toMatchObject({
      ok: false,
      error: { code: 'REG-NOT-FOUND' },
    });
    expect(unwrap(await store.write(record, {}, 7))).toBeNull();
    expect(children).toHaveLength(1);
  });

  it('implements every method of the store', async () => {
    const memoryStore = unwrap(await openStore({ path: ':memory:', masterKey: MASTER_KEY }));
    const methods = Object.keys(memoryStore).filter(
      (name) => name !== 'persistent' && name !== 'close',
    );
    expect([...storeCalls].sort()).toEqual(methods.sort());
    memoryStore.close();
  });

  it('loses no acknowledged write when the process is killed, and continues', async () => {
    const record = unwrap(await store.create(newDraft));
    const exited = waitForExit();
    killProcess();
    await exited;
    expect(unwrap(await store.get(record.id))).toEqual(record);
    expect(children).toHaveLength(2);
  });

  it('returns the result of every write that was in progress when the process was killed', async () => {
    let record = unwrap(await store.create(newDraft));
    let lostWrites = 0;
    for (let round = 0; round < 8; round += 1) {
      const at = 100 + round;
      const writing = store.write(
        record,
        { attempts: round, parts: { front: new Uint8Array(600_000).fill(round) } },
        at,
      );
      await new Promise((resolve) => setTimeout(resolve, round));
      const exited = waitForExit();
      killProcess();
      const [written] = await Promise.all([writing, exited]);
      const storedRecord = unwrap(await store.get(record.id));
      if (written.ok) expect(storedRecord).toEqual(written.data);
      else {
        lostWrites += 1;
        expect(written.error.code).toBe('STORE-WRITE');
        expect(storedRecord).toEqual(record);
      }
      record = storedRecord;
      // A client restarts its process at most five times a minute, so a new client is created.
      if (round % 4 === 3) {
        await client.stop();
        client = createClient();
        ({ store } = unwrap(await client.open({ dataDir, masterKey: MASTER_KEY })));
      }
    }
    console.log(
      `writes in progress at a kill: 8, lost ${String(lostWrites)}, completed ${String(8 - lostWrites)}`,
    );
  }, 600_000);

  it('returns STORE-WRITE without waiting while the process cannot be started', async () => {
    const clientWithoutProcess = createStoreClient({
      fork: () => {
        throw new Error('no such process');
      },
      log: quietLog,
    });
    expect(await clientWithoutProcess.open({ dataDir, masterKey: MASTER_KEY })).toMatchObject({
      ok: false,
      error: { code: 'STORE-WRITE' },
    });
    await clientWithoutProcess.stop();
  });

  it('merges the journal into the file when it closes, and leaves no other file', async () => {
    unwrap(await store.create(newDraft));
    await client.stop();
    expect(readdirSync(dataDir).sort()).toEqual(['store.anchor', 'store.sqlite']);
    expect(readFileSync(path.join(dataDir, 'store.sqlite')).length).toBeGreaterThan(4096);
  });

  it('passes the master key over the port, and not in the command line or environment', async () => {
    const { pid } = children[0]!;
    const processFiles = ['cmdline', 'environ'].map((file) =>
      readFileSync(`/proc/${String(pid)}/${file}`),
    );
    for (const bytes of processFiles) {
      expect(bytes.includes(MASTER_KEY)).toBe(false);
      expect(bytes.toString('latin1')).not.toContain(MASTER_KEY.toString('hex'));
      expect(bytes.toString('latin1')).not.toContain(MASTER_KEY.toString('base64'));
    }
  });
});

describe('store that is opened again', () => {
  const createSubmitted = async (): Promise<string> => {
    const record = unwrap(await store.create(newDraft));
    unwrap(
      await store.write(
        record,
        {
          transition: { event: 'submit' },
          submittedAt: 6,
          parts: { front: new Uint8Array(100_000).fill(3) },
        },
        6,
      ),
    );
    return record.id;
  };
  const killAndWait = async (): Promise<void> => {
    const exited = waitForExit();
    killProcess();
    await exited;
  };
  const reopenStore = async () => {
    await client.stop();
    children = [];
    client = createClient();
    const opened = unwrap(await client.open({ dataDir, masterKey: MASTER_KEY }));
    ({ store } = opened);
    return opened;
  };

  it('is opened before the whole file was checked, and is checked once in a separate process', async () => {
    const id = await createSubmitted();
    expect(await reopenStore()).toMatchObject({ checked: false, notice: null });
    expect(children).toHaveLength(1);
    expect(await client.checkFile()).toBeNull();
    expect(children).toHaveLength(2);
    expect(await client.checkFile()).toBeNull();
    expect(children).toHaveLength(2);
    expect(unwrap(await store.get(id)).state).toBe('ready');
    await client.stop();
    expect(readdirSync(dataDir).sort()).toEqual(['store.anchor', 'store.sqlite']);
  });

  it('is salvaged when the check finds damage that was not read at opening, and its registrations then need review', async () => {
    const id = await createSubmitted();
    await client.stop();
    zeroFirstPage(PICTURES_INDEX);
    expect(await reopenStore()).toMatchObject({ checked: false, notice: null });
    expect(unwrap(await store.get(id)).state).toBe('ready');
    expect(await client.checkFile()).toEqual({
      notice: 'STORE-DAMAGED',
      params: { salvaged: 1, lost: 0 },
    });
    expect(unwrap(await store.get(id))).toMatchObject({
      state: 'needs-review',
      body: { lastError: { code: 'STORE-DAMAGED' } },
    });
    expect(unwrap(await store.part(id, 'front'))?.byteLength).toBe(100_000);
    expect(
      readdirSync(dataDir).filter((file) => /^store\.set-aside-.*\.sqlite$/.test(file)),
    ).toHaveLength(1);
    expect(await client.checkFile()).toBeNull();
  });

  it('is salvaged at once when the index of unsettled registrations cannot be read', async () => {
    await createSubmitted();
    await client.stop();
    zeroFirstPage('registration_unsettled');
    expect(await reopenStore()).toMatchObject({
      notice: 'STORE-DAMAGED',
      params: { salvaged: 1, lost: 0 },
    });
  });

  it('is opened after a kill before the whole file was checked, and loses no registration when the check finds damage', async () => {
    const id = await createSubmitted();
    // The sweep merges the journal into the file. The next write begins a new journal.
    unwrap(await store.sweep());
    const lastDraft = unwrap(await store.create(newDraft));
    await killAndWait();
    zeroFirstPage(PICTURES_INDEX);
    expect(await reopenStore()).toMatchObject({ checked: false, notice: null });
    expect(unwrap(await store.get(lastDraft.id)).state).toBe('draft');
    expect(unwrap(await store.get(id)).state).toBe('ready');
    expect(await client.checkFile()).toEqual({
      notice: 'STORE-DAMAGED',
      params: { salvaged: 2, lost: 0 },
    });
    expect(unwrap(await store.get(id)).state).toBe('needs-review');
    expect(unwrap(await store.part(id, 'front'))?.byteLength).toBe(100_000);
  });

  it('is salvaged at once after a kill when the index of unsettled registrations cannot be read', async () => {
    await createSubmitted();
    unwrap(await store.sweep());
    await killAndWait();
    zeroFirstPage('registration_unsettled');
    expect(await reopenStore()).toMatchObject({
      notice: 'STORE-DAMAGED',
      params: { salvaged: 1, lost: 0 },
    });
  });

  it('returns STORE-ROLLED-BACK after a kill when its journal was truncated', async () => {
    await createSubmitted();
    unwrap(await store.sweep());
    unwrap(await store.create(newDraft));
    await killAndWait();
    writeFileSync(path.join(dataDir, 'store.sqlite-wal'), '');
    expect(await reopenStore()).toMatchObject({ checked: false, notice: 'STORE-ROLLED-BACK' });
  });

  it('returns STORE-ROLLED-BACK when it is older than its anchor', async () => {
    await createSubmitted();
    await client.stop();
    const earlierFile = readFileSync(path.join(dataDir, 'store.sqlite'));
    await reopenStore();
    const id = await createSubmitted();
    await client.stop();
    writeFileSync(path.join(dataDir, 'store.sqlite'), earlierFile);
    expect(await reopenStore()).toMatchObject({ notice: 'STORE-ROLLED-BACK' });
    expect(await store.get(id)).toMatchObject({ ok: false, error: { code: 'REG-NOT-FOUND' } });
  });
});
