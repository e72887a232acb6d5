/**
 * Proves, on the built app with a real service, store and keychain file: killed without warning in any state of a
 * registration and between any two durable steps, the app opens at the clerk's step, continues automatically, and finally
 * the service's ledger has each registration once, or none where the outcome cannot be determined and the counter shows that.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { RegistrationState } from '#shared/domain/registration.ts';
import type { DialectName, Fault, FaultName, TestService } from '#tests/support/service/service.ts';
import type { Name } from '#tests/support/accessible-names.ts';
import { dice as createDice } from '#tests/support/cards/random.ts';
import { customer, useRig, type Counter, type Customer, type Rig } from './rig.ts';

const dialects = ['1.06', 'live'] as const satisfies readonly DialectName[];
/** The rig of the suite that runs. */
let rig: Rig;
const RANDOM_KILLS = 8;
const TIME_LIMIT_MS = 30 * 60_000;

const requests = (service: TestService, call: 'readCard' | 'submit'): number =>
  service.requests().filter((request) => request.call === call).length;
const REFUSED: Fault = {
  kind: 'status',
  status: 400,
  body: { nominee: ['This field may not be blank.'] },
};

const arrived = async (call: 'readCard' | 'submit', from: number): Promise<void> => {
  await expect.poll(() => requests(rig.service, call), { timeout: 120_000 }).toBeGreaterThan(from);
};

interface Point {
  readonly name: string;
  /** Brings the registration where the kill is to find it. @returns its id. */
  readonly bring: (counter: Counter, who: Customer) => Promise<string>;
  /** What the next start finds, or makes of it at once. */
  readonly found: readonly RegistrationState[];
  readonly shows: readonly Name[];
  /** How often the service has the customer in the end. */
  readonly inTheEnd: 0 | 1;
}

const fault = (call: 'readCard' | 'submit', wrong: Fault | FaultName): void =>
  rig.service.faults.next(call, wrong);

const submitted = async (
  counter: Counter,
  who: Customer,
  ...states: readonly RegistrationState[]
): Promise<string> => {
  const id = await counter.register(who);
  await counter.until(id, ...states);
  return id;
};

const points: readonly Point[] = [
  {
    name: 'a draft with its card',
    bring: (counter, who) => counter.register(who, 'card'),
    found: ['draft'],
    shows: ['Registration'],
    inTheEnd: 1,
  },
  {
    name: 'a draft whose card is being read',
    bring: async (counter, who) => {
      const before = requests(rig.service, 'readCard');
      fault('readCard', 'hang');
      const id = await counter.register(who, 'card');
      await arrived('readCard', before);
      return id;
    },
    found: ['draft'],
    shows: ['Registration'],
    inTheEnd: 1,
  },
  {
    name: 'a draft with everything typed',
    bring: (counter, who) => counter.register(who, 'details'),
    found: ['draft'],
    shows: ['Registration'],
    inTheEnd: 1,
  },
  {
    name: 'the card on its way for a submitted registration',
    bring: async (counter, who) => {
      fault('readCard', 'hang');
      return submitted(counter, who, 'sending-card');
    },
    found: ['ready', 'sending-card', 'sending-form', 'submitted'],
    shows: ['Submitted'],
    inTheEnd: 1,
  },
  {
    name: 'the form sent and not accepted',
    bring: async (counter, who) => {
      const before = requests(rig.service, 'submit');
      fault('submit', 'hang');
      const id = await counter.register(who);
      await arrived('submit', before);
      return id;
    },
    found: ['unknown'],
    shows: ['Outcome unknown'],
    inTheEnd: 0,
  },
  {
    name: 'the form accepted and not answered',
    bring: async (counter, who) => {
      fault('submit', 'accept-then-hang');
      const id = await counter.register(who);
      await expect.poll(() => rig.entries(who).length, { timeout: 120_000 }).toBe(1);
      return id;
    },
    found: ['unknown', 'submitted'],
    shows: ['Outcome unknown', 'Submitted'],
    inTheEnd: 1,
  },
  {
    name: 'an outcome that is unknown though the service has it',
    bring: (counter, who) => {
      fault('submit', 'accept-then-502');
      return submitted(counter, who, 'unknown', 'submitted');
    },
    found: ['unknown', 'submitted'],
    shows: ['Outcome unknown', 'Submitted'],
    inTheEnd: 1,
  },
  {
    name: 'an outcome that is unknown and the service has it not',
    bring: (counter, who) => {
      fault('submit', 'status-500');
      return submitted(counter, who, 'unknown');
    },
    found: ['unknown'],
    shows: ['Outcome unknown'],
    inTheEnd: 0,
  },
  {
    name: 'waiting because the service asked to wait',
    bring: (counter, who) => {
      fault('submit', {
        kind: 'status',
        status: 429,
        retryAfter: 2,
        body: { detail: 'Slow down.' },
      });
      return submitted(counter, who, 'waiting');
    },
    found: ['waiting', 'sending-form', 'submitted'],
    shows: ['Queued', 'Submitted'],
    inTheEnd: 1,
  },
  {
    name: 'refused by the service',
    bring: (counter, who) => {
      fault('submit', REFUSED);
      return submitted(counter, who, 'refused');
    },
    found: ['refused'],
    shows: ['Registration', 'Not accepted'],
    inTheEnd: 1,
  },
  {
    name: 'submitted',
    bring: (counter, who) => submitted(counter, who, 'submitted'),
    found: ['submitted'],
    shows: ['Submitted'],
    inTheEnd: 1,
  },
  {
    name: 'the moment after the clerk pressed Submit',
    bring: (counter, who) => counter.register(who),
    found: ['ready', 'sending-card', 'sending-form', 'unknown', 'submitted'],
    shows: ['Submitted', 'Outcome unknown'],
    inTheEnd: 1,
  },
];

