/** What can be the matter, by the names under which the scenarios are spoken of, and how a scenario is run and shown. */
import { afterAll, afterEach, beforeEach, vi } from 'vitest';
import type { EkycClient, SubmitOutcome } from '../../../src/main/ekyc/port.ts';
import { err } from '../../../src/shared/result.ts';
import { runCounterDay, type Scenario, type Tally } from './counter-day.ts';

/** SIM_REGISTRATIONS=10000 is the full run. */
export const FULL = Number(process.env['SIM_REGISTRATIONS'] ?? 2_000);
/** A counter's day; every counter has a clerk, a store and a service of its own. */
const CUSTOMERS_A_DAY = 50;
export const TIME_LIMIT_MS = 30 * 60_000;

const MINUTE_MS = 60_000;

const base: Scenario = { faults: 0.3, kills: 0.05, lateMs: 0, hiddenMs: 0, log: true, resends: 0, known: 0, elsewhere: 0, quietMs: 15 * MINUTE_MS };

/** Wraps what step 2 answers. */
const taking =
  (change: (outcome: SubmitOutcome) => SubmitOutcome) =>
  (client: EkycClient): EkycClient => ({ ...client, submit: async (...call) => change(await client.submit(...call)) });

export const scenarios = {
  'A faults and kills': base,
  'B and 20% of the customers known before': { ...base, known: 0.2 },
  'D no log, only the status': { ...base, log: false, known: 0.2 },
  'G requests take effect up to 5 min late': { ...base, lateMs: 5 * MINUTE_MS },
  'H what was accepted shows up to 10 min late': { ...base, hiddenMs: 10 * MINUTE_MS },
  'I another branch registers 2% meanwhile': { ...base, elsewhere: 0.02 },
  'K as B, 60% faults and 20% kills': { ...base, known: 0.2, faults: 0.6, kills: 0.2 },
  'control E: a doubt is sent again': {
    ...base,
    careless: taking((outcome) => (outcome.kind === 'unknown' ? { kind: 'not-sent', error: outcome.error } : outcome)),
  },
  'control: a doubt is taken for a success': {
    ...base,
    careless: taking((outcome) => (outcome.kind === 'unknown' ? { kind: 'accepted', detail: '' } : outcome)),
  },
  'control F: nobody can be asked about a doubt': {
    ...base,
    careless: (client) => ({ ...client, verificationStatus: async () => err('SVC-BROKEN'), verificationLog: async () => err('SVC-BROKEN') }),
  },
  'control G: up to 20 min late, quiet for 1 min': { ...base, lateMs: 20 * MINUTE_MS, quietMs: MINUTE_MS },
  'control H: shows up to 20 min late, quiet for 1 min': { ...base, hiddenMs: 20 * MINUTE_MS, quietMs: MINUTE_MS },
  'control J: the network itself sends 5% again': { ...base, resends: 0.05 },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

const rows: (Tally & { scenario: string })[] = [];

/** Simulated time in every test of the file, and a table of all scenarios after them. */
export const inSimulatedTime = (): void => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
      now: Date.UTC(2026, 10, 23, 4),
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  afterAll(() => {
    const columns = ['registrations', 'lost', 'duplicates', 'review', 'submitted', 'kills'] as const;
    const line = (name: string, cells: readonly string[]): string => name.padEnd(52) + cells.map((cell) => cell.padStart(14)).join('');
    const lines = rows.map(({ scenario, ...tally }) => line(scenario, columns.map((column) => String(tally[column]))));
    process.stdout.write(`\n${[line('scenario', columns), ...lines].join('\n')}\n`);
  });
};

/** @param share how many registrations, rounded up. @param fileFor a store's file for the counter of this number; without it the stores are in memory. */
export const run = async (name: ScenarioName, share: number, fileFor?: (counter: number) => string): Promise<Tally> => {
  const total: Tally = { registrations: 0, lost: 0, duplicates: 0, review: 0, submitted: 0, kills: 0 };
  const registrations = Math.ceil(share);
  for (let counter = 0; total.registrations < registrations; counter += 1) {
    const customers = Math.min(CUSTOMERS_A_DAY, registrations - total.registrations);
    const day = await runCounterDay(scenarios[name], customers, counter + 1, fileFor?.(counter));
    for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += day[key];
  }
  rows.push({ scenario: fileFor ? `${name} (on disk)` : name, ...total });
  return total;
};
