import { mobile } from '#tests/support/numbers.ts';
import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolders, must, quietLog } from '#tests/support/test-counter.ts';
import { createMemoryKeychain } from './memory-keychain.ts';
import { MASTER_KEY_ACCOUNT } from '#main/store/keys/master-key.ts';
import { newBody } from '#main/record/body.ts';
import { startStore, type StartedStore } from '#main/store/start-store.ts';
import { SCHEMA_VERSION } from '#main/store/schema.ts';
import { openStore } from '#main/store/store.ts';
import { err } from '#shared/result.ts';

const AT = Date.UTC(2026, 10, 23, 8, 15);
const ASIDE = 'store.set-aside-2026-11-23T08-15-00-000Z.sqlite';
const folders = createFolders();
let dataDir = '';
let file = '';
let keychain = createMemoryKeychain();

beforeEach(async () => {
  dataDir = path.join(await folders.make(), 'data');
  file = path.join(dataDir, 'store.sqlite');
  keychain = createMemoryKeychain();
});
afterEach(folders.remove);

const open = (
  chain = keychain as Parameters<typeof startStore>[0]['keychain'],
): Promise<StartedStore> => startStore({ dataDir, keychain: chain, log: quietLog, now: () => AT });

/** A store with one draft, closed. @param picture what is sealed as the front of its card. */
const withOneDraft = async (picture?: Uint8Array): Promise<{ id: string; key: Uint8Array }> => {
  const { store } = await open();
  const made = must(
    await store.create({ body: newBody(mobile('01300000042'), 1), prefix: 'a-', at: 1 }),
  );
  if (picture) must(await store.write(made, { parts: { front: picture } }, 2));
  store.close();
  return { id: made.id, key: keychain.secrets.get(MASTER_KEY_ACCOUNT)! };
};

const count = async (startedStore: StartedStore): Promise<number> =>
  must(await startedStore.store.list('all')).length;

describe('the first start', () => {
  it('creates a key and a store that only the user can read, and opens both the next time', async () => {
    const { id } = await withOneDraft();
    const startedStore = await open();
    expect(startedStore).toMatchObject({ keychain: 'ok', notice: null });
    expect(startedStore.store.persistent).toBe(true);
    expect(must(await startedStore.store.get(id)).id).toBe(id);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    startedStore.store.close();
  });
});

describe('a master key that is missing', () => {
  it('sets the store aside unchanged with a notice, and not again at the next start', async () => {
    const { id, key } = await withOneDraft();
    const bytes = readFileSync(file);
    keychain.secrets.clear();
    const startedStore = await open();
    expect(startedStore).toMatchObject({ keychain: 'ok', notice: 'STORE-KEY-LOST' });
    expect(await count(startedStore)).toBe(0);
    startedStore.store.close();
    expect(readFileSync(path.join(dataDir, ASIDE)).equals(bytes)).toBe(true);
    const aside = must(await openStore({ path: path.join(dataDir, ASIDE), masterKey: key }));
    expect(must(await aside.get(id)).id).toBe(id);
    aside.close();
    const next = await open();
    expect(next.notice).toBeNull();
    next.store.close();
  });

  it('sets the store aside also when the keychain has another key', async () => {
    await withOneDraft();
    keychain.secrets.set(MASTER_KEY_ACCOUNT, new Uint8Array(32).fill(3));
    const startedStore = await open();
    expect(startedStore.notice).toBe('STORE-KEY-LOST');
    expect(keychain.secrets.get(MASTER_KEY_ACCOUNT)).toEqual(new Uint8Array(32).fill(3));
    startedStore.store.close();
    expect(existsSync(path.join(dataDir, ASIDE))).toBe(true);
  });
});

