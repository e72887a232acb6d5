import { toMobileNumber } from '#tests/support/numbers.ts';
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
import { quietLog } from '#tests/support/quiet-log.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { createMemoryKeychain } from '#tests/support/memory-keychain.ts';
import { MASTER_KEY_ACCOUNT } from '#main/store/keys/master-key.ts';
import { newBody } from '#main/record/body.ts';
import { startStore, type StartedStore } from '#main/store/start-store.ts';
import { SCHEMA_VERSION } from '#main/store/schema.ts';
import { openStore } from '#main/store/open-store.ts';
import { err } from '#shared/result.ts';

const NOW = Date.UTC(2026, 10, 23, 8, 15);
const SET_ASIDE_FILE = 'store.set-aside-2026-11-23T08-15-00-000Z.sqlite';
const folders = createTemporaryFolders();
let dataDir = '';
let file = '';
let keychain = createMemoryKeychain();

beforeEach(async () => {
  dataDir = path.join(await folders.make(), 'data');
  file = path.join(dataDir, 'store.sqlite');
  keychain = createMemoryKeychain();
});
afterEach(folders.remove);

const startTestStore = (
  usedKeychain = keychain as Parameters<typeof startStore>[0]['keychain'],
): Promise<StartedStore> =>
  startStore({ dataDir, keychain: usedKeychain, log: quietLog, now: () => NOW });

/** Creates a store with one draft and closes it. @param picture the front of the card of the draft. */
const createStoreWithDraft = async (
  picture?: Uint8Array,
): Promise<{ id: string; key: Uint8Array }> => {
  const { store } = await startTestStore();
  const draft = unwrap(
    await store.create({ body: newBody(toMobileNumber('01300000042'), 1), prefix: 'a-', at: 1 }),
  );
  if (picture) unwrap(await store.write(draft, { parts: { front: picture } }, 2));
  store.close();
  return { id: draft.id, key: keychain.items.get(MASTER_KEY_ACCOUNT)! };
};

const countRegistrations = async (startedStore: StartedStore): Promise<number> =>
  unwrap(await startedStore.store.list('all')).length;

describe('startStore at the first start', () => {
  it('creates a key and a store that only the user can read, and opens both at the next start', async () => {
    const { id } = await createStoreWithDraft();
    const startedStore = await startTestStore();
    expect(startedStore).toMatchObject({ keychain: 'ok', notice: null });
    expect(startedStore.store.persistent).toBe(true);
    expect(unwrap(await startedStore.store.get(id)).id).toBe(id);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    startedStore.store.close();
  });
});

describe('startStore without the master key of the store', () => {
  it('sets the store aside unchanged with a notice, and not again at the next start', async () => {
    const { id, key } = await createStoreWithDraft();
    const bytes = readFileSync(file);
    keychain.items.clear();
    const startedStore = await startTestStore();
    expect(startedStore).toMatchObject({ keychain: 'ok', notice: 'STORE-KEY-LOST' });
    expect(await countRegistrations(startedStore)).toBe(0);
    startedStore.store.close();
    expect(readFileSync(path.join(dataDir, SET_ASIDE_FILE)).equals(bytes)).toBe(true);
    const setAsideStore = unwrap(
      await openStore({ path: path.join(dataDir, SET_ASIDE_FILE), masterKey: key }),
    );
    expect(unwrap(await setAsideStore.get(id)).id).toBe(id);
    setAsideStore.close();
    const next = await startTestStore();
    expect(next.notice).toBeNull();
    next.store.close();
  });

  it('sets the store aside also when the keychain has another key', async () => {
    await createStoreWithDraft();
    keychain.items.set(MASTER_KEY_ACCOUNT, new Uint8Array(32).fill(3));
    const startedStore = await startTestStore();
    expect(startedStore.notice).toBe('STORE-KEY-LOST');
    expect(keychain.items.get(MASTER_KEY_ACCOUNT)).toEqual(new Uint8Array(32).fill(3));
    startedStore.store.close();
    expect(existsSync(path.join(dataDir, SET_ASIDE_FILE))).toBe(true);
  });
});

