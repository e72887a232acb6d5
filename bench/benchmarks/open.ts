/** Measures the time from starting the store process to the first outbox page, with warm and with cold page cache. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createStoreClient } from '#main/store/process/client.ts';
import { registrationStates } from '#shared/domain/registration.ts';
import { newBody } from '#main/record/body.ts';
import {
  CLERK,
  copyBenchStore,
  MASTER_KEY,
  NOON,
  type StoreSize,
} from '#bench/support/bench-store.ts';
import {
  interleave,
  statsOfJob,
  type Job,
  type Measurement,
  type Benchmark,
} from '#bench/support/measure.ts';
import type { NodeChild } from '#tests/support/node-child.ts';
import { forkStore } from '#bench/support/fork-helper.ts';
import { must } from '#bench/support/must.ts';
import { quietLog } from '#bench/support/quiet-log.ts';

const SIZES: readonly (StoreSize & { readonly label: string })[] = [
  { label: '1,000 rows', rows: 1_000 },
  { label: '100,000 rows', rows: 100_000 },
  { label: '2,000 rows with pictures', rows: 2_000, withPictures: 2_000 },
];
const EMPTY: StoreSize = { rows: 0 };
const EMPTY_LABEL = 'empty';
const ROUNDS = 7;

/** Makes the kernel drop the cached pages of the folder's files: `dd iflag=nocache count=0`. */
const dropFromCache = (dataDir: string): void => {
  for (const name of readdirSync(dataDir)) {
    execFileSync('dd', [`if=${path.join(dataDir, name)}`, 'iflag=nocache', 'count=0'], {
      stdio: 'ignore',
    });
  }
};

/** How the store process is ended after a sample. The shutdown is not measured. */
type Shutdown = 'orderly' | 'killed';

const startStore = async (dataDir: string, shutdown: Shutdown): Promise<() => Promise<void>> => {
  const children: NodeChild[] = [];
  const fork = (): NodeChild => {
    const child = forkStore();
    children.push(child);
    return child;
  };
  const client = createStoreClient({ fork, log: quietLog });
  const { store } = must(await client.open({ dataDir, masterKey: MASTER_KEY }));
  must(await store.counts(NOON));
  must(
    await store.outboxPage({
      states: registrationStates,
      search: '',
      clerk: CLERK,
      offset: 0,
      limit: 50,
    }),
  );
  if (shutdown === 'orderly') return client.stop;
  return async () => {
    // A write before the kill leaves a journal that the next start has to read.
    must(await store.create({ body: newBody(CLERK, NOON), prefix: '0142-3-', at: NOON }));
    const exited = Promise.all(
      children.map((child) => new Promise<number>((resolve) => child.onExit(resolve))),
    );
    for (const child of children) child.kill();
    await exited;
    await client.stop();
  };
};

const measureStarts = async (
  folders: Readonly<Record<string, string>>,
  shutdown: Shutdown,
  cache: 'warm' | 'cold',
): Promise<Measurement[]> => {
  let close: (() => Promise<void>) | null = null;
  const closeStore = async (): Promise<void> => {
    await close?.();
    close = null;
  };
  const jobs = Object.fromEntries(
    Object.entries(folders).map(([label, folder]): [string, Job] => [
      label,
      async () => {
        close = await startStore(folder, shutdown);
      },
    ]),
  );
  const stats = await interleave(ROUNDS, jobs, async (label) => {
    await closeStore();
    if (cache === 'cold') dropFromCache(folders[label] ?? '');
  });
  await closeStore();
  return SIZES.map(({ label }) => ({
    label: `${label}, ${cache}${shutdown === 'killed' ? ', after a kill' : ''}`,
    unit: 'ms',
    stats: statsOfJob(stats, label),
    control: { label: 'empty', stats: statsOfJob(stats, EMPTY_LABEL) },
  }));
};

const run = async (): Promise<Measurement[]> => {
  const folders: Record<string, string> = { [EMPTY_LABEL]: await copyBenchStore(EMPTY) };
  for (const { label, ...size } of SIZES) folders[label] = await copyBenchStore(size);
  return [
    ...(await measureStarts(folders, 'orderly', 'warm')),
    ...(await measureStarts(folders, 'orderly', 'cold')),
    // Only the first round, which is not counted, starts without the journal of an earlier round.
    ...(await measureStarts(folders, 'killed', 'warm')),
    ...(await measureStarts(folders, 'killed', 'cold')),
  ];
};

export const open: Benchmark = {
  name: 'open',
  title: 'Start of the store process to the first page, after an orderly shutdown and after a kill',
  target: '≤ ×1.3 of an empty store',
  limits:
    'Header, schema, the checksums of the journal after a kill, key check, anchor, and the registrations that are not settled (35 here, and the drafts of the rounds after a kill) are read; the rest of the file is checked later, in ' +
    'another process. Most of it is the start of the process. An empty store has no page to show: the 50 summaries are the difference.',
  before:
    '2026-11-28, commit 00f7964: 100,000 rows 0.4 s warm, 3.4 s cold; 2,000 with pictures 0.8 / 2.8 s; 1,000 rows 18 / 79 ms',
  run,
};
