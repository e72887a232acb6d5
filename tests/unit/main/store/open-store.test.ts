import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { openStoreAt } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { SCHEMA_VERSION } from '#main/store/schema.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Store } from '#main/store/port.ts';
import { err } from '#shared/result.ts';
import { createDraft } from './registration-fixtures.ts';

const folders = createTemporaryFolders();
let file = '';
let store: Store;

beforeEach(async () => {
  file = path.join(await folders.make(), 'store.sqlite');
  store = await openStoreAt(file);
});
afterEach(async () => {
  store.close();
  await folders.remove();
});

describe('openStore', () => {
  it('returns every stored value after it was closed and opened again', async () => {
    const made = await createDraft(store);
    const photo = Buffer.from('photo bytes');
    const written = unwrap(
      await store.write(
        made,
        {
          transition: { event: 'submit' },
          submittedAt: 5,
          attempts: 2,
          notBefore: 9,
          waitsFor: 'connection',
          parts: { photo },
        },
        6,
      ),
    );
    store.close();
    store = await openStoreAt(file);
    expect(unwrap(await store.get(made.id))).toEqual(written);
    expect(written).toMatchObject({
      state: 'ready',
      rev: 1,
      submittedAt: 5,
      attempts: 2,
      notBefore: 9,
      waitsFor: 'connection',
      updatedAt: 6,
    });
    expect(unwrap(await store.part(made.id, 'photo'))).toEqual(photo);
    expect(unwrap(await store.part(made.id, 'front'))).toBeNull();
    expect(unwrap(await store.openId())).toBe(made.id);
  });

  it('uses a WAL journal, incremental vacuum and the current schema version', async () => {
    const made = await createDraft(store);
    const connection = new DatabaseSync(file, { readOnly: true });
    const pragma = (name: string): unknown =>
      Object.values(connection.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect([pragma('journal_mode'), pragma('auto_vacuum'), pragma('user_version')]).toEqual([
      'wal',
      2,
      SCHEMA_VERSION,
    ]);
    expect(connection.prepare('SELECT id FROM registration').all()).toEqual([{ id: made.id }]);
    connection.close();
  });

  it('returns STORE-KEY-LOST for a store sealed with another key', async () => {
    await createDraft(store);
    store.close();
    expect(await openStore({ path: file, masterKey: Buffer.alloc(32, 9) })).toEqual(
      err('STORE-KEY-LOST'),
    );
    store = await openStoreAt(file);
    expect(unwrap(await store.list('all'))).toHaveLength(1);
  });
});
