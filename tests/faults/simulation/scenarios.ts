/** The faults of a scenario by name, and functions that run a scenario and print it. */
import { afterAll, afterEach, beforeEach, vi } from 'vitest';
import type { EkycClient, SubmitOutcome } from '#main/ekyc/port.ts';
import { err, ok } from '#shared/result.ts';
import { runCounterDay, type Scenario, type Tally } from './counter-day.ts';
import type { Shows } from './world.ts';

/** SIM_REGISTRATIONS=10000 is the full run. */
export const FULL = Number(process.env['SIM_REGISTRATIONS'] ?? 1_000);
/** A counter's day; every counter has a clerk, a store and a service of its own. */
const CUSTOMERS_A_DAY = 50;
export const TIME_LIMIT_MS = 30 * 60_000;

const MINUTE_MS = 60_000;

/** As the live service shows what it has: the whole log at once, 500 to every new customer. */
export const LIVE = {
  pageCap: null,
  order: 'oldest',
  status: 'first-of-mobile',
  saysNobody: true,
  olderLines: 400,
  lateLinesMs: 0,
  answers500: true,
} as const satisfies Shows;

export const base: Scenario = {
  faults: 0.3,
  kills: 0.05,
  lateMs: 0,
  hiddenMs: 0,
  log: true,
  resends: 0,
  known: 0,
  elsewhere: 0,
  quietMs: 15 * MINUTE_MS,
};

/** Lines that the client requests. */
const CLIENT_PAGE = 20;

/** Wraps what step 2 answers. */
const taking =
  (change: (outcome: SubmitOutcome) => SubmitOutcome) =>
  (client: EkycClient): EkycClient => ({
    ...client,
    submit: async (...call) => change(await client.submit(...call)),
  });

/** A short page taken for the last one, as this program did before: the log seems whole when it is not. */
export const shortPageEndsTheLog = (client: EkycClient): EkycClient => ({
  ...client,
  verificationLog: async (...call) => {
    const page = await client.verificationLog(...call);
    return page.ok
      ? ok({ ...page.data, complete: page.data.complete || page.data.entries.length < CLIENT_PAGE })
      : page;
  },
});

export const scenarios = {
  'A faults and kills': base,
  'B and 20% of the customers known before': { ...base, known: 0.2 },
  'D no log, only the status': { ...base, log: false, known: 0.2 },
  'G requests take effect up to 5 min late': { ...base, lateMs: 5 * MINUTE_MS },
  'H what was accepted shows up to 10 min late': { ...base, hiddenMs: 10 * MINUTE_MS },
  'I another branch registers 2% meanwhile': { ...base, elsewhere: 0.02 },
  'K as B, 60% faults and 20% kills': { ...base, known: 0.2, faults: 0.6, kills: 0.2 },
  'L live, no cuts': { ...base, faults: 0, kills: 0, shows: LIVE },
  'L live, 30% faults and kills': { ...base, shows: LIVE },
  'L live, 20% of the customers known before': { ...base, known: 0.2, shows: LIVE },
  'control E: a doubt is sent again': {
    ...base,
    careless: taking((outcome) =>
      outcome.kind === 'unknown' ? { kind: 'not-sent', error: outcome.error } : outcome,
    ),
  },
  'control: a doubt is taken for a success': {
    ...base,
    careless: taking((outcome) =>
      outcome.kind === 'unknown' ? { kind: 'accepted', detail: '' } : outcome,
    ),
  },
  'control F: nobody can be asked about a doubt': {
    ...base,
    careless: (client) => ({
      ...client,
      verificationStatus: async () => err('SVC-BROKEN'),
      verificationLog: async () => err('SVC-BROKEN'),
    }),
  },
  'control G: up to 20 min late, quiet for 1 min': {
    ...base,
    lateMs: 20 * MINUTE_MS,
    quietMs: MINUTE_MS,
  },
  'control H: shows up to 20 min late, quiet for 1 min': {
    ...base,
    hiddenMs: 20 * MINUTE_MS,
    quietMs: MINUTE_MS,
  },
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
    const columns = [
      'registrations',
      'lost',
      'duplicates',
      'review',
      'submitted',
      'kills',
    ] as const;
    if (rows.length === 0) return;
    const line = (name: string, cells: readonly string[]): string =>
      name.padEnd(52) + cells.map((cell) => cell.padStart(14)).join('');
    const share = ({ review, registrations }: Tally): string =>
      `${((100 * review) / registrations).toFixed(1)}%`;
    const lines = rows.map(({ scenario, ...tally }) =>
      line(scenario, [...columns.map((column) => String(tally[column])), share(tally)]),
    );
    process.stdout.write(
      `\n${[line('scenario', [...columns, 'a person']), ...lines].join('\n')}\n`,
    );
  });
};

/** @param share how many registrations, rounded up. @param fileFor a store's file for the counter of this number; without it the stores are in memory. */
export const runScenario = async (
  name: string,
  scenario: Scenario,
  share: number,
  fileFor?: (counter: number) => string,
  seed = 1,
): Promise<Tally> => {
  const total: Tally = {
    registrations: 0,
    lost: 0,
    duplicates: 0,
    review: 0,
    submitted: 0,
    kills: 0,
  };
  const registrations = Math.ceil(share);
  for (let counter = 0; total.registrations < registrations; counter += 1) {
    const customers = Math.min(CUSTOMERS_A_DAY, registrations - total.registrations);
    const day = await runCounterDay(scenario, customers, seed + counter, fileFor?.(counter));
    for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += day[key];
  }
  rows.push({ scenario: fileFor ? `${name} (on disk)` : name, ...total });
  return total;
};

export const run = (
  name: ScenarioName,
  share: number,
  fileFor?: (counter: number) => string,
): Promise<Tally> => runScenario(name, scenarios[name], share, fileFor);
