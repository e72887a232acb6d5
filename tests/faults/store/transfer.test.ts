/** Tests transfers with a kill of either counter at every durable step: each registration must be intact and active in one place. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { transferableStates } from '#main/store/transfer/transfer-out.ts';
import type { Store } from '#main/store/port.ts';
import { hasIntactPictures, must, openStoreIn, createRegistration } from './registrations.ts';

const RECORDS = 5;
const CODE = Buffer.alloc(16, 3);
let root = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'kiosk-move-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Runs the child process. @returns whether it was killed at the step. */
const runChild = (
  dataDir: string,
  file: string,
  direction: 'out' | 'in',
  step: number,
): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'transfer-child.ts'), dataDir, file, direction, String(step)],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, NODE_COMPILE_CACHE: path.join(root, 'compiled') },
      },
    );
    let errors = '';
    child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
    child.on('close', (code, signal) =>
      signal === 'SIGKILL' || code === 0
        ? resolve(signal === 'SIGKILL')
        : reject(new Error(errors)),
    );
  });

const transferable: readonly string[] = transferableStates;
/** Expects the pictures of all active registrations to be intact. @returns their ids, sorted. */
const readActiveIds = async (store: Store): Promise<string[]> => {
  const rows = must(await store.list('all')).filter(({ state }) => transferable.includes(state));
  for (const { id } of rows)
    expect(await hasIntactPictures(store, must(await store.get(id))), id).toBe(true);
  return rows.map(({ id }) => id).sort();
};

/** Creates a store with registrations, of which every second one is submitted. @returns their ids, sorted. */
const createCounter = async (dataDir: string, records: number): Promise<string[]> => {
  const { store } = await openStoreIn(dataDir);
  const ids: string[] = [];
  for (let number = 0; number < records; number += 1) {
    const draft = await createRegistration(store, `NAME ${String(number)}`, 30_000);
    const record =
      number % 2 === 0
        ? must(await store.write(draft, { transition: { event: 'submit' }, submittedAt: 2 }, 2))!
        : draft;
    ids.push(record.id);
  }
  store.close();
  return ids.sort();
};

it('a killed export leaves all registrations active and no file, or none active and all in the file', async () => {
  const counts = { kept: 0, transferred: 0 };
  for (let step = 1; ; step += 1) {
    const folder = path.join(root, `out-${String(step)}`);
    const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
    const file = path.join(folder, 'journey.ekycmove');
    const ids = await createCounter(from, RECORDS);
    const wasKilled = await runChild(from, file, 'out', step);
    // The next start of the counter completes the transfer.
    const { store } = await openStoreIn(from);
    expect(must(await store.finishTransfer())).toBeNull();
    const remaining = await readActiveIds(store);
    store.close();
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect({ step, kept: remaining.length, hasFile: existsSync(file) }).toEqual({
      step,
      kept: remaining.length === 0 ? 0 : RECORDS,
      hasFile: remaining.length === 0,
    });
    counts[remaining.length === 0 ? 'transferred' : 'kept'] += 1;
    if (remaining.length === 0) {
      const { store: receivingStore } = await openStoreIn(to);
      expect(
        must(await receivingStore.transferIn({ file, code: CODE, counter: '0142-4', at: 6 })),
      ).toMatchObject({ existing: 0, removed: true });
      expect(await readActiveIds(receivingStore)).toEqual(ids);
      receivingStore.close();
    } else expect(remaining).toEqual(ids);
    if (!wasKilled) break;
  }
  console.log(
    `kills during export ${String(counts.kept + counts.transferred - 1)}: ${JSON.stringify(counts)}, active twice 0, lost 0`,
  );
  expect(counts.kept).toBeGreaterThan(3);
  expect(counts.transferred).toBeGreaterThan(3);
}, 1_800_000);

it('a killed import has all registrations or none, and the next import completes it', async () => {
  let kills = 0;
  for (let step = 1; ; step += 1) {
    const folder = path.join(root, `in-${String(step)}`);
    const [from, to] = [path.join(folder, 'from'), path.join(folder, 'to')];
    const file = path.join(folder, 'journey.ekycmove');
    const ids = await createCounter(from, RECORDS);
    const { store: sendingStore } = await openStoreIn(from);
    must(await sendingStore.transferOut({ file, code: CODE, from: '0142-3', to: '0142-4', at: 5 }));
    expect(await readActiveIds(sendingStore)).toEqual([]);
    sendingStore.close();
    await createCounter(to, 1);
    const wasKilled = await runChild(to, file, 'in', step);
    const { store } = await openStoreIn(to);
    const imported = (await readActiveIds(store)).filter((id) => ids.includes(id));
    expect([0, RECORDS]).toContain(imported.length);
    if (existsSync(file)) {
      const secondImport = must(
        await store.transferIn({ file, code: CODE, counter: '0142-4', at: 7 }),
      );
      expect(secondImport).toMatchObject({ existing: imported.length, removed: true });
    } else expect(imported).toEqual(ids);
    expect((await readActiveIds(store)).filter((id) => ids.includes(id))).toEqual(ids);
    store.close();
    if (!wasKilled) break;
    kills += 1;
  }
  console.log(`kills during import ${String(kills)}, active twice 0, lost 0`);
  expect(kills).toBeGreaterThan(3);
}, 1_800_000);
