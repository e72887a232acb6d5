/** Kills a child process that writes registrations at random times; the store must contain every acknowledged registration. */
import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  compareWithAcks,
  hasIntactPictures,
  must,
  openStoreIn,
  type Ack,
} from './registrations.ts';

const KILLS = 300;
const MIN_DELAY_MS = 50;
const MAX_DELAY_MS = 200;

let root = '';
let dataDir = '';
let compileCache = '';
beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'kiosk-kill-'));
  dataDir = path.join(root, 'data');
  compileCache = path.join(root, 'compiled');
});
afterAll(() => rm(root, { recursive: true, force: true }));

interface Worker {
  readonly child: ChildProcess;
  readonly ready: Promise<undefined>;
  readonly opened: Promise<undefined>;
  readonly acks: Ack[];
  readonly notices: (string | null)[];
  readonly exited: Promise<void>;
}

const startWorker = (): Worker => {
  const child = fork(path.join(import.meta.dirname, 'kill-child.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // The compile cache shortens the three hundred starts of the same program.
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  const acks: Ack[] = [];
  const notices: (string | null)[] = [];
  const { promise: ready, resolve: resolveReady } = Promise.withResolvers<undefined>();
  const { promise: opened, resolve: resolveOpened } = Promise.withResolvers<undefined>();
  child.on('message', (message: { ready?: true; opened?: string | null; ack?: Ack }) => {
    if (message.ready) resolveReady(undefined);
    else if (message.ack) acks.push(message.ack);
    else {
      notices.push(message.opened ?? null);
      resolveOpened(undefined);
    }
  });
  // `close` is emitted after the last message was received.
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return { child, ready, opened, acks, notices, exited };
};

it(`the store has every acknowledged registration intact after each of ${String(KILLS)} kills`, async () => {
  const lastAcks = new Map<string, Ack>();
  let acknowledgedWrites = 0;
  let killsDuringOpening = 0;
  let nextWorker = startWorker();
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const worker = nextWorker;
    await worker.ready;
    nextWorker = startWorker();
    worker.child.send({ dataDir, run: `RUN ${String(kill)}` });
    // One in ten is killed while it opens the store, the others while they write.
    if (kill % 10 !== 0) await worker.opened;
    await new Promise((resolve) =>
      setTimeout(
        resolve,
        kill % 10 === 0
          ? Math.random() * MIN_DELAY_MS
          : MIN_DELAY_MS + Math.random() * (MAX_DELAY_MS - MIN_DELAY_MS),
      ),
    );
    worker.child.kill('SIGKILL');
    await worker.exited;
    expect(worker.notices.filter((notice) => notice !== null)).toEqual([]);
    if (worker.notices.length === 0) killsDuringOpening += 1;
    acknowledgedWrites += worker.acks.length;
    for (const ack of worker.acks) lastAcks.set(ack.id, ack);

    // Opening runs SQLite's quick_check and compares the store with its anchor.
    const { store, notice } = await openStoreIn(dataDir);
    expect(notice).toBeNull();
    const writtenIds = new Set(worker.acks.map(({ id }) => id));
    // After every fiftieth kill all registrations are compared, otherwise only those of this run.
    const checkedAcks =
      kill % 50 === 0
        ? lastAcks.values()
        : [...lastAcks.values()].filter(({ id }) => writtenIds.has(id));
    const comparison = await compareWithAcks(store, checkedAcks);
    expect({ kill, lost: comparison.lost, inconsistent: comparison.inconsistent }).toEqual({
      kill,
      lost: [],
      inconsistent: [],
    });
    store.close();
  }
  nextWorker.child.kill('SIGKILL');
  await nextWorker.exited;

  const { store } = await openStoreIn(dataDir);
  const rows = must(await store.list('all'));
  const inconsistent: string[] = [];
  for (const row of rows)
    if (!(await hasIntactPictures(store, must(await store.get(row.id)))))
      inconsistent.push(row.reference);
  store.close();
  const database = new DatabaseSync(path.join(dataDir, 'store.sqlite'), { readOnly: true });
  const integrity = database.prepare('PRAGMA integrity_check').all();
  const orphans = database
    .prepare(
      'SELECT count(*) AS n FROM part WHERE registration_id NOT IN (SELECT id FROM registration)',
    )
    .get()?.['n'];
  const wrongStates = database
    .prepare(
      'SELECT id FROM registration r WHERE state IS NOT (SELECT dst FROM event e WHERE e.registration_id = r.id ORDER BY seq DESC LIMIT 1)',
    )
    .all();
  database.close();
  console.log(
    `kills ${String(KILLS)} (${String(killsDuringOpening)} while opening), acknowledged writes ${String(acknowledgedWrites)}, ` +
      `registrations ${String(rows.length)}, never acknowledged ${String(rows.length - lastAcks.size)}, lost 0, inconsistent ${String(inconsistent.length)}`,
  );
  expect({ inconsistent, orphans, wrongStates, integrity }).toEqual({
    inconsistent: [],
    orphans: 0,
    wrongStates: [],
    integrity: [{ integrity_check: 'ok' }],
  });
  expect(new Set(rows.map((row) => row.reference)).size).toBe(rows.length);
  expect(acknowledgedWrites).toBeGreaterThan(KILLS);
}, 1_800_000);
