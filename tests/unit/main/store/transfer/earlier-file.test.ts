import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { openStoreAt } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';

/** Transfer file written by the program at store version 4, with one refused and one unknown registration. */
const VERSION_4_FILE = path.join(import.meta.dirname, 'from-store-version-4.ekyc-move');
const folders = createTemporaryFolders();
afterEach(folders.remove);

describe('transfer file of a counter of the previous version', () => {
  it('is imported with states and events in the current names', async () => {
    const folder = await folders.make();
    const file = path.join(folder, 'file');
    copyFileSync(VERSION_4_FILE, file);
    const store = await openStoreAt(path.join(folder, 'store.sqlite'));
    const input = { file, code: Buffer.alloc(16, 4), counter: '0142-3', at: 20 };
    expect(unwrap(await store.transferIn(input)).ids).toHaveLength(2);
    const rows = unwrap(await store.list('all'));
    expect(rows.map(({ reference, state }) => [reference, state])).toEqual([
      ['0142-5-0002', 'unknown'],
      ['0142-5-0001', 'refused'],
    ]);
    const [unknown, refused] = rows;
    expect(unwrap(await store.get(unknown!.id)).body.transferredIn).toBe(true);
    expect(unwrap(await store.timeline(refused!.id)).at(-2)).toMatchObject({
      event: 'refused',
      to: 'refused',
    });
    store.close();
  });
});
