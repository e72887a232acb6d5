/**
 * Tests, on the built app, that a clerk's queued registrations are never sent with another clerk's token. They wait until their own clerk
 * signs in, or until the branch lead assigns them to another clerk.
 */
import { expect, it } from 'vitest';
import { startFaultProxy } from '#tests/support/fault-proxy.ts';
import { createCustomer } from './counter.ts';
import { FIRST_CLERK, SECOND_CLERK, useRig } from './rig.ts';

const LEAD_PIN = '246802';

const rig = useRig();
const TIME_LIMIT_MS = 20 * 60_000;

it(
  'the queue of one clerk is not sent while another clerk is signed in',
  { timeout: TIME_LIMIT_MS },
  async () => {
    const proxy = await startFaultProxy(rig.service.url);
    try {
      const counter = await rig.openCounter({ baseUrl: proxy.url });
      const { clerk } = counter;
      await rig.signIn(counter, FIRST_CLERK);
      await proxy.cut();
      const [firstQueued, secondQueued] = [
        await counter.register(createCustomer(1)),
        await counter.register(createCustomer(2)),
      ];
      await counter.waitForState(firstQueued, 'waiting', 'ready');
      await counter.goHome();
      await clerk.signOut();
      await proxy.restore();

      await rig.signIn(counter, SECOND_CLERK);
      const currentClerkRegistration = await counter.register(createCustomer(3));
      await counter.waitForState(currentClerkRegistration, 'submitted');
      await counter.retry(firstQueued);
      await counter.retry(secondQueued);
      // The second clerk's registrations prove that the counter sends; none of the first clerk's may be sent with them.
      const laterRegistration = await counter.register(createCustomer(4));
      await counter.waitForState(laterRegistration, 'submitted');
      expect(
        rig.service
          .ledger()
          .filter(({ agentMobile }) => agentMobile === SECOND_CLERK)
          .map(({ nid_no }) => nid_no),
      ).toEqual([createCustomer(3).nid, createCustomer(4).nid]);
      expect(rig.service.ledger()).toHaveLength(2);

      await counter.goHome();
      await clerk.signOut();
      await rig.signIn(counter, FIRST_CLERK);
      await counter.waitForState(firstQueued, 'submitted');
      await counter.waitForState(secondQueued, 'submitted');
      for (const number of [1, 2])
        expect(
          rig.ledgerEntries(createCustomer(number)).map(({ agentMobile }) => agentMobile),
        ).toEqual([FIRST_CLERK]);
      expect(rig.service.ledger()).toHaveLength(4);
    } finally {
      await proxy.close();
    }
  },
);

it(
  'the queue is not sent after a kill and a start with another clerk signed in',
  { timeout: TIME_LIMIT_MS },
  async () => {
    let counter = await rig.openCounter();
    await rig.signIn(counter, FIRST_CLERK);
    rig.service.faults.failNext('submit', {
      kind: 'status',
      status: 429,
      retryAfter: 600,
      body: { detail: 'Slow down.' },
    });
    const queued = await counter.register(createCustomer(1));
    await counter.waitForState(queued, 'waiting');
    await counter.goHome();
    await counter.clerk.signOut();
    await rig.signIn(counter, SECOND_CLERK);
    await counter.kill();

    counter = await rig.openCounter();
    const currentClerkRegistration = await counter.register(createCustomer(2));
    await counter.waitForState(currentClerkRegistration, 'submitted');
    await counter.retry(queued);
    expect(await counter.readState(queued)).toBe('waiting');
    expect(rig.ledgerEntries(createCustomer(1))).toHaveLength(0);

    await counter.goHome();
    await counter.clerk.signOut();
    await rig.signIn(counter, FIRST_CLERK);
    await counter.retry(queued);
    await counter.waitForState(queued, 'submitted');
    expect(rig.ledgerEntries(createCustomer(1)).map(({ agentMobile }) => agentMobile)).toEqual([
      FIRST_CLERK,
    ]);
  },
);

it(
  'a queued registration that the branch lead assigned to another clerk is sent with that clerk’s token, also after a kill',
  { timeout: TIME_LIMIT_MS },
  async () => {
    let counter = await rig.openCounter();
    await rig.signIn(counter, FIRST_CLERK);
    rig.service.faults.failNext('submit', {
      kind: 'status',
      status: 429,
      retryAfter: 600,
      body: { detail: 'Slow down.' },
    });
    const throttled = await counter.register(createCustomer(1));
    await counter.waitForState(throttled, 'waiting');
    rig.service.faults.failNext('submit', 'accept-then-drop');
    // The counter queries the outcome as soon as the answer is missing. The fault keeps the outcome unknown.
    rig.service.onAccepted(() => rig.service.faults.failAlways('verificationStatus', 'html-502'));
    const unknownOutcome = await counter.register(createCustomer(2));
    await counter.retry(unknownOutcome);
    await counter.waitForState(unknownOutcome, 'unknown');
    await counter.goHome();
    await counter.clerk.signOut();
    await rig.signIn(counter, SECOND_CLERK);
    expect(await counter.takeOver(throttled, '000000')).toBe('LEAD-PIN-NONE');
    await counter.chooseLeadPin(LEAD_PIN);
    expect(await counter.takeOver(throttled, '135791')).toBe('LEAD-PIN-WRONG');
    // An unknown outcome cannot be assigned while its request may still arrive; a waiting registration can.
    expect(await counter.takeOver(unknownOutcome, LEAD_PIN)).toBe('REG-TOO-SOON');
    expect(await counter.takeOver(throttled, LEAD_PIN)).toBe('ok');
    await counter.kill();
    rig.service.faults.clear();

    counter = await rig.openCounter();
    await counter.retry(throttled);
    await counter.waitForState(throttled, 'submitted');
    expect(rig.ledgerEntries(createCustomer(1)).map(({ agentMobile }) => agentMobile)).toEqual([
      SECOND_CLERK,
    ]);
    expect(
      rig.ledgerEntries(createCustomer(2)).every(({ agentMobile }) => agentMobile === FIRST_CLERK),
    ).toBe(true);
  },
);
