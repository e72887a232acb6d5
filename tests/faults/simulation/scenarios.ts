/** Defines the scenarios of the simulation by name, runs them and prints their results as a table. */
import { afterAll, afterEach, beforeEach, vi } from 'vitest';
import type { EkycClient, SubmitOutcome } from '#main/ekyc/port.ts';
import { err, ok } from '#shared/result.ts';
import { runCounterDay, type Scenario, type Tally } from './counter-day.ts';
import type { ServiceAnswers } from './simulated-service.ts';

/** Registrations per scenario. SIM_REGISTRATIONS=10000 gives the full run. */
export const FULL_RUN_REGISTRATIONS = Number(process.env['SIM_REGISTRATIONS'] ?? 1_000);
/** Customers per simulated day. Each day has its own clerk, store and service. */
const CUSTOMERS_PER_DAY = 50;
export const TIME_LIMIT_MS = 30 * 60_000;

const MINUTE_MS = 60_000;

/** The answers of the live service: the whole log in one page, and HTTP 500 for the first form of a customer. */
export const LIVE_ANSWERS = {
  pageCap: null,
  order: 'oldest',
  status: 'first-of-mobile',
  answersNotFound: true,
  olderLines: 400,
  lateLinesMs: 0,
  answers500: true,
} as const satisfies ServiceAnswers;

export const baseScenario: Scenario = {
  faultProbability: 0.3,
  killProbability: 0.05,
  lateMs: 0,
  hiddenMs: 0,
  hasLog: true,
  resendProbability: 0,
  alreadyRegistered: 0,
  registeredElsewhere: 0,
  quietPeriodMs: 15 * MINUTE_MS,
};

/** Number of lines per page that the client requests. */
const CLIENT_PAGE_LINES = 20;

/** @returns a function that wraps a client and changes its outcomes of step 2. */
const changeOutcomes =
  (change: (outcome: SubmitOutcome) => SubmitOutcome) =>
  (client: EkycClient): EkycClient => ({
    ...client,
    submit: async (...args) => change(await client.submit(...args)),
  });

/** Treats a short page as the last one, which is wrong for services with another page size: the log then seems complete. */
export const treatShortPageAsEnd = (client: EkycClient): EkycClient => ({
  ...client,
  verificationLog: async (...args) => {
    const page = await client.verificationLog(...args);
    return page.ok
      ? ok({
          ...page.data,
          complete: page.data.complete || page.data.entries.length < CLIENT_PAGE_LINES,
        })
      : page;
  },
});

export const scenarios = {
  'A faults and kills': baseScenario,
  'B as A, 20% of the customers already registered': { ...baseScenario, alreadyRegistered: 0.2 },
  'D no log, only the status': { ...baseScenario, hasLog: false, alreadyRegistered: 0.2 },
  'G requests take effect up to 5 min late': { ...baseScenario, lateMs: 5 * MINUTE_MS },
  'H accepted registrations appear up to 10 min late': {
    ...baseScenario,
    hiddenMs: 10 * MINUTE_MS,
  },
  'I another branch registers 2% meanwhile': { ...baseScenario, registeredElsewhere: 0.02 },
  'K as B, 60% faults and 20% kills': {
    ...baseScenario,
    alreadyRegistered: 0.2,
    faultProbability: 0.6,
    killProbability: 0.2,
  },
  'L live, no cuts': {
    ...baseScenario,
    faultProbability: 0,
    killProbability: 0,
    answers: LIVE_ANSWERS,
  },
  'L live, 30% faults and kills': { ...baseScenario, answers: LIVE_ANSWERS },
  'L live, 20% of the customers already registered': {
    ...baseScenario,
    alreadyRegistered: 0.2,
    answers: LIVE_ANSWERS,
  },
  'control E: an unknown outcome is sent again': {
    ...baseScenario,
    wrapClient: changeOutcomes((outcome) =>
      outcome.kind === 'unknown' ? { kind: 'not-sent', error: outcome.error } : outcome,
    ),
  },
  'control: an unknown outcome counts as accepted': {
    ...baseScenario,
    wrapClient: changeOutcomes((outcome) =>
      outcome.kind === 'unknown' ? { kind: 'accepted', detail: '' } : outcome,
    ),
  },
  'control F: no outcome can be queried': {
    ...baseScenario,
    wrapClient: (client) => ({
      ...client,
      verificationStatus: async () => err('SVC-BROKEN'),
      verificationLog: async () => err('SVC-BROKEN'),
    }),
  },
  'control G: requests take effect up to 20 min late, quiet period 1 min': {
    ...baseScenario,
    lateMs: 20 * MINUTE_MS,
    quietPeriodMs: MINUTE_MS,
  },
  'control H: entries appear up to 20 min late, quiet period 1 min': {
    ...baseScenario,
    hiddenMs: 20 * MINUTE_MS,
    quietPeriodMs: MINUTE_MS,
  },
  'control J: the network repeats 5% of the requests': { ...baseScenario, resendProbability: 0.05 },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

/** The results of all scenarios of the file, for the table. */
const results: (Tally & { scenario: string })[] = [];

/** Enables simulated time in every test of the file and prints a table of all scenarios after them. */
export const useSimulatedTime = (): void => {
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
    if (results.length === 0) return;
    const formatLine = (name: string, cells: readonly string[]): string =>
      name.padEnd(52) + cells.map((cell) => cell.padStart(14)).join('');
    const reviewShare = ({ review, registrations }: Tally): string =>
      `${((100 * review) / registrations).toFixed(1)}%`;
    const lines = results.map(({ scenario, ...tally }) =>
      formatLine(scenario, [...columns.map((column) => String(tally[column])), reviewShare(tally)]),
    );
    process.stdout.write(
      `\n${[formatLine('scenario', [...columns, 'review share']), ...lines].join('\n')}\n`,
    );
  });
};

/**
 * Runs a scenario over as many simulated days as needed.
 * @param count number of registrations, rounded up.
 * @param fileFor returns the store's file for the counter of this number; without it the stores are in memory.
 */
export const runScenario = async (
  name: string,
  scenario: Scenario,
  count: number,
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
  const registrations = Math.ceil(count);
  for (let counter = 0; total.registrations < registrations; counter += 1) {
    const customers = Math.min(CUSTOMERS_PER_DAY, registrations - total.registrations);
    const dayTally = await runCounterDay(scenario, customers, seed + counter, fileFor?.(counter));
    for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += dayTally[key];
  }
  results.push({ scenario: fileFor ? `${name} (on disk)` : name, ...total });
  return total;
};

export const runNamedScenario = (
  name: ScenarioName,
  count: number,
  fileFor?: (counter: number) => string,
): Promise<Tally> => runScenario(name, scenarios[name], count, fileFor);
