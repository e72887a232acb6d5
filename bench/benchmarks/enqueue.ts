/** Measures the durable enqueue of one registration with its pictures, compared with a write and fsync of the same number of bytes. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { newBody } from '#main/record/body.ts';
import { openStoreFile } from '#main/store/open-store-file.ts';
import { createStoreClient } from '#main/store/process/client.ts';
import type { Store } from '#main/store/port.ts';
import { CLERK, copyBenchStore, MASTER_KEY } from '#bench/support/bench-store.ts';
import {
  interleave,
  statsOfJob,
  type Measurement,
  type Benchmark,
} from '#bench/support/measure.ts';
import { must } from '#bench/support/must.ts';
import { forkStore } from '#bench/support/fork-helper.ts';
import { forkNodeChild } from '#tests/support/node-child.ts';
import { quietLog } from '#bench/support/quiet-log.ts';
import { tempFolder } from '#bench/support/temp.ts';

const ROUNDS = 40;
/** Pause between two samples, because a counter enqueues a registration only every few minutes. */
const PAUSE_MS = 300;
const PICTURE_BYTES = 300_000;

/** Creates the measured write: `prepare` makes a draft, `enqueue` writes its three pictures and its state in one transaction. */
const createEnqueuer = async (
  store: Store,
): Promise<{ prepare: () => Promise<void>; enqueue: () => Promise<void> }> => {
  const parts = {
    front: randomBytes(PICTURE_BYTES),
    back: randomBytes(PICTURE_BYTES),
    photo: randomBytes(PICTURE_BYTES),
  };
  const createDraft = async () =>
    must(await store.create({ body: newBody(CLERK, 1), prefix: '0142-3-', at: 1 }));
  let record = await createDraft();
  return {
    prepare: async () => {
      record = await createDraft();
    },
    enqueue: async () =>
      void must(
        await store.write(record, { transition: { event: 'submit' }, submittedAt: 2, parts }, 2),
      ),
  };
};

/** Sends the pictures to a process that only acknowledges them, to measure the transfer without a store. */
const createEchoChannel = (): { readonly send: () => Promise<void>; readonly stop: () => void } => {
  const child = forkNodeChild(path.resolve(import.meta.dirname, '../support/echo-child.ts'));
  const pictures = Array.from({ length: 3 }, () => randomBytes(PICTURE_BYTES));
  let received: () => void = () => undefined;
  child.onMessage(() => received());
  return {
    send: () =>
      new Promise((resolve) => {
        received = resolve;
        child.postMessage({ pictures });
      }),
    stop: () => child.kill(),
  };
};

const run = async (): Promise<Measurement[]> => {
  const inProcessStore = must(
    await openStoreFile({ dataDir: await copyBenchStore({ rows: 0 }), masterKey: MASTER_KEY }),
  ).store;
  const client = createStoreClient({ fork: () => forkStore(), log: quietLog });
  const helperStore = must(
    await client.open({ dataDir: await copyBenchStore({ rows: 0 }), masterKey: MASTER_KEY }),
  ).store;
  const inProcess = await createEnqueuer(inProcessStore);
  const throughProcess = await createEnqueuer(helperStore);
  const channel = createEchoChannel();
  const bytes = randomBytes(3 * PICTURE_BYTES);
  const rawFile = openSync(path.join(await tempFolder(), 'raw'), 'w');
  const stats = await interleave(
    ROUNDS,
    {
      raw: async () => {
        writeSync(rawFile, bytes);
        fsyncSync(rawFile);
      },
      inProcess: inProcess.enqueue,
      throughProcess: throughProcess.enqueue,
      channel: channel.send,
    },
    async (name) => {
      if (name === 'inProcess') await inProcess.prepare();
      if (name === 'throughProcess') await throughProcess.prepare();
      await setTimeout(PAUSE_MS);
    },
  );
  closeSync(rawFile);
  inProcessStore.close();
  channel.stop();
  await client.stop();
  const control = { label: 'write + fsync of 900 KB', stats: statsOfJob(stats, 'raw') };
  return [
    { label: 'in this process', unit: 'ms', stats: statsOfJob(stats, 'inProcess'), control },
    {
      label: 'through the store process',
      unit: 'ms',
      stats: statsOfJob(stats, 'throughProcess'),
      control,
    },
    {
      label: 'the channel alone, without a store',
      unit: 'ms',
      stats: statsOfJob(stats, 'channel'),
    },
  ];
};

export const enqueue: Benchmark = {
  name: 'enqueue',
  title: 'Durable enqueue of one registration with three pictures of 300 KB',
  target: 'p50 ≤ ×3, p99 reported',
  limits:
    'Two syncs of the disk are inherent, the journal and the anchor after it; the control makes one. A CPU profile has 70 % of the time in COMMIT, which in ' +
    'every fifth enqueue also moves 4 MB of journal into the file (the p90), and 17 % in the anchor. Here the processes are plain Node, ' +
    'whose channel is a socket that wakes both sides for every piece of it; the app has a message port, which a thread of Node shows to take 4 ms for these bytes.',
  before:
    '2026-11-28, commit 00f7964: in process ×2.8 (9.6 ms), through the store process ×3.6 (11.8 ms), p99 37 ms',
  run,
};
