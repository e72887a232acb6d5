/**
 * Simulates a service that is mostly unavailable, has no log, shows accepted registrations late, or processes requests late. No
 * registration may be lost or sent twice; outcomes may go to review.
 */
import { describe, expect, it } from 'vitest';
import {
  FULL_RUN_REGISTRATIONS,
  useSimulatedTime,
  runNamedScenario,
  TIME_LIMIT_MS,
  type ScenarioName,
} from './scenarios.ts';

useSimulatedTime();

describe('unreliable service', () => {
  it.each<[ScenarioName, number]>([
    ['K as B, 60% faults and 20% kills', FULL_RUN_REGISTRATIONS / 20],
    ['D no log, only the status', FULL_RUN_REGISTRATIONS / 20],
    ['G requests take effect up to 5 min late', FULL_RUN_REGISTRATIONS / 10],
    ['H accepted registrations appear up to 10 min late', FULL_RUN_REGISTRATIONS / 10],
  ])(
    'loses no registration and gets none twice: %s',
    { timeout: TIME_LIMIT_MS },
    async (name, registrations) => {
      expect(await runNamedScenario(name, registrations)).toMatchObject({ lost: 0, duplicates: 0 });
    },
  );

  it(
    'gets no registration twice when another branch registers some of the customers meanwhile',
    { timeout: TIME_LIMIT_MS },
    async () => {
      // The service does not identify the sender of an entry, so another counter's entry may count as this counter's registration.
      const tally = await runNamedScenario(
        'I another branch registers 2% meanwhile',
        FULL_RUN_REGISTRATIONS / 10,
      );
      expect(tally.duplicates).toBe(0);
      expect(tally.lost).toBeLessThanOrEqual(tally.registrations * 0.02);
    },
  );
});
