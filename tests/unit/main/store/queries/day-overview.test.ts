import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { openStoreAt } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK, OTHER_CLERK_MOBILE } from '#tests/support/fake-session.ts';
import { newBody } from '#main/record/body.ts';
import type { Store } from '#main/store/port.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Midnight of 23 November 2026 in Bangladesh. */
const MIDNIGHT = Date.UTC(2026, 10, 22, 18);
const folders = createTemporaryFolders();
let store: Store;

beforeEach(async () => {
  store = await openStoreAt(path.join(await folders.make(), 'store.sqlite'));
});
afterEach(async () => {
  store.close();
  await folders.remove();
});

/** Creates a registration and submits it at `submittedAt`; null leaves a draft. */
const register = async (createdAt: number, submittedAt: number | null, clerk = CLERK) => {
  const draft = unwrap(
    await store.create({ body: newBody(clerk, createdAt), prefix: '0142-3-', at: createdAt }),
  );
  if (submittedAt === null) return draft.reference;
  unwrap(await store.write(draft, { transition: { event: 'submit' }, submittedAt }, submittedAt));
  return draft.reference;
};
const readOverview = async () => unwrap(await store.dayOverview(MIDNIGHT, MIDNIGHT + DAY_MS));

describe('dayOverview', () => {
  it('counts the registrations submitted by any clerk on that day, by the hour', async () => {
    const at = MIDNIGHT + 10 * HOUR_MS;
    await register(at, at + MINUTE_MS);
    await register(at + 30 * MINUTE_MS, at + 32 * MINUTE_MS, OTHER_CLERK_MOBILE);
    await register(at + 2 * HOUR_MS, at + 2 * HOUR_MS + MINUTE_MS);
    await register(at, null);
    await register(MIDNIGHT - 2 * MINUTE_MS, MIDNIGHT - MINUTE_MS);
    await register(MIDNIGHT + DAY_MS, MIDNIGHT + DAY_MS);
    expect((await readOverview()).hours).toEqual([
      { hour: 10, count: 2 },
      { hour: 12, count: 1 },
    ]);
  });

  it('excludes registrations that were put aside from the average time', async () => {
    expect((await readOverview()).averageMs).toBeNull();
    const at = MIDNIGHT + 10 * HOUR_MS;
    await register(at, at + 2 * MINUTE_MS);
    await register(at, at + 3 * MINUTE_MS);
    await register(at, at + 3 * HOUR_MS);
    await register(at - 2 * DAY_MS, at);
    expect((await readOverview()).averageMs).toBe(2.5 * MINUTE_MS);
  });

  it('lists the last eight customers, newest first', async () => {
    const references: string[] = [];
    for (let hour = 0; hour < 20; hour += 1)
      references.push(
        await register(MIDNIGHT + hour * HOUR_MS, MIDNIGHT + hour * HOUR_MS + MINUTE_MS),
      );
    const { last } = await readOverview();
    expect(last.map(({ reference }) => reference)).toEqual(references.reverse().slice(0, 8));
    expect(last[0]).toMatchObject({ state: 'ready', waitsFor: null, lastError: null });
    expect(last[0]?.submittedAt).toBe(MIDNIGHT + 19 * HOUR_MS + MINUTE_MS);
  });

  it('reads the last customers in the order of the index, without sorting the day', async () => {
    const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
    await readOverview();
    const [, lastCustomersSql = ''] = prepare.mock.calls.map(([sql]) => sql);
    prepare.mockRestore();
    const file = path.join(await folders.make(), 'plan.sqlite');
    (await openStoreAt(file)).close();
    const connection = new DatabaseSync(file, { readOnly: true });
    const plan = connection.prepare(`EXPLAIN QUERY PLAN ${lastCustomersSql}`).all();
    connection.close();
    expect(plan.map(({ detail }) => detail)).toEqual([
      'SEARCH registration USING INDEX registration_day (<expr>>? AND <expr><?)',
    ]);
  });
});
