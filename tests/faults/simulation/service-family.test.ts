/**
 * Simulates services that differ in the paging and order of their log, in their status answers and in the delay of log lines. With none
 * of them may a registration be lost or sent twice; an outcome that cannot be determined goes to review, and their share is printed.
 */
import { describe, expect, it } from 'vitest';
import {
  baseScenario,
  FULL_RUN_REGISTRATIONS,
  useSimulatedTime,
  LIVE_ANSWERS,
  runNamedScenario,
  runScenario,
  treatShortPageAsEnd,
  TIME_LIMIT_MS,
} from './scenarios.ts';
import type { ServiceAnswers } from './simulated-service.ts';

useSimulatedTime();

const PAGE_CAPS = [1, 5, 10, 20, null] as const;
const ORDERS = ['newest', 'oldest', 'unsorted'] as const;
const STATUSES = ['right', 'first-of-mobile', 'invalid', 'silent'] as const;
const LATE_LINES_MS = [0, 10 * 60_000] as const;
/** More lines than the largest page cap, so that the customer's line is not on the first page. */
const OLDER_LINES = 25;
const REGISTRATIONS_PER_SERVICE = Math.ceil(FULL_RUN_REGISTRATIONS / 250);

const services = PAGE_CAPS.flatMap((pageCap) =>
  ORDERS.flatMap((order) =>
    STATUSES.flatMap((status) =>
      LATE_LINES_MS.map((lateLinesMs): ServiceAnswers => ({
        pageCap,
        order,
        status,
        lateLinesMs,
        answersNotFound: false,
        answers500: false,
        olderLines: OLDER_LINES,
      })),
    ),
  ),
);
const formatServiceName = ({ pageCap, order, status, lateLinesMs }: ServiceAnswers): string =>
  `cap ${String(pageCap ?? 'none')}, ${order}, ${status}${lateLinesMs > 0 ? ', late lines' : ''}`;

describe('a service with any paging of its log', () => {
  it.each(
    services.map((answers, index) => ({
      name: formatServiceName(answers),
      answers,
      seed: 100 + 10 * index,
    })),
  )(
    'loses no registration and sends none twice: $name',
    { timeout: TIME_LIMIT_MS },
    async ({ name, answers, seed }) => {
      const tally = await runScenario(
        name,
        { ...baseScenario, killProbability: 0.02, alreadyRegistered: 0.2, answers },
        REGISTRATIONS_PER_SERVICE,
        undefined,
        seed,
      );
      expect(tally).toMatchObject({ lost: 0, duplicates: 0 });
    },
  );

  it(
    'results in duplicates when a short page is treated as the end of the log (control)',
    { timeout: TIME_LIMIT_MS },
    async () => {
      const answers: ServiceAnswers = {
        pageCap: 10,
        order: 'oldest',
        status: 'invalid',
        lateLinesMs: 0,
        answersNotFound: false,
        answers500: false,
        olderLines: OLDER_LINES,
      };
      const scenario = { ...baseScenario, killProbability: 0.02, alreadyRegistered: 0.2, answers };
      const withShortPages = await runScenario(
        'control: a short page counts as the last',
        { ...scenario, wrapClient: treatShortPageAsEnd },
        100,
      );
      expect(withShortPages.duplicates).toBeGreaterThan(0);
      expect(await runScenario('the same, read up to an empty page', scenario, 100)).toMatchObject({
        lost: 0,
        duplicates: 0,
      });
    },
  );
});

describe('the live service', () => {
  it(
    'leaves no registration for review when no connection is cut',
    { timeout: TIME_LIMIT_MS },
    async () => {
      expect(await runNamedScenario('L live, no cuts', FULL_RUN_REGISTRATIONS / 10)).toMatchObject({
        lost: 0,
        duplicates: 0,
        review: 0,
      });
    },
  );

  it.each([
    'L live, 30% faults and kills',
    'L live, 20% of the customers already registered',
  ] as const)(
    'loses no registration and sends none twice: %s',
    { timeout: TIME_LIMIT_MS },
    async (name) => {
      expect(await runNamedScenario(name, FULL_RUN_REGISTRATIONS / 10)).toMatchObject({
        lost: 0,
        duplicates: 0,
      });
    },
  );

  it(
    'loses no registration and sends none twice with late log lines',
    { timeout: TIME_LIMIT_MS },
    async () => {
      const scenario = { ...baseScenario, answers: { ...LIVE_ANSWERS, lateLinesMs: 10 * 60_000 } };
      expect(
        await runScenario('L live, late lines', scenario, FULL_RUN_REGISTRATIONS / 20),
      ).toMatchObject({
        lost: 0,
        duplicates: 0,
      });
    },
  );
});
