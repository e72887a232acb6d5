/**
 * Controls that prove the simulation can fail: wrong handling of an unknown outcome, and a network that repeats requests, show
 * as registrations sent twice or lost; without queries, unknown outcomes go to review.
 */
import { describe, expect, it } from 'vitest';
import { inSimulatedTime, run, TIME_LIMIT_MS } from './scenarios.ts';

inSimulatedTime();
const SOME = 100;

describe('the simulation detects', { timeout: TIME_LIMIT_MS }, () => {
  it('registrations sent twice when an unknown outcome is sent again without a check', async () => {
    expect((await run('control E: a doubt is sent again', SOME)).duplicates).toBeGreaterThan(0);
  });

  it('registrations lost when an unknown outcome is taken for a success', async () => {
    expect((await run('control: a doubt is taken for a success', SOME)).lost).toBeGreaterThan(0);
  });

  it('duplicates from a network that repeats requests', async () => {
    const tally = await run('control J: the network itself sends 5% again', SOME);
    expect(tally.duplicates).toBeGreaterThan(0);
    expect(tally.lost).toBe(0);
  });

  it.each([
    'control G: up to 20 min late, quiet for 1 min',
    'control H: shows up to 20 min late, quiet for 1 min',
  ] as const)('%s: registrations sent twice', async (name) => {
    expect((await run(name, SOME)).duplicates).toBeGreaterThan(0);
  });

  it('unknown outcomes that are never queried', async () => {
    const tally = await run('control F: nobody can be asked about a doubt', SOME / 5);
    expect(tally).toMatchObject({ lost: 0, duplicates: 0 });
    expect(tally.review).toBeGreaterThan(0);
  });
});
