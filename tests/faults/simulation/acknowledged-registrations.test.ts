/**
 * Simulates faults of the connection and kills of the app with the product's state table, store, sender and reconciler in simulated time.
 * No acknowledged registration may be lost or sent twice, and none may be shown as accepted that is not. An outcome that cannot be
 * determined must go to review.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  FULL_RUN_REGISTRATIONS,
  useSimulatedTime,
  runNamedScenario,
  TIME_LIMIT_MS,
} from './scenarios.ts';

useSimulatedTime();

describe('the outbox', () => {
  it(
    'loses nothing and sends nothing twice with faults in 30% of the requests and kills around every durable step',
    { timeout: TIME_LIMIT_MS },
    async () => {
      const tally = await runNamedScenario('A faults and kills', FULL_RUN_REGISTRATIONS);
      expect(tally).toMatchObject({ lost: 0, duplicates: 0 });
      expect(tally.kills).toBeGreaterThan(FULL_RUN_REGISTRATIONS / 2);
    },
  );

  it(
    'loses nothing and sends nothing twice with the store in a file that is reopened after every kill',
    { timeout: TIME_LIMIT_MS },
    async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'kiosk-simulation-'));
      try {
        const tally = await runNamedScenario(
          'A faults and kills',
          FULL_RUN_REGISTRATIONS / 40,
          (counter) => path.join(folder, `store-${String(counter)}.sqlite`),
        );
        expect(tally).toMatchObject({ lost: 0, duplicates: 0 });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );

  it(
    'loses nothing and sends nothing twice when the service already has every fifth customer',
    { timeout: TIME_LIMIT_MS },
    async () => {
      expect(
        await runNamedScenario(
          'B as A, 20% of the customers already registered',
          FULL_RUN_REGISTRATIONS,
        ),
      ).toMatchObject({
        lost: 0,
        duplicates: 0,
      });
    },
  );
});
