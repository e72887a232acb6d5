/**
 * A counter at work in simulated time: a clerk registers customers one after another while everything fails around them.
 * The store, the state table, the sender and the outcome check are the product's; time, the service and kills are simulated.
 */
import { mobile } from '#tests/support/numbers.ts';
import { randomBytes } from 'node:crypto';
import { vi } from 'vitest';
import {
  AGREED,
  CONSENT,
  LISTS,
  LOCATION,
  must,
  quietLog,
  VALUES,
} from '#tests/support/test-counter.ts';
import { createFakeSession } from '#tests/support/fake-session.ts';
import { blindDecoder, cardOnly } from '#tests/support/card-only.ts';
import { dice as createDice } from '#tests/support/cards/random.ts';
import type { EkycClient } from '#main/ekyc/port.ts';
import type { Imaging } from '#main/imaging/port.ts';
import type { Registrations } from '#main/registrations/port.ts';
import { createRegistrations } from '#main/registrations/service.ts';
import type { Store } from '#main/store/port.ts';
import { openStore } from '#main/store/store.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { ok } from '#shared/result.ts';
import { createLife, type Life } from './life.ts';
import { createWorld, type WorldPlan } from './world.ts';

export interface Scenario extends WorldPlan {
  readonly kills: number;
  /** Probability that the customer's mobile number is already registered at the service. */
  readonly known: number;
  /** Probability that another branch registers the same customer meanwhile. */
  readonly elsewhere: number;
  /** How long nothing is concluded from the service's silence; longer than it is ever late, or things go wrong. */
  readonly quietMs: number;
  /** What a careless program would make of the service's answers; the product itself when absent. */
  readonly careless?: (client: EkycClient) => EkycClient;
}

export interface Tally {
  registrations: number;
  /** Gone from the store, or claimed to be with the service though it never arrived. */
  lost: number;
  /** Accepted by the service more than once. */
  duplicates: number;
  /** Left to a person: nothing is claimed. */
  review: number;
  submitted: number;
  kills: number;
}

const CLERK = mobile('01300000042');
const OTHER_BRANCH = '01300000099';
const DAY_MS = 24 * 60 * 60_000;
const LONGEST_DAY_MS = 2 * DAY_MS;
const BETWEEN_CUSTOMERS_MS = 90_000;

const picture = Uint8Array.from([0xff, 0xd8, 0xff, 0xd9]);
let pictures = 0;
const clean: Imaging['clean'] = async () => {
  pictures += 1;
  const dhash = (BigInt(pictures) * 0x9e3779b97f4a7c15n).toString(16).slice(-16).padStart(16, '0');
  return ok({ jpeg: picture, widthPx: 1_011, heightPx: 638, dhash });
};
const imaging = { clean, ...cardOnly(clean), stop: async () => undefined };

/** Everything that waits for no timer has happened. */
const realImmediate = globalThis.setImmediate;
const breathe = (): Promise<void> => new Promise((resolve) => realImmediate(resolve));

