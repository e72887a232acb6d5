import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newBody } from '#main/record/body.ts';
import { createBallast } from '#main/store/ballast.ts';
import { withBallast } from '#main/store/store-with-ballast.ts';
import { openStore } from '#main/store/open-store.ts';
import { err } from '#shared/result.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { MASTER_KEY } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';

const MB = 1024 * 1024;
const folders = createTemporaryFolders();
let dataDir = '';
beforeEach(async () => {
  dataDir = await folders.make();
});
afterEach(folders.remove);

const newDraft = { body: newBody(CLERK, 1), prefix: 'a-', at: 1 };

describe('createBallast and withBallast', () => {
  it('allocate the full size on the disk, and release it once', async () => {
    const file = path.join(dataDir, 'store.ballast');
    const ballast = createBallast({ file, bytes: 3 * MB + 5 });
    expect(await ballast.allocate()).toBe(true);
    expect(statSync(file).size).toBe(3 * MB + 5);
    expect(statSync(file).blocks * 512).toBeGreaterThanOrEqual(3 * MB);
    expect([ballast.exists(), ballast.release(), ballast.exists(), ballast.release()]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('replace a truncated file, and leave no file when it cannot be created', async () => {
    const file = path.join(dataDir, 'store.ballast');
    writeFileSync(file, 'short');
    expect(await createBallast({ file, bytes: MB }).allocate()).toBe(true);
    expect(statSync(file).size).toBe(MB);
    const missingFolderFile = path.join(dataDir, 'no-such-folder', 'store.ballast');
    expect(await createBallast({ file: missingFolderFile, bytes: MB }).allocate()).toBe(false);
  });

  it('release the space for small writes, and not for pictures', async () => {
    const memoryStore = unwrap(await openStore({ path: ':memory:', masterKey: MASTER_KEY }));
    let isFull = true;
    const store = withBallast(
      {
        ...memoryStore,
        write: async (...writeArguments) =>
          isFull ? err('STORE-FULL') : memoryStore.write(...writeArguments),
      },
      {
        release: () => {
          const wasFull = isFull;
          isFull = false;
          return wasFull;
        },
      },
    );
    const draft = unwrap(await store.create(newDraft));
    expect(await store.write(draft, { parts: { front: new Uint8Array(10) } }, 2)).toMatchObject({
      error: { code: 'STORE-FULL' },
    });
    expect(isFull).toBe(true);
    expect(unwrap(await store.write(draft, { attempts: 1 }, 2))?.attempts).toBe(1);
    expect(isFull).toBe(false);
    memoryStore.close();
  });
});
