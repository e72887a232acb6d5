import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { MASTER_KEY, openStoreAt } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { openStore } from '#main/store/open-store.ts';
import type { Store } from '#main/store/port.ts';
import { err } from '#shared/result.ts';
import { createDraft, createSubmitted } from './registration-fixtures.ts';

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

describe('createRegistrationWriter', () => {
  it('numbers registrations consecutively, and issues no number twice', async () => {
    const first = await createDraft(store);
    store.close();
    store = await openStoreAt(file);
    const second = await createDraft(store);
    expect([first.reference, second.reference]).toEqual(['0142-3-0001', '0142-3-0002']);
  });

  it('returns null for a write based on an outdated revision, and changes nothing', async () => {
    const record = await createDraft(store);
    const edited = unwrap(
      await store.write(record, { body: { ...record.body, step: 'photo' } }, 2),
    )!;
    expect(unwrap(await store.write(record, { transition: { event: 'discard' } }, 3))).toBeNull();
    expect(unwrap(await store.get(record.id))).toEqual(edited);
  });

  it('refuses a transition that is not in the table, and writes nothing', async () => {
    const record = await createDraft(store);
    expect(
      await store.write(
        record,
        { transition: { event: 'accepted' }, parts: { photo: Buffer.from('x') } },
        2,
      ),
    ).toEqual(err('REG-STATE'));
    expect(unwrap(await store.get(record.id))).toEqual(record);
    expect(unwrap(await store.part(record.id, 'photo'))).toBeNull();
  });

  it('adds an event with every transition, and refuses to change or delete one', async () => {
    const made = await createSubmitted(store);
    store.close();
    const raw = new DatabaseSync(file);
    expect(
      raw
        .prepare(
          'SELECT registration_id AS id, rev, src, dst, event, cause FROM event ORDER BY seq',
        )
        .all(),
    ).toEqual([
      { id: made.id, rev: 0, src: null, dst: 'draft', event: 'start', cause: null },
      { id: made.id, rev: 1, src: 'draft', dst: 'ready', event: 'submit', cause: null },
    ]);
    expect(() => raw.exec("UPDATE event SET dst = 'passed'")).toThrow('events are only added');
    expect(() => raw.exec('DELETE FROM event')).toThrow('events are only added');
    raw.close();
    store = await openStoreAt(file);
  });

  it('returns STORE-FULL, keeps its data, and continues when there is space', async () => {
    const kept = await createDraft(store);
    store.close();
    // The page limit makes SQLite return SQLITE_FULL when the file has to grow.
    const opened = await openStore({ path: file, masterKey: MASTER_KEY, maxPages: 40 });
    store = unwrap(opened);
    const full = await store.write(
      kept,
      { transition: { event: 'submit' }, parts: { front: Buffer.alloc(1_000_000) } },
      2,
    );
    expect(full).toEqual(err('STORE-FULL'));
    expect(unwrap(await store.get(kept.id))).toEqual(kept);
    store.close();
    store = await openStoreAt(file);
    expect(
      (
        await store.write(
          kept,
          { transition: { event: 'submit' }, parts: { front: Buffer.alloc(1_000_000) } },
          3,
        )
      ).ok,
    ).toBe(true);
  });
});
