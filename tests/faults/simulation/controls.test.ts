/**
 * Controls that prove that the simulation detects faults: wrong handling of an unknown outcome and a network that repeats requests must
 * result in duplicate or lost registrations. Without queries, unknown outcomes must go to review.
 */
import { describe, expect, it } from 'vitest';
import { useSimulatedTime, runNamedScenario, TIME_LIMIT_MS } from './scenarios.ts';

useSimulatedTime();
const CUSTOMERS = 100;

describe('the simulation', { timeout: TIME_LIMIT_MS }, () => {
  it('detects registrations sent twice when an unknown outcome is sent again without a check', async () => {
    expect(
      (await runNamedScenario('control E: an unknown outcome is sent again', CUSTOMERS)).duplicates,
    ).toBeGreaterThan(0);
  });

  it('detects registrations lost when an unknown outcome is treated as a success', async () => {
    expect(
      (await runNamedScenario('control: an unknown outcome counts as accepted', CUSTOMERS)).lost,
    ).toBeGreaterThan(0);
  });

  it('detects duplicates from a network that repeats requests', async () => {
    const tally = await runNamedScenario(
      'control J: the network repeats 5% of the requests',
      CUSTOMERS,
    );
    expect(tally.duplicates).toBeGreaterThan(0);
    expect(tally.lost).toBe(0);
  });

  it.each([
    'control G: requests take effect up to 20 min late, quiet period 1 min',
    'control H: entries appear up to 20 min late, quiet period 1 min',
  ] as const)('detects registrations sent twice: %s', async (name) => {
    expect((await runNamedScenario(name, CUSTOMERS)).duplicates).toBeGreaterThan(0);
  });

  it('puts unknown outcomes under review when no outcome can be queried', async () => {
    const tally = await runNamedScenario('control F: no outcome can be queried', CUSTOMERS / 5);
    expect(tally).toMatchObject({ lost: 0, duplicates: 0 });
    expect(tally.review).toBeGreaterThan(0);
  });
});
