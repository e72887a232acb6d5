/**
 * Kills the built app in every state of a registration and at random times, with the simulated service, a real store and a keychain
 * file. After the next start the app must show the clerk's step and continue by itself. In the end the service's ledger must have each
 * registration once, or not at all if the counter shows its outcome as unknown.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { RegistrationState } from '#shared/domain/registration.ts';
import type { DialectName, Fault, FaultName, TestService } from '#tests/support/service/service.ts';
import type { AccessibleName } from '#tests/support/accessible-names.ts';
import { createSeededRandom } from '#tests/support/cards/random.ts';
import { createCustomer, type Counter, type Customer } from './counter.ts';
import { useRig, type Rig } from './rig.ts';

const dialects = ['1.06', 'live'] as const satisfies readonly DialectName[];
/** The rig of the current suite. The kill points use it, because they are defined outside the suites. */
let rig: Rig;
const RANDOM_KILLS = 8;
const TIME_LIMIT_MS = 30 * 60_000;

const requestCount = (service: TestService, call: 'readCard' | 'submit'): number =>
  service.requests().filter((request) => request.call === call).length;
const BLANK_NOMINEE_REFUSAL: Fault = {
  kind: 'status',
  status: 400,
  body: { nominee: ['This field may not be blank.'] },
};

const waitForRequest = async (call: 'readCard' | 'submit', countBefore: number): Promise<void> => {
  await expect
    .poll(() => requestCount(rig.service, call), { timeout: 120_000 })
    .toBeGreaterThan(countBefore);
};

interface KillPoint {
  readonly name: string;
  /** Brings the registration into the state before the kill. @returns its id. */
  readonly prepare: (counter: Counter, who: Customer) => Promise<string>;
  /** States that are possible directly after the next start. */
  readonly statesAfterStart: readonly RegistrationState[];
  /** The next start shows one of these headings. */
  readonly headings: readonly AccessibleName[];
  /** Maximum number of the customer's entries in the service's ledger at the end. */
  readonly maxLedgerEntries: 0 | 1;
}

const injectFault = (call: 'readCard' | 'submit', fault: Fault | FaultName): void =>
  rig.service.faults.failNext(call, fault);

const registerUntil = async (
  counter: Counter,
  who: Customer,
  ...states: readonly RegistrationState[]
): Promise<string> => {
  const id = await counter.register(who);
  await counter.waitForState(id, ...states);
  return id;
};

const killPoints: readonly KillPoint[] = [
  {
    name: 'a draft with its card',
    prepare: (counter, who) => counter.register(who, 'card'),
    statesAfterStart: ['draft'],
    headings: ['Registration'],
    maxLedgerEntries: 1,
  },
  {
    name: 'a draft whose card is being read',
    prepare: async (counter, who) => {
      const countBefore = requestCount(rig.service, 'readCard');
      injectFault('readCard', 'hang');
      const id = await counter.register(who, 'card');
      await waitForRequest('readCard', countBefore);
      return id;
    },
    statesAfterStart: ['draft'],
    headings: ['Registration'],
    maxLedgerEntries: 1,
  },
  {
    name: 'a draft with all values typed',
    prepare: (counter, who) => counter.register(who, 'details'),
    statesAfterStart: ['draft'],
    headings: ['Registration'],
    maxLedgerEntries: 1,
  },
  {
    name: 'a submitted registration whose card is being sent',
    prepare: async (counter, who) => {
      injectFault('readCard', 'hang');
      return registerUntil(counter, who, 'sending-card');
    },
    statesAfterStart: ['ready', 'sending-card', 'sending-form', 'submitted'],
    headings: ['Submitted'],
    maxLedgerEntries: 1,
  },
  {
    name: 'a form that was sent and not accepted',
    prepare: async (counter, who) => {
      const countBefore = requestCount(rig.service, 'submit');
      injectFault('submit', 'hang');
      const id = await counter.register(who);
      await waitForRequest('submit', countBefore);
      return id;
    },
    statesAfterStart: ['unknown'],
    headings: ['Outcome unknown'],
    maxLedgerEntries: 0,
  },
  {
    name: 'a form that was accepted without an answer',
    prepare: async (counter, who) => {
      injectFault('submit', 'accept-then-hang');
      const id = await counter.register(who);
      await expect.poll(() => rig.ledgerEntries(who).length, { timeout: 120_000 }).toBe(1);
      return id;
    },
    statesAfterStart: ['unknown', 'submitted'],
    headings: ['Outcome unknown', 'Submitted'],
    maxLedgerEntries: 1,
  },
  {
    name: 'an unknown outcome of a registration that the service has',
    prepare: (counter, who) => {
      injectFault('submit', 'accept-then-502');
      return registerUntil(counter, who, 'unknown', 'submitted');
    },
    statesAfterStart: ['unknown', 'submitted'],
    headings: ['Outcome unknown', 'Submitted'],
    maxLedgerEntries: 1,
  },
  {
    name: 'an unknown outcome of a registration that the service does not have',
    prepare: (counter, who) => {
      injectFault('submit', 'status-500');
      return registerUntil(counter, who, 'unknown');
    },
    statesAfterStart: ['unknown'],
    headings: ['Outcome unknown'],
    maxLedgerEntries: 0,
  },
  {
    name: 'a registration that waits because the service throttled it',
    prepare: (counter, who) => {
      injectFault('submit', {
        kind: 'status',
        status: 429,
        retryAfter: 2,
        body: { detail: 'Slow down.' },
      });
      return registerUntil(counter, who, 'waiting');
    },
    statesAfterStart: ['waiting', 'sending-form', 'submitted'],
    headings: ['Queued', 'Submitted'],
    maxLedgerEntries: 1,
  },
  {
    name: 'a registration that the service refused',
    prepare: (counter, who) => {
      injectFault('submit', BLANK_NOMINEE_REFUSAL);
      return registerUntil(counter, who, 'refused');
    },
    statesAfterStart: ['refused'],
    headings: ['Registration', 'Not accepted'],
    maxLedgerEntries: 1,
  },
  {
    name: 'a submitted registration',
    prepare: (counter, who) => registerUntil(counter, who, 'submitted'),
    statesAfterStart: ['submitted'],
    headings: ['Submitted'],
    maxLedgerEntries: 1,
  },
  {
    name: 'a registration directly after Submit was pressed',
    prepare: (counter, who) => counter.register(who),
    statesAfterStart: ['ready', 'sending-card', 'sending-form', 'unknown', 'submitted'],
    headings: ['Submitted', 'Outcome unknown'],
    maxLedgerEntries: 1,
  },
];

