/** From starting the store's process to the first page of the outbox, warm and with the store's files out of the page cache. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createStoreClient } from '#main/store/process/client.ts';
import { registrationStates } from '#shared/domain/registration.ts';
import { bigStore, CLERK, MASTER_KEY, NOON, type StoreSize } from '#bench/support/big-store.ts';
import { interleave, of, type Job, type Measure, type Row } from '#bench/support/measure.ts';
import { forkStore } from '#bench/support/fork-helper.ts';
import { must } from '#bench/support/must.ts';
import { quietLog } from '#bench/support/quiet-log.ts';

const SIZES: readonly (StoreSize & { readonly label: string })[] = [
  { label: '1,000 rows', rows: 1_000 },
  { label: '100,000 rows', rows: 100_000 },
  { label: '2,000 rows with pictures', rows: 2_000, withPictures: 2_000 },
];
const EMPTY: StoreSize = { rows: 0 };
const ROUNDS = 7;

/** Makes the kernel drop a file's pages: dd's `nocache` with a count of 0. */
const dropFromCache = (dataDir: string): void => {
  for (const name of readdirSync(dataDir)) {
    execFileSync('dd', [`if=${path.join(dataDir, name)}`, 'iflag=nocache', 'count=0'], {
      stdio: 'ignore',
    });
  }
};

/** @returns a function that closes the store, which is not measured. */
const start = async (dataDir: string): Promise<() => Promise<void>> => {
  const client = createStoreClient({ fork: forkStore, log: quietLog });
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
  return client.stop;
};

const run = async (): Promise<Measure[]> => {
  const folders: Record<string, string> = { empty: await bigStore(EMPTY) };
  for (const { label, ...size } of SIZES) folders[label] = await bigStore(size);
  let close: (() => Promise<void>) | null = null;
  const closed = async (): Promise<void> => {
    await close?.();
    close = null;
  };
  const jobs = Object.fromEntries(
    Object.entries(folders).map(([label, folder]): [string, Job] => [
      label,
      async () => {
        close = await start(folder);
      },
    ]),
  );
  const warm = await interleave(ROUNDS, jobs, closed);
  await closed();
  const cold = await interleave(ROUNDS, jobs, async (label) => {
    await closed();
    dropFromCache(folders[label] ?? '');
  });
  await closed();
  return SIZES.flatMap(({ label }): Measure[] => [
    {
      label: `${label}, warm`,
      unit: 'ms',
      stats: of(warm, label),
      control: { label: 'empty', stats: of(warm, 'empty') },
    },
    {
      label: `${label}, cold`,
      unit: 'ms',
      stats: of(cold, label),
      control: { label: 'empty', stats: of(cold, 'empty') },
    },
  ]);
};

export const open: Row = {
  name: 'open',
  title: 'Start of the store process to the first page, after an orderly shutdown',
  bar: '≤ ×1.3 of an empty store',
  limits:
    'Header, schema, key check, anchor, and the registrations that are not settled (35 here) are read; the rest of the file is checked later, in ' +
    'another process. Most of it is the start of the process. An empty store has no page to show: the 50 summaries are the difference.',
  before:
    '2026-11-28, commit 00f7964: 100,000 rows 0.4 s warm, 3.4 s cold; 2,000 with pictures 0.8 / 2.8 s; 1,000 rows 18 / 79 ms',
  run,
};
