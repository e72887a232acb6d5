/** Measures how long a large answer of the service holds the event loop of main, against the same answer parsed in one piece. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { mobile } from '#tests/support/numbers.ts';
import { createEkycClient } from '#main/ekyc/client.ts';
import type { EkycClient, Token } from '#main/ekyc/port.ts';
import { single, statsOf, timed, type Measure, type Benchmark } from '#bench/support/measure.ts';

const ROUNDS = 15;
/** The loop has work of its own between two answers. */
const PAUSE_MS = 50;
const NS_PER_MS = 1e6;
const TOKEN = '0123456789' as Token;
const CUSTOMER = mobile('01310000001');

/** JSON in one piece with a callback for every value, which keeps the digits of long numbers. */
const parseAtOnce = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown) => value) as unknown;

interface Service {
  readonly client: EkycClient;
  readonly log: string;
  readonly status: string;
  readonly stop: () => void;
}

const startService = async (status: 'photos' | 'tiny-values'): Promise<Service> => {
  const child = fork(path.join(import.meta.dirname, '../support/large-answers.ts'), [status]);
  const [told] = (await once(child, 'message')) as [{ port: number; log: string; status: string }];
  return {
    ...told,
    client: createEkycClient({ baseUrl: `http://127.0.0.1:${String(told.port)}` }),
    stop: () => void child.kill(),
  };
};

const measured = async (
  what: string,
  text: string,
  call: () => Promise<unknown>,
): Promise<Measure[]> => {
  const [longest, atOnce]: [number[], number[]] = [[], []];
  const all = monitorEventLoopDelay({ resolution: 1 });
  const one = monitorEventLoopDelay({ resolution: 1 });
  await call();
  await setTimeout(PAUSE_MS);
  all.enable();
  one.enable();
  for (let round = 0; round < ROUNDS; round += 1) {
    one.reset();
    await call();
    // A delay is counted when the timer that was late has run.
    await setTimeout(PAUSE_MS);
    longest.push(one.max / NS_PER_MS);
  }
  all.disable();
  one.disable();
  for (let round = 0; round < ROUNDS; round += 1)
    atOnce.push(await timed(async () => parseAtOnce(text)));
  return [
    {
      label: `longest delay, ${what}`,
      unit: 'ms',
      stats: statsOf(longest),
      control: { label: 'parsed in one piece', stats: statsOf(atOnce) },
    },
    {
      label: `event-loop delay p99, ${what}`,
      unit: 'ms',
      stats: single(all.percentile(99) / NS_PER_MS),
    },
  ];
};

const run = async (): Promise<Measure[]> => {
  const honest = await startService('photos');
  const hostile = await startService('tiny-values');
  try {
    const mb = (text: string): string => `${(Buffer.byteLength(text) / 1e6).toFixed(1)} MB`;
    return [
      ...(await measured(`a log of 10,000 lines, ${mb(honest.log)}`, honest.log, () =>
        honest.client.verificationLog(TOKEN, 'all', 1),
      )),
      ...(await measured(`a status with two photos, ${mb(honest.status)}`, honest.status, () =>
        honest.client.verificationStatus(TOKEN, CUSTOMER),
      )),
      ...(await measured(`a status of tiny values, ${mb(hostile.status)}`, hostile.status, () =>
        hostile.client.verificationStatus(TOKEN, CUSTOMER),
      )),
    ];
  } finally {
    honest.stop();
    hostile.stop();
  }
};

export const answers: Benchmark = {
  name: 'answers',
  title: 'Event loop of main while a large answer of the service arrives',
  bar: 'event-loop delay p99 ≤ 20 ms',
  limits:
    'A log is split into its lines while it arrives, and a line is parsed and decoded by itself: the longest delay is that of one chunk of the socket (64 KiB, 250 lines). ' +
    'An answer of more than 2,000 values is not parsed. A picture in a status is parsed as one string and not searched for controls.',
  run,
};
