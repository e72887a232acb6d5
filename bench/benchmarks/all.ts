/** Lists all benchmarks of `npm run bench` in the order in which they run. */
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

export const benchmarks: readonly Benchmark[] = [
  // First, because this process plays the part of main in it and other benchmarks enlarge its heap.
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