/** Lets everything come to an end: what waits goes by itself, what is in doubt is asked about, what was refused is sent again. */
const bringToAnEnd = async (counter: Counter, id: string): Promise<RegistrationState> => {
  if ((await counter.state(id)) === 'refused') await counter.submitAgain(id);
  const state = await counter.until(
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
    const own = useRig(dialect);
    beforeEach(() => {
      rig = own;
    });

    // A draft that was not sent yet is the same with either dialect.
    it.each(dialect === '1.06' ? points : points.filter(({ name }) => !name.startsWith('a draft')))(
      'is completed by the next start after a kill: $name',
      async ({ bring, found, shows, inTheEnd }) => {
        let counter = await rig.open();
        await rig.signIn(counter);
        const who = customer(0);
        const id = await bring(counter, who);
        await counter.kill();
        rig.service.faults.clear();

        counter = await rig.open();
        await expect
          .poll(
            async () => {
              for (const name of shows)
                if (await counter.clerk.heading(name).isVisible()) return 'shown';
              return 'nothing';
            },
            { timeout: 120_000 },
          )
          .toBe('shown');
        expect((await counter.open())?.id).toBe(id);
        expect(found).toContain(await counter.state(id));
        if ((await counter.state(id)) === 'draft') expect(await counter.register(who)).toBe(id);
        const end = await bringToAnEnd(counter, id);
        if (rig.entries(who).length === 1) expect(end).toBe('submitted');
        else expect(['unknown', 'needs-review']).toContain(end);
        if (inTheEnd === 0) expect(rig.entries(who)).toHaveLength(0);
        else expect(rig.entries(who).length).toBeLessThanOrEqual(1);
        expect((await counter.rows()).map((row) => row.id)).toEqual([id]);
      },
    );

    it('has every customer registered once, or shown as unknown, after kills at random times', async () => {
      const dice = createDice(20261123);
      const faults = [
        null,
        null,
        'accept-then-502',
        'accept-then-drop',
        'slow-3s',
        'reset-mid-upload',
      ] as const;
      let counter = await rig.open();
      await rig.signIn(counter);
      let number = 0;
      for (let kill = 0; kill < RANDOM_KILLS; kill += 1) {
        const wrong = dice.pick(faults);
        if (wrong) fault(dice.pick(['readCard', 'submit'] as const), wrong);
        counter.registerLoosely(customer(number));
        await new Promise((resolve) => setTimeout(resolve, dice.whole(50, 2_500)));
        await counter.kill();
        rig.service.faults.clear();
        counter = await rig.open();
        const open = await counter.open();
        // The clerk goes on with what is open; what was submitted is with the counter, and the next customer comes.
        if (open && open.state !== 'draft' && open.nid === customer(number).nid) number += 1;
      }
      await counter.register(customer(number));
      const rows = await counter.rows();
      expect(rows).toHaveLength(number + 1);
      for (const { id } of rows) await bringToAnEnd(counter, id);
      const states = (await counter.rows()).map(({ state }) => state);
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