/** Works with the faked timers of vitest, which the caller switches on. */
export const runCounterDay = async (
  scenario: Scenario,
  customers: number,
  seed: number,
  file = ':memory:',
): Promise<Tally> => {
  const dice = createDice(seed);
  // The product's own chance, so that a day can be had again.
  vi.spyOn(Math, 'random').mockImplementation(createDice(seed + 1_000_000).next);
  const now = (): number => Date.now();
  const world = createWorld(scenario, dice, now);
  const client = scenario.careless?.(world.client) ?? world.client;
  const masterKey = randomBytes(32);
  const open = async (): Promise<Store> => must(await openStore({ path: file, masterKey }));
  let store = await open();
  let life: Life;
  let desk: ReturnType<typeof createFakeSession>;
  let app: Registrations;
  const tally: Tally = {
    registrations: customers,
    lost: 0,
    duplicates: 0,
    review: 0,
    submitted: 0,
    kills: 0,
  };

  const start = async (): Promise<void> => {
    for (;;) {
      life = createLife({ store, client, dice, kills: scenario.kills });
      desk = createFakeSession(CLERK);
      const started = await life.survive(
        createRegistrations({
          store: life.store,
          client: life.client,
          session: desk.session,
          imaging,
          cardCodeDecoder: blindDecoder,
          lists: LISTS,
          consent: CONSENT,
          location: LOCATION,
          pictureUrl: (address) => address,
          timing: {
            quietPeriodMs: scenario.quietMs,
            purgeGraceMs: DAY_MS,
            retentionDays: 30,
            pollGapMs: 1_000,
            undoDiscardMs: 0,
          },
          checkLeadPin: async () => ok(undefined),
          now,
          log: quietLog,
        }),
      );
      if (started) {
        app = started;
        return;
      }
      await reopenAfterKill();
    }
  };
  const reopenAfterKill = async (): Promise<void> => {
    tally.kills += 1;
    const died = now();
    // Turns simulated time back as well.
    vi.clearAllTimers();
    vi.setSystemTime(died + 1_000 + Math.floor(dice.next() * 30_000));
    if (file === ':memory:') return;
    store.close();
    store = await open();
  };
  const restartIfDead = async (): Promise<boolean> => {
    if (!life.dead) return false;
    await reopenAfterKill();
    await start();
    return true;
  };
  /** Lets simulated time go on to the next thing that happens, at most so far. @returns whether anything can still happen. */
  const goOn = async (maxMs: number): Promise<boolean> => {
    await breathe();
    if (await restartIfDead()) return true;
    if (!desk.session.clerk()) {
      vi.advanceTimersByTime(20_000);
      desk.signIn(CLERK);
      return true;
    }
    if (dice.next() < 0.02) app.onServiceReachable();
    if (vi.getTimerCount() === 0) return false;
    const from = now();
    vi.advanceTimersToNextTimer();
    return now() - from < maxMs;
  };

  const tagOf = (customer: number): string => `TAG ${String(customer).padStart(5, '0')}`;
  const valuesOf = (customer: number) => ({
    ...VALUES,
    nid_no: `0${String(100_000_000 + seed * 1_000 + customer)}`,
    mobile_number: `013${String(10_000_000 + ((seed * 1_000 + customer) % 80_000_000))}`,
    nominee: tagOf(customer),
  });

  /** @returns whether the customer's registration is with the counter: whatever happens to the app from here on. */
  const register = async (customer: number): Promise<boolean> => {
    const tag = tagOf(customer);
    const found = await life.survive(app.current());
    if (!found) return false;
    const here = must(found);
    if (here?.fields.nominee.value === tag && here.submittedAt !== null) {
      await life.survive(app.close(here.id));
      return true;
    }
    if (here && here.submittedAt !== null) {
      // Killed before the clerk could go on to the next customer: what is open is the one before.
      if (here.state === 'refused' && !(await life.survive(app.submit(here.id, AGREED))))
        return false;
      if (!(await life.survive(app.close(here.id)))) return false;
    }
    const begun = await life.survive(app.start());
    if (!begun) return false;
    const { id, pictures: had } = must(begun);
    for (const part of ['front', 'back', 'photo'] as const) {
      if (had[part]) continue;
      if (
        !(await life.survive(
          app.putPicture(id, { part, bytes: picture, origin: 'scanner', dpi: 400 }),
        ))
      )
        return false;
    }
    if (!(await life.survive(app.saveFields(id, valuesOf(customer), false)))) return false;
    if (dice.next() < 0.8) {
      // The card is read while the clerk types; what it answers may come before or after the submission.
      await life.survive(app.readCard(id));
      if (dice.next() < 0.5) await breathe();
      if (life.dead) return false;
    }
    const sent = await life.survive(app.submit(id, AGREED));
    if (!sent) return false;
    must(sent);
    await life.survive(app.close(id));
    return true;
  };

  /** The clerk corrects refused forms and checks unknown outcomes. */
  const lookAfter = async (): Promise<void> => {
    const rows = await life.survive(app.list('attention-or-draft'));
    for (const { id, state } of rows ? must(rows) : []) {
      if (life.dead) return;
      if (state === 'unknown' && dice.next() < 0.5) await life.survive(app.checkNow(id));
      if (state !== 'refused') continue;
      await life.survive(app.open(id));
      await life.survive(app.submit(id, AGREED));
      await life.survive(app.close(id));
    }
  };

  await start();
  const known = new Set<number>();
  for (let customer = 0; customer < customers; customer += 1) {
    const { nid_no: nid, mobile_number: mobile } = valuesOf(customer);
    if (dice.next() < scenario.known) {
      known.add(customer);
      // Registered by this clerk before, or another customer with the same telephone.
      const same = dice.next() < 0.5;
      world.registerElsewhere({
        nid: same ? nid : `9${nid.slice(1)}`,
        mobile,
        agent: same ? CLERK : OTHER_BRANCH,
        before: true,
      });
    }
    // A clerk who is signed out signs in again; a counter that died is started again; then the customer's turn goes on.
    for (;;) {
      if (!desk!.session.clerk()) desk!.signIn(CLERK);
      if (await register(customer)) break;
      await restartIfDead();
    }
    if (dice.next() < scenario.elsewhere)
      world.registerElsewhere({ nid, mobile, agent: OTHER_BRANCH, before: false });
    const next = now() + BETWEEN_CUSTOMERS_MS;
    while (now() < next && (await goOn(next - now())));
    if (now() < next) vi.advanceTimersByTime(next - now());
    if (customer % 10 === 9) await lookAfter();
  }
  const end = now() + LONGEST_DAY_MS;
  const holds = async (...states: RegistrationState[]): Promise<boolean> =>
    must(await store.idsByState(states)).length > 0;
  // Pending verdicts are not waited for; unknown outcomes are, until they are settled or need review.
  while (
    now() < end &&
    (await holds('ready', 'waiting', 'sending-card', 'sending-form', 'unknown', 'refused'))
  ) {
    const more = await goOn(LONGEST_DAY_MS);
    if (!more || (await holds('refused'))) await lookAfter();
    if (!more && !(await holds('ready', 'waiting', 'sending-card', 'sending-form', 'refused')))
      break;
  }

  await breathe();
  await restartIfDead();
  vi.clearAllTimers();
  const stateOf = new Map<string, RegistrationState>();
  for (const row of must(await store.list('all'))) {
    const { body, state } = must(await store.get(row.id));
    if (state !== 'draft') stateOf.set(body.fields.nominee.value, state);
  }
  for (let customer = 0; customer < customers; customer += 1) {
    const arrived = world.accepted(tagOf(customer));
    const state = stateOf.get(tagOf(customer));
    if (arrived > 1) tally.duplicates += 1;
    if (
      state === 'submitted' ||
      state === 'passed' ||
      state === 'verification-failed' ||
      state === 'invalid'
    ) {
      tally.submitted += 1;
      if (arrived === 0) tally.lost += 1;
    } else if (state === 'unknown' || state === 'needs-review') tally.review += 1;
    // Neither with the service nor on anybody's list any more; or still on its way after two days.
    else tally.lost += 1;
  }
  store.close();
  return tally;
};
