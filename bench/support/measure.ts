/** Takes the samples of compared jobs in turn, so that a temporary slowdown of the machine affects all of them. */
import os from 'node:os';
import { performance } from 'node:perf_hooks';

export interface Stats {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
  readonly p99: number;
  readonly samples: number;
}

export interface Measurement {
  readonly label: string;
  readonly unit: string;
  readonly stats: Stats;
  /** The figure that this one is compared with, sampled in the same run. */
  readonly control?: { readonly label: string; readonly stats: Stats };
}

export interface Benchmark {
  readonly name: string;
  readonly title: string;
  /** The target that the figures are meant to meet. It is reported, not asserted. */
  readonly target: string;
  /** The factors that limit the figures, found with a profile or a calculation. */
  readonly limits: string;
  /** Earlier figures, with their date. */
  readonly before?: string;
  readonly run: () => Promise<Measurement[]>;
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export const statsOf = (samples: readonly number[]): Stats => {
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    median: percentile(sorted, 0.5),
    p10: percentile(sorted, 0.1),
    p90: percentile(sorted, 0.9),
    p99: percentile(sorted, 0.99),
    samples: sorted.length,
  };
};

export const statsOfValue = (value: number): Stats => statsOf([value]);

/** Runs a job. @returns its duration in milliseconds. */
export const measureMs = async (job: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await job();
  return performance.now() - start;
};

export type Job = () => Promise<unknown>;

export type StatsByName = ReadonlyMap<string, Stats>;

export const statsOfJob = (all: StatsByName, name: string): Stats => all.get(name) ?? statsOf([]);

/**
 * Runs every job once a round, in an order that rotates with the rounds. The first round warms up and is not counted.
 * @param prepare called before each job; its time is not measured.
 */
export const interleave = async (
  rounds: number,
  jobs: Readonly<Record<string, Job>>,
  prepare: (name: string) => unknown = () => undefined,
): Promise<StatsByName> => {
  const names = Object.keys(jobs);
  const samplesByName = new Map(names.map((name) => [name, [] as number[]]));
  for (let round = 0; round <= rounds; round += 1) {
    const rotated = [...names.slice(round % names.length), ...names.slice(0, round % names.length)];
    for (const name of rotated) {
      await prepare(name);
      const ms = await measureMs(jobs[name] ?? (async () => undefined));
      if (round > 0) samplesByName.get(name)?.push(ms);
    }
  }
  return new Map(Array.from(samplesByName, ([name, samples]) => [name, statsOf(samples)]));
};

export const describeMachine = () => ({
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.cpus().length,
  memoryGb: Math.round(os.totalmem() / 2 ** 30),
  os: `${os.type()} ${os.release()}`,
  node: process.version,
});

/** The one-minute load average. Above the number of cores, every measured duration is too long. */
export const loadAverage = (): number => Math.round((os.loadavg()[0] ?? 0) * 10) / 10;
