/** Measures how long a large answer of the service blocks the event loop of main, compared with parsing the same answer in one piece. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { toMobileNumber } from '#tests/support/numbers.ts';
import { createEkycClient } from '#main/ekyc/client.ts';
import type { EkycClient, Token } from '#main/ekyc/port.ts';
import {
  statsOfValue,
  statsOf,
  measureMs,
  type Measurement,
  type Benchmark,
} from '#bench/support/measure.ts';

const ROUNDS = 15;
/** Pause after each answer, in which the event loop runs its other callbacks. */
const PAUSE_MS = 50;
const NS_PER_MS = 1e6;
const TOKEN = '0123456789' as Token;
const CUSTOMER = toMobileNumber('01310000001');

/** The control: `JSON.parse` of the complete text with a reviver, which is needed to keep all digits of long numbers. */
const parseInOnePiece = (text: string): unknown =>
  JSON.parse(text, (_key, value: unknown) => value) as unknown;

interface LargeAnswerService {
  readonly client: EkycClient;
  readonly log: string;
  readonly status: string;
  readonly stop: () => void;
}

const startLargeAnswerService = async (
  status: 'photos' | 'tiny-values',
): Promise<LargeAnswerService> => {
  const child = fork(path.join(import.meta.dirname, '../support/large-answers.ts'), [status]);
  const [details] = (await once(child, 'message')) as [
    { port: number; log: string; status: string },
  ];
  return {
    ...details,
    client: createEkycClient({ baseUrl: `http://127.0.0.1:${String(details.port)}` }),
    stop: () => void child.kill(),
  };
};

const measureDelays = async (
  label: string,
  text: string,
  call: () => Promise<unknown>,
): Promise<Measurement[]> => {
  const [longestDelays, parseTimes]: [number[], number[]] = [[], []];
  const overallDelay = monitorEventLoopDelay({ resolution: 1 });
  const roundDelay = monitorEventLoopDelay({ resolution: 1 });
  await call();
  await setTimeout(PAUSE_MS);
  overallDelay.enable();
  roundDelay.enable();
  for (let round = 0; round < ROUNDS; round += 1) {
    roundDelay.reset();
    await call();
    // monitorEventLoopDelay records a delay only when its overdue timer has run.
    await setTimeout(PAUSE_MS);
    longestDelays.push(roundDelay.max / NS_PER_MS);
  }
  overallDelay.disable();
  roundDelay.disable();
  for (let round = 0; round < ROUNDS; round += 1)
    parseTimes.push(await measureMs(async () => parseInOnePiece(text)));
  return [
    {
      label: `longest delay, ${label}`,
      unit: 'ms',
      stats: statsOf(longestDelays),
      control: { label: 'parsed in one piece', stats: statsOf(parseTimes) },
    },
    {
      label: `event-loop delay p99, ${label}`,
      unit: 'ms',
      stats: statsOfValue(overallDelay.percentile(99) / NS_PER_MS),
    },
  ];
};

const run = async (): Promise<Measurement[]> => {
  const photoService = await startLargeAnswerService('photos');
  const tinyValueService = await startLargeAnswerService('tiny-values');
  try {
    const megabytes = (text: string): string => `${(Buffer.byteLength(text) / 1e6).toFixed(1)} MB`;
    return [
      ...(await measureDelays(
        `a log of 10,000 lines, ${megabytes(photoService.log)}`,
        photoService.log,
        () => photoService.client.verificationLog(TOKEN, 'all', 1),
      )),
      ...(await measureDelays(
        `a status with two photos, ${megabytes(photoService.status)}`,
        photoService.status,
        () => photoService.client.verificationStatus(TOKEN, CUSTOMER),
      )),
      ...(await measureDelays(
        `a status of tiny values, ${megabytes(tinyValueService.status)}`,
        tinyValueService.status,
        () => tinyValueService.client.verificationStatus(TOKEN, CUSTOMER),
      )),
    ];
  } finally {
    photoService.stop();
    tinyValueService.stop();
  }
};

export const answers: Benchmark = {
  name: 'answers',
  title: 'Event loop of main while a large answer of the service arrives',
  target: 'event-loop delay p99 ≤ 20 ms',
  limits:
    'A log is split into its lines while it arrives, and a line is parsed and decoded by itself: the longest delay is that of one chunk of the socket (64 KiB, 250 lines). ' +
    'An answer of more than 2,000 values is not parsed. A picture in a status is parsed as one string and not searched for controls.',
  run,
};
