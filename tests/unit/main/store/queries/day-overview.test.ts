import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFolders, must, openStoreAt } from '#tests/support/test-counter.ts';
import { CLERK, OTHER_CLERK } from '#tests/support/fake-session.ts';
import { newBody } from '#main/record/body.ts';
import type { Store } from '#main/store/port.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Midnight of 23 November 2026 in Bangladesh. */
const MIDNIGHT = Date.UTC(2026, 10, 22, 18);
const folders = createFolders();
let store: Store;

beforeEach(async () => {
  store = await openStoreAt(path.join(await folders.make(), 'store.sqlite'));
});
afterEach(async () => {
  store.close();
  await folders.remove();
});

/** Creates a registration and submits it at `submitted`; null leaves a draft. */
const register = async (createdAt: number, submittedAt: number | null, clerk = CLERK) => {
  const draft = must(
    await store.create({ body: newBody(clerk, createdAt), prefix: '0142-3-', at: createdAt }),
  );
  if (submittedAt === null) return draft.reference;
  must(await store.write(draft, { move: { event: 'submit' }, submittedAt }, submittedAt));
  return draft.reference;
};
const overview = async () => must(await store.dayOverview(MIDNIGHT, MIDNIGHT + DAY));

describe('dayOverview', () => {
  it('counts the registrations submitted by any clerk on that day, by the hour', async () => {
    const at = MIDNIGHT + 10 * HOUR;
    await register(at, at + MINUTE);
    await register(at + 30 * MINUTE, at + 32 * MINUTE, OTHER_CLERK);
    await register(at + 2 * HOUR, at + 2 * HOUR + MINUTE);
    await register(at, null);
    await register(MIDNIGHT - 2 * MINUTE, MIDNIGHT - MINUTE);
    await register(MIDNIGHT + DAY, MIDNIGHT + DAY);
    expect((await overview()).hours).toEqual([
      { hour: 10, count: 2 },
      { hour: 12, count: 1 },
    ]);
  });

  it('excludes registrations that were put aside from the average time', async () => {
    expect((await overview()).averageMs).toBeNull();
    const at = MIDNIGHT + 10 * HOUR;
    await register(at, at + 2 * MINUTE);
    await register(at, at + 3 * MINUTE);
    await register(at, at + 3 * HOUR);
    await register(at - 2 * DAY, at);
    expect((await overview()).averageMs).toBe(2.5 * MINUTE);
  });

  it('lists the last eight customers, newest first', async () => {
    const references: string[] = [];
    for (let n = 0; n < 20; n += 1)
      references.push(await register(MIDNIGHT + n * HOUR, MIDNIGHT + n * HOUR + MINUTE));
    const { last } = await overview();
    expect(last.map(({ reference }) => reference)).toEqual(references.reverse().slice(0, 8));
    expect(last[0]).toMatchObject({ state: 'ready', waitsFor: null, lastError: null });
    expect(last[0]?.submittedAt).toBe(MIDNIGHT + 19 * HOUR + MINUTE);
  });

  it('reads the last customers in the order of the index, without sorting the day', async () => {
    const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
    await overview();
    const [, last = ''] = prepare.mock.calls.map(([sql]) => sql);
    prepare.mockRestore();
    const file = path.join(await folders.make(), 'plan.sqlite');
    (await openStoreAt(file)).close();
    const raw = new DatabaseSync(file, { readOnly: true });
    const plan = raw.prepare(`EXPLAIN QUERY PLAN ${last}`).all();
    raw.close();
    expect(plan.map(({ detail }) => detail)).toEqual([
      'SEARCH registration USING INDEX registration_day (<expr>>? AND <expr><?)',
    ]);
  });
});
