import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeychainMark } from '#main/store/keychain-mark.ts';
import { startStore, type StartedStore } from '#main/store/start-store.ts';
import { newBody } from '#main/record/body.ts';
import { mobile } from '#tests/support/numbers.ts';
import { createMemoryKeychain } from './memory-keychain.ts';
import { createFolders, must, quietLog } from '#tests/support/test-counter.ts';

const folders = createFolders();
let dataDir = '';
let copy = '';
let keychain = createMemoryKeychain();

beforeEach(async () => {
  const folder = await folders.make();
  dataDir = path.join(folder, 'data');
  copy = path.join(folder, 'copy');
  keychain = createMemoryKeychain();
});
afterEach(folders.remove);

const open = (): Promise<StartedStore> => startStore({ dataDir, keychain, log: quietLog });
const addDraft = async ({ store }: StartedStore): Promise<string> =>
  must(await store.create({ body: newBody(mobile('01300000042'), 1), prefix: 'a-', at: 1 }))
    .reference;
/** Closed in order, as at the end of the app. */
const close = async (startedStore: StartedStore): Promise<void> => {
  await startedStore.saveKeychainMark();
  startedStore.store.close();
};
const putBack = async (): Promise<void> => {
  await rm(dataDir, { recursive: true });
  await cp(copy, dataDir, { recursive: true });
};

describe('a data folder that was restored as a whole', () => {
  it('is reported, and no reference is issued twice', async () => {
    const first = await open();
    await addDraft(first);
    await close(first);
    await cp(dataDir, copy, { recursive: true });
    const second = await open();
    expect(second.notice).toBeNull();
    expect(await addDraft(second)).toBe('a-0002');
    await close(second);
    await putBack();

    const third = await open();
    expect(third.notice).toBe('STORE-ROLLED-BACK');
    expect(await addDraft(third)).toBe('a-0003');
    await close(third);
    // Said once: from now on this is the store of the counter.
    const fourth = await open();
    expect(fourth.notice).toBeNull();
    await close(fourth);
  });

  it('is not reported when its state is the current one', async () => {
    const first = await open();
    await addDraft(first);
    await close(first);
    await cp(dataDir, copy, { recursive: true });
    await putBack();
    const again = await open();
    expect(again.notice).toBeNull();
    await close(again);
  });

  it('is reported as lost when it was deleted', async () => {
    const first = await open();
    await addDraft(first);
    await close(first);
    await rm(dataDir, { recursive: true });
    const again = await open();
    expect(again).toMatchObject({ notice: 'STORE-LOST', params: { salvaged: 0, lost: 1 } });
    expect(await addDraft(again)).toBe('a-0002');
    await close(again);
  });

  it('is not reported after a kill before the last mark was written', async () => {
    const first = await open();
    await addDraft(first);
    await first.saveKeychainMark();
    await addDraft(first);
    // Killed here: the mark is behind the store, which is no fault.
    first.store.close();
    const again = await open();
    expect(again.notice).toBeNull();
    await close(again);
  });
});

describe('createKeychainMark', () => {
  const mark = { storeId: 'a', writes: 1, nextNumber: 1 };
  const markOf = (folder: string) =>
    createKeychainMark({ keychain, scope: '', dataDir: folder, log: quietLog });

  it('returns the mark of the same folder only', async () => {
    await markOf(dataDir).write(mark);
    expect(await markOf(dataDir).read()).toEqual(mark);
    expect(await markOf(copy).read()).toBeNull();
  });

  it('returns null for a damaged mark', async () => {
    await markOf(dataDir).write(mark);
    for (const account of keychain.secrets.keys()) keychain.secrets.set(account, Buffer.from('{'));
    expect(await markOf(dataDir).read()).toBeNull();
  });
});
