import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeychainMark } from '#main/store/keychain-mark.ts';
import { startStore, type StartedStore } from '#main/store/start-store.ts';
import { newBody } from '#main/record/body.ts';
import { toMobileNumber } from '#tests/support/numbers.ts';
import { createMemoryKeychain } from '#tests/support/memory-keychain.ts';
import { quietLog } from '#tests/support/quiet-log.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { unwrap } from '#tests/support/unwrap.ts';

const folders = createTemporaryFolders();
let dataDir = '';
let copyDir = '';
let keychain = createMemoryKeychain();

beforeEach(async () => {
  const folder = await folders.make();
  dataDir = path.join(folder, 'data');
  copyDir = path.join(folder, 'copy');
  keychain = createMemoryKeychain();
});
afterEach(folders.remove);

const startTestStore = (): Promise<StartedStore> =>
  startStore({ dataDir, keychain, log: quietLog });
const addDraft = async ({ store }: StartedStore): Promise<string> =>
  unwrap(
    await store.create({ body: newBody(toMobileNumber('01300000042'), 1), prefix: 'a-', at: 1 }),
  ).reference;
/** Saves the mark and closes the store, as at an orderly shutdown. */
const closeStore = async (startedStore: StartedStore): Promise<void> => {
  await startedStore.saveKeychainMark();
  startedStore.store.close();
};
const restoreCopy = async (): Promise<void> => {
  await rm(dataDir, { recursive: true });
  await cp(copyDir, dataDir, { recursive: true });
};

describe('data folder that was restored completely', () => {
  it('is reported, and no reference is issued twice', async () => {
    const first = await startTestStore();
    await addDraft(first);
    await closeStore(first);
    await cp(dataDir, copyDir, { recursive: true });
    const second = await startTestStore();
    expect(second.notice).toBeNull();
    expect(await addDraft(second)).toBe('a-0002');
    await closeStore(second);
    await restoreCopy();

    const third = await startTestStore();
    expect(third.notice).toBe('STORE-ROLLED-BACK');
    expect(await addDraft(third)).toBe('a-0003');
    await closeStore(third);
    // The notice is reported once. Afterwards the restored store is the store of the counter.
    const fourth = await startTestStore();
    expect(fourth.notice).toBeNull();
    await closeStore(fourth);
  });

  it('is not reported when its state is the current one', async () => {
    const first = await startTestStore();
    await addDraft(first);
    await closeStore(first);
    await cp(dataDir, copyDir, { recursive: true });
    await restoreCopy();
    const reopened = await startTestStore();
    expect(reopened.notice).toBeNull();
    await closeStore(reopened);
  });

  it('is reported as lost when it was deleted', async () => {
    const first = await startTestStore();
    await addDraft(first);
    await closeStore(first);
    await rm(dataDir, { recursive: true });
    const reopened = await startTestStore();
    expect(reopened).toMatchObject({ notice: 'STORE-LOST', params: { salvaged: 0, lost: 1 } });
    expect(await addDraft(reopened)).toBe('a-0002');
    await closeStore(reopened);
  });

  it('is not reported after a kill before the last mark was written', async () => {
    const first = await startTestStore();
    await addDraft(first);
    await first.saveKeychainMark();
    await addDraft(first);
    // Closing without saving simulates a kill. A mark that is older than the store is valid.
    first.store.close();
    const reopened = await startTestStore();
    expect(reopened.notice).toBeNull();
    await closeStore(reopened);
  });
});

describe('createKeychainMark', () => {
  const mark = { storeId: 'a', writes: 1, nextNumber: 1 };
  const createMark = (folder: string) =>
    createKeychainMark({ keychain, scope: '', dataDir: folder, log: quietLog });

  it('returns the mark of the same folder only', async () => {
    await createMark(dataDir).write(mark);
    expect(await createMark(dataDir).read()).toEqual(mark);
    expect(await createMark(copyDir).read()).toBeNull();
  });

  it('returns null for a damaged mark', async () => {
    await createMark(dataDir).write(mark);
    for (const account of keychain.items.keys()) keychain.items.set(account, Buffer.from('{'));
    expect(await createMark(dataDir).read()).toBeNull();
  });
});