describe('a damaged store', () => {
  /** A lost header or end costs what stood there and no more. */
  const survivors: Record<string, number> = {
    'overwritten at its head': 1,
    'cut in the middle': 1,
  };
  const damage: Record<string, () => void> = {
    'overwritten at its head': () =>
      writeFileSync(file, Buffer.concat([Buffer.alloc(100, 1), readFileSync(file).subarray(100)])),
    'cut in the middle': () => truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096),
    'with pages wiped': () =>
      writeFileSync(
        file,
        Buffer.concat([
          readFileSync(file).subarray(0, 4096),
          Buffer.alloc(statSync(file).size - 4096),
        ]),
      ),
    'that is something else': () =>
      writeFileSync(file, 'not a database at all, but long enough to be read as one'.repeat(50)),
    emptied: () => truncateSync(file, 0),
  };

  it.each(Object.keys(damage))(
    '%s is set aside unchanged, and the new one has a notice',
    async (how) => {
      // The tables and indexes alone take 100 KB, their description the end of it: a file cut within them holds nothing.
      await withOneDraft(Buffer.alloc(400_000, 7));
      damage[how]!();
      const bytes = readFileSync(file);
      const startedStore = await open();
      expect(startedStore).toMatchObject({ keychain: 'ok', notice: 'STORE-DAMAGED' });
      expect(startedStore.store.persistent).toBe(true);
      const survived = survivors[how] ?? 0;
      expect(startedStore.params).toEqual({ salvaged: survived, lost: 1 - survived });
      expect(await count(startedStore)).toBe(survived);
      must(
        await startedStore.store.create({
          body: newBody(mobile('01300000042'), 1),
          prefix: 'a-',
          at: 1,
        }),
      );
      startedStore.store.close();
      expect(readFileSync(path.join(dataDir, ASIDE)).equals(bytes)).toBe(true);
    },
  );

  const notEmptied = Object.keys(damage).filter((how) => how !== 'emptied');
  it.each(notEmptied)('%s is set aside with its journal, unchanged', async (how) => {
    const { key } = await withOneDraft();
    // A killed app leaves a journal that is not yet in the file.
    const live = must(await openStore({ path: file, masterKey: key }));
    must(await live.create({ body: newBody(mobile('01300000042'), 2), prefix: 'a-', at: 2 }));
    const [main, journal] = [readFileSync(file), readFileSync(`${file}-wal`)];
    expect(journal.length).toBeGreaterThan(0);
    live.close();
    writeFileSync(file, main);
    damage[how]!();
    writeFileSync(`${file}-wal`, journal);
    const damaged = readFileSync(file);
    const startedStore = await open();
    startedStore.store.close();
    expect(startedStore.notice).toBe('STORE-DAMAGED');
    expect(readFileSync(path.join(dataDir, ASIDE)).equals(damaged)).toBe(true);
    expect(readFileSync(path.join(dataDir, `${ASIDE}-wal`)).equals(journal)).toBe(true);
  });
});

describe('a store that a newer program wrote', () => {
  it('is left unchanged, and the counter works in memory with a notice', async () => {
    await withOneDraft();
    const raw = new DatabaseSync(file);
    raw.exec(`PRAGMA user_version = ${String(SCHEMA_VERSION + 1)}`);
    raw.close();
    const bytes = readFileSync(file);
    const names = readdirSync(dataDir);
    const startedStore = await open();
    expect(startedStore).toMatchObject({ keychain: 'ok', notice: 'STORE-NEWER', params: null });
    expect(startedStore.store.persistent).toBe(false);
    startedStore.store.close();
    expect(readFileSync(file).equals(bytes)).toBe(true);
    // A journal that a reader of SQLite leaves is empty.
    expect(readdirSync(dataDir).filter((name) => !/-(?:shm|wal)$/.test(name))).toEqual(names);
  });
});

describe('a start without a keychain', () => {
  it('keeps everything in memory and touches no file', async () => {
    await withOneDraft();
    const before = readdirSync(dataDir).map((name) => [
      name,
      readFileSync(path.join(dataDir, name)).toString('hex'),
    ]);
    const gone = { ...keychain, get: async () => err('KEY-UNAVAILABLE') };
    const startedStore = await open(gone);
    expect(startedStore).toMatchObject({ keychain: 'unavailable', notice: 'KEY-UNAVAILABLE' });
    expect(startedStore.store.persistent).toBe(false);
    must(
      await startedStore.store.create({
        body: newBody(mobile('01300000042'), 1),
        prefix: 'a-',
        at: 1,
      }),
    );
    expect(await count(startedStore)).toBe(1);
    startedStore.store.close();
    expect(
      readdirSync(dataDir).map((name) => [
        name,
        readFileSync(path.join(dataDir, name)).toString('hex'),
      ]),
    ).toEqual(before);
  });

  it('is assumed when the keychain stores no key, and leaves an existing store unchanged', async () => {
    await withOneDraft();
    keychain.secrets.clear();
    const full = { ...keychain, set: async () => err('KEY-TIMEOUT') };
    const startedStore = await open(full);
    expect(startedStore).toMatchObject({ keychain: 'unavailable', notice: 'KEY-UNAVAILABLE' });
    startedStore.store.close();
    expect(readdirSync(dataDir)).toContain('store.sqlite');
  });
});

describe('a folder that cannot be written', () => {
  it('leaves the counter working in memory, with a notice', async () => {
    writeFileSync(dataDir, 'a file where the folder should be');
    const startedStore = await open();
    expect(startedStore).toMatchObject({ keychain: 'ok', notice: 'STORE-WRITE' });
    expect(startedStore.store.persistent).toBe(false);
    expect(await count(startedStore)).toBe(0);
    startedStore.store.close();
  });
});

describe('a store in memory', () => {
  it('issues no reference that an earlier start issued', async () => {
    const references: string[] = [];
    for (const at of [AT, AT + 2_000, AT + 86_400_000]) {
      const { store, notice } = await startStore({
        dataDir,
        keychain: { ...keychain, get: async () => err('KEY-UNAVAILABLE') },
        log: quietLog,
        now: () => at,
      });
      expect(notice).toBe('KEY-UNAVAILABLE');
      for (let time = 0; time < 2; time += 1)
        references.push(
          must(await store.create({ body: newBody(mobile('01300000042'), 1), prefix: 'a-', at: 1 }))
            .reference,
        );
      store.close();
    }
    expect(new Set(references).size).toBe(6);
    expect(references.every((reference) => /^a-\d{4,8}$/.test(reference))).toBe(true);
  });
});
