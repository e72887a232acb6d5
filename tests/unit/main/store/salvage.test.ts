import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { SCHEMA } from '#main/store/schema.ts';
import { salvageStore } from '#main/store/salvage.ts';
import { createSealer } from '#main/store/sealing.ts';
import { openStore } from '#main/store/open-store.ts';
import { putRegistration } from './transfer/put-registration.ts';

const MASTER_KEY = Buffer.alloc(32, 4);
const SALVAGED_AT = 1_000;
const folders = createTemporaryFolders();
let file = '';
let target: DatabaseSync;

beforeEach(async () => {
  const folder = await folders.make();
  file = path.join(folder, 'store.sqlite');
  target = new DatabaseSync(':memory:');
  target.exec(SCHEMA);
});
afterEach(async () => {
  target.close();
  await folders.remove();
});

describe('salvage', () => {
  it('restarts the quiet period of an unknown outcome and resets its count of absent answers', async () => {
    const store = unwrap(
      await openStore({ path: file, masterKey: MASTER_KEY, anchor: `${file}.anchor` }),
    );
    const record = await putRegistration(
      store,
      '1000000007',
      'submit',
      'send-form',
      'outcome-unknown',
    );
    unwrap(await store.write(record, { absentAnswers: 1 }, 5));
    store.close();
    const reason = { at: SALVAGED_AT, code: 'STORE-DAMAGED' } as const;
    const sealer = createSealer(MASTER_KEY);
    expect(
      salvageStore({ damaged: file, to: target, sealer, reason, setAsideName: 'aside' }),
    ).toEqual({
      salvaged: 1,
      lost: 0,
    });
    const rows = target.prepare('SELECT state, unknown_since, absent_seen FROM registration').all();
    expect(rows).toEqual([{ state: 'unknown', unknown_since: SALVAGED_AT, absent_seen: 0 }]);
  });
});