/** Submits a refused registration again, waits until it is settled and queries an unknown outcome. @returns the final state. */
const settleRegistration = async (counter: Counter, id: string): Promise<RegistrationState> => {
  if ((await counter.readState(id)) === 'refused') await counter.submitAgain(id);
  const state = await counter.waitForState(
    id,
    'submitted',
    'passed',
    'verification-failed',
    'invalid',
    'unknown',
    'needs-review',
  );
  return state === 'unknown' ? counter.checkNow(id) : state;
};

describe.each(dialects)(
  'a registration whose app is killed, with the service %s',
  { timeout: TIME_LIMIT_MS },
  (dialect) => {
    const suiteRig = useRig(dialect);
    beforeEach(() => {
      rig = suiteRig;
    });

    // Drafts are tested with one dialect, because nothing has been sent to the service yet.
    it.each(
      dialect === '1.06'
        ? killPoints
        : killPoints.filter(({ name }) => !name.startsWith('a draft')),
    )(
      'is completed after a kill and the next start: $name',
      async ({ prepare, statesAfterStart, headings, maxLedgerEntries }) => {
        let counter = await rig.openCounter();
        await rig.signIn(counter);
        const who = createCustomer(0);
        const id = await prepare(counter, who);
        await counter.kill();
        rig.service.faults.clear();

        counter = await rig.openCounter();
        await expect
          .poll(
            async () => {
              for (const name of headings)
                if (await counter.clerk.heading(name).isVisible()) return true;
              return false;
            },
            { timeout: 120_000 },
          )
          .toBe(true);
        expect((await counter.readOpenRegistration())?.id).toBe(id);
        expect(statesAfterStart).toContain(await counter.readState(id));
        if ((await counter.readState(id)) === 'draft') expect(await counter.register(who)).toBe(id);
        const finalState = await settleRegistration(counter, id);
        if (rig.ledgerEntries(who).length === 1) expect(finalState).toBe('submitted');
        else expect(['unknown', 'needs-review']).toContain(finalState);
        if (maxLedgerEntries === 0) expect(rig.ledgerEntries(who)).toHaveLength(0);
        else expect(rig.ledgerEntries(who).length).toBeLessThanOrEqual(1);
        expect((await counter.listRegistrations()).map((row) => row.id)).toEqual([id]);
      },
    );

    it('is in the ledger once or shown as unknown for every customer, after kills at random times', async () => {
      const random = createSeededRandom(20261123);
      const faults = [
        null,
        null,
        'accept-then-502',
        'accept-then-drop',
        'slow-3s',
        'reset-mid-upload',
      ] as const;
      let counter = await rig.openCounter();
      await rig.signIn(counter);
      let customerNumber = 0;
      for (let kill = 0; kill < RANDOM_KILLS; kill += 1) {
        const fault = random.pick(faults);
        if (fault) injectFault(random.pick(['readCard', 'submit'] as const), fault);
        counter.startRegistering(createCustomer(customerNumber));
        await new Promise((resolve) => setTimeout(resolve, random.integer(50, 2_500)));
        await counter.kill();
        rig.service.faults.clear();
        counter = await rig.openCounter();
        const openRegistration = await counter.readOpenRegistration();
        // An open draft is continued with the next registration. After a submitted one the next customer is registered.
        if (
          openRegistration &&
          openRegistration.state !== 'draft' &&
          openRegistration.nid === createCustomer(customerNumber).nid
        )
          customerNumber += 1;
      }
      await counter.register(createCustomer(customerNumber));
      const rows = await counter.listRegistrations();
      expect(rows).toHaveLength(customerNumber + 1);
      for (const { id } of rows) await settleRegistration(counter, id);
      const states = (await counter.listRegistrations()).map(({ state }) => state);
      const ledger = rig.service.ledger();
      expect(ledger.filter(({ duplicateOf }) => duplicateOf !== null)).toEqual([]);
      expect(states.filter((state) => state === 'submitted')).toHaveLength(ledger.length);
      expect(
        states.filter(
          (state) => state !== 'submitted' && state !== 'unknown' && state !== 'needs-review',
        ),
      ).toEqual([]);
      expect(rig.service.violations()).toEqual([]);
      process.stdout.write(
        `\n${dialect}, ${RANDOM_KILLS} random kills: ${rows.length} customers, ${ledger.length} with the service, ${rows.length - ledger.length} in doubt\n`,
      );
    });
  },
);
