/** Samples taken in turn, so that what slows the machine for a while slows everything that is compared. */
import os from 'node:os';
import { performance } from 'node:perf_hooks';

export interface Stats {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
  readonly p99: number;
  readonly samples: number;
}

export interface Measure {
  readonly label: string;
  readonly unit: string;
  readonly stats: Stats;
  /** What it is compared with, in the same run. */
  readonly control?: { readonly label: string; readonly stats: Stats };
}

export interface Benchmark {
  readonly name: string;
  readonly title: string;
  readonly bar: string;
  /** What limits the figures, as a profile or a calculation shows it. */
  readonly limits: string;
  /** Earlier figures, with their date. */
  readonly before?: string;
  readonly run: () => Promise<Measure[]>;
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export const statsOf = (samples: readonly number[]): Stats => {
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    median: at(sorted, 0.5),
    p10: at(sorted, 0.1),
    p90: at(sorted, 0.9),
    p99: at(sorted, 0.99),
    samples: sorted.length,
  };
};

export const single = (value: number): Stats => statsOf([value]);

/** Milliseconds that a job takes. */
export const timed = async (job: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await job();
  return performance.now() - start;
};

export type Job = () => Promise<unknown>;

export type AllStats = ReadonlyMap<string, Stats>;

export const of = (all: AllStats, name: string): Stats => all.get(name) ?? statsOf([]);

/**
 * Runs every job once a round, in an order that turns with the rounds; the first round warms up and does not count.
 * @param prepare called before each job, outside its time.
 */
export const interleave = async (
  rounds: number,
  jobs: Readonly<Record<string, Job>>,
  prepare: (name: string) => unknown = () => undefined,
): Promise<AllStats> => {
  const names = Object.keys(jobs);
  const taken = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round += 1) {
    const turned = [...names.slice(round % names.length), ...names.slice(0, round % names.length)];
    for (const name of turned) {
      await prepare(name);
      const ms = await timed(jobs[name] ?? (async () => undefined));
      if (round > 0) taken.get(name)?.push(ms);
    }
  }
  return new Map(Array.from(taken, ([name, samples]) => [name, statsOf(samples)]));
};

export const machine = () => ({
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.cpus().length,
  memoryGb: Math.round(os.totalmem() / 2 ** 30),
  os: `${os.type()} ${os.release()}`,
  node: process.version,
});

/** Runnable tasks over the last minute; above the number of cores every figure is too high. */
export const load = (): number => Math.round((os.loadavg()[0] ?? 0) * 10) / 10;