describe('startStore with a damaged store', () => {
  /** Numbers of salvaged registrations. A lost header or end leaves the registration; any other damage destroys its pages. */
  const salvagedCounts: Record<string, number> = {
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
    'that is not a database': () =>
      writeFileSync(file, 'not a database at all, but long enough to be read as one'.repeat(50)),
    'that is empty': () => truncateSync(file, 0),
  };

  it.each(Object.keys(damage))(
    'sets a store %s aside unchanged, and reports STORE-DAMAGED',
    async (kind) => {
      // Tables and indexes take the first 100 KB. A file that is truncated within them contains no registration, so the picture is larger.
      await createStoreWithDraft(Buffer.alloc(400_000, 7));
      damage[kind]!();
      const bytes = readFileSync(file);
      const startedStore = await startTestStore();
      expect(startedStore).toMatchObject({ keychain: 'ok', notice: 'STORE-DAMAGED' });
      expect(startedStore.store.persistent).toBe(true);
      const salvagedCount = salvagedCounts[kind] ?? 0;
      expect(startedStore.params).toEqual({ salvaged: salvagedCount, lost: 1 - salvagedCount });
      expect(await countRegistrations(startedStore)).toBe(salvagedCount);
      unwrap(
        await startedStore.store.create({
          body: newBody(toMobileNumber('01300000042'), 1),
          prefix: 'a-',
          at: 1,
        }),
      );
      startedStore.store.close();
      expect(readFileSync(path.join(dataDir, SET_ASIDE_FILE)).equals(bytes)).toBe(true);
    },
  );

  const kindsWithContent = Object.keys(damage).filter((kind) => kind !== 'that is empty');
  it.each(kindsWithContent)('sets a store %s aside with its journal, unchanged', async (kind) => {
    const { key } = await createStoreWithDraft();
    // A kill leaves a journal whose content is not yet in the file.
    const liveStore = unwrap(await openStore({ path: file, masterKey: key }));
    unwrap(
      await liveStore.create({
        body: newBody(toMobileNumber('01300000042'), 2),
        prefix: 'a-',
        at: 2,
      }),
    );
    const [storeBytes, journal] = [readFileSync(file), readFileSync(`${file}-wal`)];
    expect(journal.length).toBeGreaterThan(0);
    liveStore.close();
    writeFileSync(file, storeBytes);
    damage[kind]!();
    writeFileSync(`${file}-wal`, journal);
    const damagedBytes = readFileSync(file);
    const startedStore = await startTestStore();
    startedStore.store.close();
    expect(startedStore.notice).toBe('STORE-DAMAGED');
    expect(readFileSync(path.join(dataDir, SET_ASIDE_FILE)).equals(damagedBytes)).toBe(true);
    expect(readFileSync(path.join(dataDir, `${SET_ASIDE_FILE}-wal`)).equals(journal)).toBe(true);
  });
});

describe('startStore with the store of a newer program', () => {
  it('leaves the store unchanged, and returns a store in memory with a notice', async () => {
    await createStoreWithDraft();
    const connection = new DatabaseSync(file);
    connection.exec(`PRAGMA user_version = ${String(SCHEMA_VERSION + 1)}`);
    connection.close();
    const bytes = readFileSync(file);
    const names = readdirSync(dataDir);
    const startedStore = await startTestStore();
    expect(startedStore).toMatchObject({ keychain: 'ok', notice: 'STORE-NEWER', params: null });
    expect(startedStore.store.persistent).toBe(false);
    startedStore.store.close();
    expect(readFileSync(file).equals(bytes)).toBe(true);
    // SQLite may leave empty journal files after reading, so they are not compared.
    expect(readdirSync(dataDir).filter((name) => !/-(?:shm|wal)$/.test(name))).toEqual(names);
  });
});

describe('startStore without a keychain', () => {
  it('returns a store in memory and changes no file', async () => {
    await createStoreWithDraft();
    const before = readdirSync(dataDir).map((name) => [
      name,
      readFileSync(path.join(dataDir, name)).toString('hex'),
    ]);
    const failingKeychain = { ...keychain, get: async () => err('KEY-UNAVAILABLE') };
    const startedStore = await startTestStore(failingKeychain);
    expect(startedStore).toMatchObject({ keychain: 'unavailable', notice: 'KEY-UNAVAILABLE' });
    expect(startedStore.store.persistent).toBe(false);
    unwrap(
      await startedStore.store.create({
        body: newBody(toMobileNumber('01300000042'), 1),
        prefix: 'a-',
        at: 1,
      }),
    );
    expect(await countRegistrations(startedStore)).toBe(1);
    startedStore.store.close();
    expect(
      readdirSync(dataDir).map((name) => [
        name,
        readFileSync(path.join(dataDir, name)).toString('hex'),
      ]),
    ).toEqual(before);
  });

  it('leaves an existing store unchanged when the keychain stores no key', async () => {
    await createStoreWithDraft();
    keychain.items.clear();
    const readOnlyKeychain = { ...keychain, set: async () => err('KEY-TIMEOUT') };
    const startedStore = await startTestStore(readOnlyKeychain);
    expect(startedStore).toMatchObject({ keychain: 'unavailable', notice: 'KEY-UNAVAILABLE' });
    startedStore.store.close();
    expect(readdirSync(dataDir)).toContain('store.sqlite');
  });
});

describe('startStore in a folder that cannot be written', () => {
  it('returns a store in memory with a notice', async () => {
    writeFileSync(dataDir, 'a file where the folder should be');
    const startedStore = await startTestStore();
    expect(startedStore).toMatchObject({ keychain: 'ok', notice: 'STORE-WRITE' });
    expect(startedStore.store.persistent).toBe(false);
    expect(await countRegistrations(startedStore)).toBe(0);
    startedStore.store.close();
  });
});

describe('store in memory', () => {
  it('issues no reference that an earlier start issued', async () => {
    const references: string[] = [];
    for (const at of [NOW, NOW + 2_000, NOW + 86_400_000]) {
      const { store, notice } = await startStore({
        dataDir,
        keychain: { ...keychain, get: async () => err('KEY-UNAVAILABLE') },
        log: quietLog,
        now: () => at,
      });
      expect(notice).toBe('KEY-UNAVAILABLE');
      for (let time = 0; time < 2; time += 1)
        references.push(
          unwrap(
            await store.create({
              body: newBody(toMobileNumber('01300000042'), 1),
              prefix: 'a-',
              at: 1,
            }),
          ).reference,
        );
      store.close();
    }
    expect(new Set(references).size).toBe(6);
    expect(references.every((reference) => /^a-\d{4,8}$/.test(reference))).toBe(true);
  });
});
