/**
 * Tests the client, store and sender with the simulated service in the dialect of the live one: a first registration must be settled at
 * once and at the same cost for any length of the log, and a queue must be sent after an outage.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { createSeededRandom } from '#tests/support/cards/random.ts';
import { CLERK } from '#tests/support/fake-session.ts';
import { createLiveCounter, nidOf, PICTURES_BYTES, type LiveCounter } from './live-counter.ts';

const REGISTRATIONS = 60;
const TIME_LIMIT_MS = 20 * 60_000;
const SETTLED_WITHIN_MS = 3_000;
const MAX_REQUESTS = 6;
const MAX_BYTES = 100_000;
const QUEUED = 20;
/** Number of the customer who is registered while the queue is sent. */
const NEW_CUSTOMER = 99;
const DRAINED_WITHIN_MS = 120_000;

let counter: LiveCounter | null = null;
afterEach(async () => {
  await counter?.close();
  counter = null;
});

const STEP_2 = /^POST \/agent\/customer-registration\/\?step=2/;

describe('60 first registrations in a morning with the live service', () => {
  const reportLines: string[] = [];

  it.each([0, 19, 20, 2_000, 20_000])(
    'are submitted at once with %i lines in the log',
    { timeout: TIME_LIMIT_MS },
    async (logLines) => {
      counter = await createLiveCounter({
        dialect: 'live',
        earlierCustomers: { agentMobile: CLERK, count: logLines },
      });
      const [requestsBefore, bytesBefore] = [
        counter.service.requests().length,
        counter.proxy.transferredBytes(),
      ];
      const times: number[] = [];
      for (let customer = 0; customer < REGISTRATIONS; customer += 1) {
        const { id, at } = await counter.register(customer);
        times.push(await counter.waitForState(id, at, 'submitted'));
      }
      const requests = (counter.service.requests().length - requestsBefore) / REGISTRATIONS;
      const bytes =
        (counter.proxy.transferredBytes() - bytesBefore) / REGISTRATIONS - PICTURES_BYTES;
      const slowest = Math.max(...times);
      reportLines.push(
        `${String(logLines).padStart(6)} lines: slowest ${slowest.toFixed(0)} ms, ${requests.toFixed(2)} requests, ${(bytes / 1_000).toFixed(1)} KB beyond the pictures`,
      );
      process.stdout.write(`\n${reportLines.join('\n')}\n`);
      expect(
        Array.from({ length: REGISTRATIONS }, (_, customer) => counter?.countSaved(customer)),
      ).toEqual(Array(REGISTRATIONS).fill(1));
      expect(slowest).toBeLessThanOrEqual(SETTLED_WITHIN_MS);
      expect(requests).toBeLessThanOrEqual(MAX_REQUESTS);
      expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
    },
  );
});

describe('the counter with 20 registrations from an outage of the service', () => {
  const queueOffline = async (target: LiveCounter): Promise<string[]> => {
    await target.proxy.cut();
    const ids: string[] = [];
    for (let customer = 0; customer < QUEUED; customer += 1)
      ids.push((await target.register(customer)).id);
    return ids;
  };

  it(
    'submits each of them once, and a new customer before those that still wait',
    { timeout: TIME_LIMIT_MS },
    async () => {
      counter = await createLiveCounter({ dialect: 'live' });
      const ids = await queueOffline(counter);
      await counter.proxy.restore();
      const restoredAt = performance.now();
      counter.registrations.onServiceReachable();
      await expect
        .poll(() => counter?.service.ledger().length, { timeout: 120_000, interval: 2 })
        .toBeGreaterThan(0);
      const { id, at } = await counter.register(NEW_CUSTOMER);
      const ledgerLength = counter.service.ledger().length;
      await counter.waitForState(id, at, 'submitted');
      const position = counter.service
        .ledger()
        .findIndex(({ nid_no: nid }) => nid === nidOf(NEW_CUSTOMER));
      // At most one registration is sent before it: the one whose submission was under way.
      expect(position - ledgerLength).toBeLessThanOrEqual(1);
      for (const queuedId of ids) await counter.waitForState(queuedId, restoredAt, 'submitted');
      expect(performance.now() - restoredAt).toBeLessThanOrEqual(DRAINED_WITHIN_MS);
      expect(
        Array.from({ length: QUEUED }, (_, customer) => counter?.countSaved(customer)),
      ).toEqual(Array(QUEUED).fill(1));
    },
  );

  it(
    'submits each of them once although 30% of the answers of step 2 are cut',
    { timeout: TIME_LIMIT_MS },
    async () => {
      counter = await createLiveCounter({ dialect: 'live' });
      const random = createSeededRandom(7);
      const ids = await queueOffline(counter);
      counter.proxy.cutAnswers((requestStart) => STEP_2.test(requestStart) && random.next() < 0.3);
      await counter.proxy.restore();
      const restoredAt = performance.now();
      counter.registrations.onServiceReachable();
      for (const queuedId of ids) await counter.waitForState(queuedId, restoredAt, 'submitted');
      expect(performance.now() - restoredAt).toBeLessThanOrEqual(DRAINED_WITHIN_MS);
      expect(
        Array.from({ length: QUEUED }, (_, customer) => counter?.countSaved(customer)),
      ).toEqual(Array(QUEUED).fill(1));
    },
  );

  it(
    'submits each of them once although the app is killed repeatedly',
    { timeout: TIME_LIMIT_MS },
    async () => {
      counter = await createLiveCounter({ dialect: 'live' });
      const random = createSeededRandom(11);
      const ids = await queueOffline(counter);
      await counter.proxy.restore();
      const restoredAt = performance.now();
      counter.registrations.onServiceReachable();
      for (let kill = 0; kill < 6; kill += 1) {
        await new Promise((resolve) => setTimeout(resolve, random.integer(20, 150)));
        await counter.kill();
        counter.registrations.onServiceReachable();
      }
      for (const queuedId of ids) await counter.waitForState(queuedId, restoredAt, 'submitted');
      expect(performance.now() - restoredAt).toBeLessThanOrEqual(DRAINED_WITHIN_MS);
      expect(
        Array.from({ length: QUEUED }, (_, customer) => counter?.countSaved(customer)),
      ).toEqual(Array(QUEUED).fill(1));
    },
  );
});
