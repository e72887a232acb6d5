import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '#main/store/open-database.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { ok } from '#shared/result.ts';

const folders = createTemporaryFolders();
afterEach(() => folders.remove());

describe('openDatabase', () => {
  // SQLite ignores an unknown value without an error, so every pragma is read back.
  it.each([
    // 2 is FULL: every commit is on the disk before it is acknowledged (sqlite.org/pragma.html#pragma_synchronous).
    ['synchronous', 2],
    ['journal_mode', 'wal'],
    ['secure_delete', 1],
    ['trusted_schema', 0],
    ['cell_size_check', 1],
    ['foreign_keys', 1],
  ])('sets the pragma %s to %s', async (name, value) => {
    const file = path.join(await folders.make(), 'store.sqlite');
    const opened = openDatabase(file, {
      verify: () => ok(undefined),
      fill: () => undefined,
      deferCheck: false,
    });
    if (!opened.ok) throw new Error(opened.error.code);
    const { db } = opened.data;
    expect(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})).toEqual([value]);
    db.close();
  });
});
