/** All benchmarks of `npm run bench`. */
import type { Benchmark } from '#bench/support/measure.ts';
import { appDay, appStart } from './app.ts';
import { answers } from './answers.ts';
import { cards } from './cards.ts';
import { client } from './client.ts';
import { drain } from './drain.ts';
import { enqueue } from './enqueue.ts';
import { memory } from './memory.ts';
import { open } from './open.ts';
import { outbox } from './outbox.ts';
import { submit } from './submit.ts';

/** In the order in which they are run and reported. */
export const benchmarks: readonly Benchmark[] = [
  // First, while this process, which stands for main there, is fresh.
  memory,
  outbox,
  open,
  appStart,
  enqueue,
  drain,
  submit,
  client,
  answers,
  cards,
  appDay,
];
