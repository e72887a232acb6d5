/** Measures every store query of the screens and the sender in stores of three sizes. */
import { openStoreFile } from '#main/store/open-store-file.ts';
import type { Store } from '#main/store/port.ts';
import { registrationStates } from '#shared/domain/registration.ts';
import { createBenchStore, CLERK, MASTER_KEY, nidOf, NOON } from '#bench/support/bench-store.ts';
import {
  interleave,
  statsOfJob,
  type Job,
  type Measurement,
  type Benchmark,
} from '#bench/support/measure.ts';
import { must } from '#bench/support/must.ts';

const SIZES = [1_000, 10_000, 100_000] as const;
const ROUNDS = 15;
const HALF_DAY_MS = 43_200_000;

const readOutboxPage = async (store: Store, search: string): Promise<unknown> =>
  must(
    await store.outboxPage({
      states: registrationStates,
      search,
      clerk: CLERK,
      offset: 0,
      limit: 50,
    }),
  );

const queries: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  'first page': (store) => readOutboxPage(store, ''),
  counts: async (store) => must(await store.counts(NOON)),
  'search: NID number': (store) => readOutboxPage(store, nidOf(500)),
  'search: whole reference': (store) => readOutboxPage(store, '0142-3-0500'),
  'search: running number': (store) => readOutboxPage(store, '500'),
  'search: beginning of every reference': (store) => readOutboxPage(store, '0142-'),
  'search: name (1 of 10)': (store) => readOutboxPage(store, 'zahid'),
  'search: name (3 of 10)': (store) => readOutboxPage(store, 'm'),
  'search: name (none)': (store) => readOutboxPage(store, 'x y'),
  'day close': async (store) =>
    must(await store.dayRecords(NOON - HALF_DAY_MS, NOON + HALF_DAY_MS, null)),
  'next to send': async (store) => must(await store.nextDue(CLERK, NOON, [])),
  'next poll': async (store) => must(await store.nextPoll(CLERK, NOON, [])),
  'needs attention': async (store) => must(await store.list('attention-or-draft')),
  'pictures to wipe': async (store) => must(await store.idsWithPictures(NOON)),
  'values to reduce': async (store) => must(await store.idsWithValues(NOON - 30 * 2 * HALF_DAY_MS)),
};

const run = async (): Promise<Measurement[]> => {
  const stores = new Map<number, Store>();
  for (const rows of SIZES) {
    stores.set(
      rows,
      must(
        await openStoreFile({
          dataDir: await createBenchStore({ rows }),
          masterKey: MASTER_KEY,
          now: () => NOON,
        }),
      ).store,
    );
  }
  const measures: Measurement[] = [];
  for (const [label, runQuery] of Object.entries(queries)) {
    const jobs = Object.fromEntries(
      Array.from(stores, ([rows, store]): [string, Job] => [String(rows), () => runQuery(store)]),
    );
    const stats = await interleave(ROUNDS, jobs);
    const control = { label: '1,000 rows', stats: statsOfJob(stats, String(SIZES[0])) };
    for (const rows of SIZES.slice(1)) {
      measures.push({
        label: `${label}, ${rows.toLocaleString('en')} rows`,
        unit: 'ms',
        stats: statsOfJob(stats, String(rows)),
        control,
      });
    }
  }
  for (const store of stores.values()) store.close();
  return measures;
};

export const outbox: Benchmark = {
  name: 'outbox',
  title: 'Store queries at 10,000 and 100,000 rows against 1,000',
  target: '≤ ×1.5; name search ≤ 300 ms',
  limits:
    'A page opens the sealed summaries of its 50 rows (2 ms), which is nearly all of it. A search by an initial, or by the beginning of some ' +
    'reference, counts and orders everything that it finds: 10,000 and 30,000 rows of 100,000 here.',
  before:
    '2026-11-28, commit 00f7964, at 1,000 / 10,000 / 100,000 rows: first page 10 / 18 / 89 ms, counts 1 / 32 / 369 ms, search by NID 2 / 19 / 200 ms, by name 120 / 1,100 / 11,000 ms, day close 2 / 24 / 175 ms',
  run,
};
