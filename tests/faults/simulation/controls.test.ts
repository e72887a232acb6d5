/**
 * Controls that prove that the simulation detects faults: wrong handling of an unknown outcome and a network that repeats requests must
 * result in duplicate or lost registrations. Without queries, unknown outcomes must go to review.
 */
import { describe, expect, it } from 'vitest';
import { useSimulatedTime, run, TIME_LIMIT_MS } from './scenarios.ts';

useSimulatedTime();
const CUSTOMERS = 100;

describe('the simulation detects', { timeout: TIME_LIMIT_MS }, () => {
  it('registrations sent twice when an unknown outcome is sent again without a check', async () => {
    expect(
      (await run('control E: an unknown outcome is sent again', CUSTOMERS)).duplicates,
    ).toBeGreaterThan(0);
  });

  it('registrations lost when an unknown outcome is taken for a success', async () => {
    expect(
      (await run('control: an unknown outcome counts as accepted', CUSTOMERS)).lost,
    ).toBeGreaterThan(0);
  });

  it('duplicates from a network that repeats requests', async () => {
    const tally = await run('control J: the network repeats 5% of the requests', CUSTOMERS);
    expect(tally.duplicates).toBeGreaterThan(0);
    expect(tally.lost).toBe(0);
  });

  it.each([
    'control G: requests take effect up to 20 min late, quiet period 1 min',
    'control H: entries appear up to 20 min late, quiet period 1 min',
  ] as const)('%s: registrations sent twice', async (name) => {
    expect((await run(name, CUSTOMERS)).duplicates).toBeGreaterThan(0);
  });

  it('unknown outcomes that are never queried', async () => {
    const tally = await run('control F: no outcome can be queried', CUSTOMERS / 5);
    expect(tally).toMatchObject({ lost: 0, duplicates: 0 });
    expect(tally.review).toBeGreaterThan(0);
  });
});
