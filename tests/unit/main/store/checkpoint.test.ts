import { copyFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CLERK, createFolders, must, openAt } from './store-bench.ts';
import { newBody } from '#main/record/body.ts';
import type { Store } from '#main/store/store.ts';

const folders = createFolders();
let file = '';
let store: Store;
beforeEach(async () => {
  file = path.join(await folders.make(), 'store.sqlite');
  store = await openAt(file);
});
afterEach(async () => {
  store.close();
  await folders.remove();
});

/** How many registrations are in the database file itself, without its journal. */
const inFile = (): number => {
  const copy = `${file}.copy`;
  copyFileSync(file, copy);
  const raw = new DatabaseSync(copy, { readOnly: true });
  try {
    return Number(raw.prepare('SELECT count(*) AS n FROM registration').get()?.['n']);
  } catch {
    return 0;
  } finally {
    raw.close();
  }
};

describe('the journal', () => {
  it('stays out of the database file while commits follow one another, however much they write', async () => {
    let record = must(await store.create({ body: newBody(CLERK, 1), prefix: 'a-', at: 1 }));
    for (let save = 0; save < 10; save += 1) {
      record = must(
        await store.write(record, { parts: { front: new Uint8Array(600_000).fill(save) } }, 2),
      )!;
    }
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(6_000_000);
    expect(inFile()).toBe(0);
  });

  it('goes into the database file when the store is left alone', async () => {
    must(await store.create({ body: newBody(CLERK, 1), prefix: 'a-', at: 1 }));
    await vi.waitFor(() => expect(inFile()).toBe(1), { timeout: 10_000 });
  });
});
