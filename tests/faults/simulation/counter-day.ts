/**
 * Simulates a working day of a counter: a clerk registers customers one after another while the service fails and the app is killed.
 * The store, the state table, the sender and the outcome check are the product's; time, the service and kills are simulated.
 */
import { toMobileNumber } from '#tests/support/numbers.ts';
import { randomBytes } from 'node:crypto';
import { vi } from 'vitest';
import { quietLog } from '#tests/support/quiet-log.ts';
import {
  CONSENT_EVIDENCE,
  CONSENT,
  LISTS,
  LOCATION,
  FIELD_VALUES,
} from '#tests/support/registration-values.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { createFakeSession } from '#tests/support/fake-session.ts';
import { emptyCodeDecoder, createPassThroughImaging } from '#tests/support/pass-through-imaging.ts';
import { createSeededRandom } from '#tests/support/cards/random.ts';
import type { EkycClient } from '#main/ekyc/port.ts';
import type { Imaging } from '#main/imaging/port.ts';
import type { Registrations } from '#main/registrations/port.ts';
import { createRegistrations } from '#main/registrations/service.ts';
import type { Store } from '#main/store/port.ts';
import { openStore } from '#main/store/open-store.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { ok } from '#shared/result.ts';
import { createAppRun, type AppRun } from './app-run.ts';
import { createSimulatedService, type ServicePlan } from './simulated-service.ts';

export interface Scenario extends ServicePlan {
  /** Probability of a kill at each step. */
  readonly killProbability: number;
  /** Probability that the customer's mobile number is already registered at the service. */
  readonly alreadyRegistered: number;
  /** Probability that another branch registers the same customer meanwhile. */
  readonly registeredElsewhere: number;
  /** Quiet period of the product in ms. If it is shorter than the service's longest delay, duplicates are expected. */
  readonly quietPeriodMs: number;
  /** Replaces the client by one that mishandles the service's answers, for controls. */
  readonly wrapClient?: (client: EkycClient) => EkycClient;
}

export interface Tally {
  registrations: number;
  /** Missing in the store, still unsent at the end, or shown as submitted although the service does not have it. */
  lost: number;
  /** Accepted by the service more than once. */
  duplicates: number;
  /** Shown as unknown or as needing review. */
  review: number;
  submitted: number;
  kills: number;
}

const CLERK = toMobileNumber('01300000042');
const OTHER_BRANCH = '01300000099';
const DAY_MS = 24 * 60 * 60_000;
/** Time after the last customer within which every registration has to be sent. */
const SETTLEMENT_LIMIT_MS = 2 * DAY_MS;
const BETWEEN_CUSTOMERS_MS = 90_000;

const picture = Uint8Array.from([0xff, 0xd8, 0xff, 0xd9]);
/** 2^64 divided by the golden ratio: the products with 1, 2, 3 … differ in many bits, so no two pictures count as the same. */
const HASH_MULTIPLIER = 0x9e3779b97f4a7c15n;
let pictureCount = 0;
const clean: Imaging['clean'] = async () => {
  pictureCount += 1;
  const dhash = (BigInt(pictureCount) * HASH_MULTIPLIER).toString(16).slice(-16).padStart(16, '0');
  return ok({ jpeg: picture, widthPx: 1_011, heightPx: 638, dhash });
};
const imaging = { clean, ...createPassThroughImaging(clean), stop: async () => undefined };

/** The real `setImmediate`, even if a caller's fake timers replace it. */
const realSetImmediate = globalThis.setImmediate;
/** Waits until all work that needs no timer is done. */
const flushPendingWork = (): Promise<void> => new Promise((resolve) => realSetImmediate(resolve));

/** Simulates one day. Requires vitest's fake timers, which the caller enables. */
export const runCounterDay = async (
  scenario: Scenario,
  customers: number,
  seed: number,
  file = ':memory:',
): Promise<Tally> => {
  const random = createSeededRandom(seed);
  // Seeds the product's own random numbers, so that a day is reproducible.
  vi.spyOn(Math, 'random').mockImplementation(createSeededRandom(seed + 1_000_000).next);
  const now = (): number => Date.now();
  const service = createSimulatedService(scenario, random, now);
  const client = scenario.wrapClient?.(service.client) ?? service.client;
  const masterKey = randomBytes(32);
  const openDayStore = async (): Promise<Store> =>
    unwrap(await openStore({ path: file, masterKey }));
  let store = await openDayStore();
  let appRun: AppRun;
  let fakeSession: ReturnType<typeof createFakeSession>;
  let registrations: Registrations;
  const tally: Tally = {
    registrations: customers,
    lost: 0,
    duplicates: 0,
    review: 0,
    submitted: 0,
    kills: 0,
  };

  const startApp = async (): Promise<void> => {
    for (;;) {
      appRun = createAppRun({
        store,
        client,
        random,
        killProbability: scenario.killProbability,
      });
      fakeSession = createFakeSession(CLERK);
      const started = await appRun.unlessKilled(
        createRegistrations({
          store: appRun.store,
          client: appRun.client,
          session: fakeSession.session,
          imaging,
          cardCodeDecoder: emptyCodeDecoder,
          lists: LISTS,
          consent: CONSENT,
          location: LOCATION,
          pictureUrl: (address) => address,
          timing: {
            quietPeriodMs: scenario.quietPeriodMs,
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
        registrations = started;
        return;
      }
      await reopenAfterKill();
    }
  };
  const reopenAfterKill = async (): Promise<void> => {
    tally.kills += 1;
    const killedAt = now();
    // clearAllTimers also resets simulated time, so the time is set again.
    vi.clearAllTimers();
    vi.setSystemTime(killedAt + 1_000 + Math.floor(random.next() * 30_000));
    if (file === ':memory:') return;
    store.close();
    store = await openDayStore();
  };
  const restartIfKilled = async (): Promise<boolean> => {
    if (!appRun.isKilled) return false;
    await reopenAfterKill();
    await startApp();
    return true;
  };
  /** Advances simulated time to the next timer. @returns false if there is no timer, or if it was `maxMs` or more ahead. */
  const advance = async (maxMs: number): Promise<boolean> => {
    await flushPendingWork();
    if (await restartIfKilled()) return true;
    if (!fakeSession.session.clerk()) {
      vi.advanceTimersByTime(20_000);
      fakeSession.signIn(CLERK);
      return true;
    }
    if (random.next() < 0.02) registrations.onServiceReachable();
    if (vi.getTimerCount() === 0) return false;
    const startedAt = now();
    vi.advanceTimersToNextTimer();
    return now() - startedAt < maxMs;
  };

  const tagOf = (customer: number): string => `TAG ${String(customer).padStart(5, '0')}`;
  const valuesOf = (customer: number) => ({
    ...FIELD_VALUES,
    nid_no: `0${String(100_000_000 + seed * 1_000 + customer)}`,
    mobile_number: `013${String(10_000_000 + ((seed * 1_000 + customer) % 80_000_000))}`,
    nominee: tagOf(customer),
  });

  /** @returns whether the customer's registration is submitted; false if the app was killed before. */
  const register = async (customer: number): Promise<boolean> => {
    const tag = tagOf(customer);
    const currentResult = await appRun.unlessKilled(registrations.current());
    if (!currentResult) return false;
    const current = unwrap(currentResult);
    if (current?.fields.nominee.value === tag && current.submittedAt !== null) {
      await appRun.unlessKilled(registrations.close(current.id));
      return true;
    }
    if (current && current.submittedAt !== null) {
      // The app was killed before the previous customer's registration was closed.
      if (
        current.state === 'refused' &&
        !(await appRun.unlessKilled(registrations.submit(current.id, CONSENT_EVIDENCE)))
      )
        return false;
      if (!(await appRun.unlessKilled(registrations.close(current.id)))) return false;
    }
    const started = await appRun.unlessKilled(registrations.start());
    if (!started) return false;
    const { id, pictures: existingPictures } = unwrap(started);
    for (const part of ['front', 'back', 'photo'] as const) {
      if (existingPictures[part]) continue;
      if (
        !(await appRun.unlessKilled(
          registrations.putPicture(id, { part, bytes: picture, origin: 'scanner', dpi: 400 }),
        ))
      )
        return false;
    }
    if (!(await appRun.unlessKilled(registrations.saveFields(id, valuesOf(customer), false))))
      return false;
    if (random.next() < 0.8) {
      // The reading may arrive before or after the submission.
      await appRun.unlessKilled(registrations.readCard(id));
      if (random.next() < 0.5) await flushPendingWork();
      if (appRun.isKilled) return false;
    }
    const submission = await appRun.unlessKilled(registrations.submit(id, CONSENT_EVIDENCE));
    if (!submission) return false;
    unwrap(submission);
    await appRun.unlessKilled(registrations.close(id));
    return true;
  };

  /** Submits refused forms again and queries half of the unknown outcomes, as a clerk does. */
  const handleAttention = async (): Promise<void> => {
    const rows = await appRun.unlessKilled(registrations.list('attention-or-draft'));
    for (const { id, state } of rows ? unwrap(rows) : []) {
      if (appRun.isKilled) return;
      if (state === 'unknown' && random.next() < 0.5)
        await appRun.unlessKilled(registrations.checkNow(id));
      if (state !== 'refused') continue;
      await appRun.unlessKilled(registrations.open(id));
      await appRun.unlessKilled(registrations.submit(id, CONSENT_EVIDENCE));
      await appRun.unlessKilled(registrations.close(id));
    }
  };

  await startApp();
  for (let customer = 0; customer < customers; customer += 1) {
    const { nid_no: nid, mobile_number: mobileNumber } = valuesOf(customer);
    if (random.next() < scenario.alreadyRegistered) {
      // Either this clerk registered the customer before, or another customer has the same mobile number.
      const isSameCustomer = random.next() < 0.5;
      service.registerElsewhere({
        nid: isSameCustomer ? nid : `9${nid.slice(1)}`,
        mobile: mobileNumber,
        agent: isSameCustomer ? CLERK : OTHER_BRANCH,
        isInLog: true,
      });
    }
    // Signs in and restarts the app as often as needed until the customer is registered.
    for (;;) {
      if (!fakeSession!.session.clerk()) fakeSession!.signIn(CLERK);
      if (await register(customer)) break;
      await restartIfKilled();
    }
    if (random.next() < scenario.registeredElsewhere)
      service.registerElsewhere({
        nid,
        mobile: mobileNumber,
        agent: OTHER_BRANCH,
        isInLog: false,
      });
    const nextCustomerAt = now() + BETWEEN_CUSTOMERS_MS;
    while (now() < nextCustomerAt && (await advance(nextCustomerAt - now())));
    if (now() < nextCustomerAt) vi.advanceTimersByTime(nextCustomerAt - now());
    if (customer % 10 === 9) await handleAttention();
  }
  const deadline = now() + SETTLEMENT_LIMIT_MS;
  const hasAny = async (...states: RegistrationState[]): Promise<boolean> =>
    unwrap(await store.idsByState(states)).length > 0;
  // Continues until unknown outcomes are settled or need review. Pending verdicts need no wait.
  while (
    now() < deadline &&
    (await hasAny('ready', 'waiting', 'sending-card', 'sending-form', 'unknown', 'refused'))
  ) {
    const canContinue = await advance(SETTLEMENT_LIMIT_MS);
    if (!canContinue || (await hasAny('refused'))) await handleAttention();
    if (
      !canContinue &&
      !(await hasAny('ready', 'waiting', 'sending-card', 'sending-form', 'refused'))
    )
      break;
  }

  await flushPendingWork();
  await restartIfKilled();
  vi.clearAllTimers();
  const stateByTag = new Map<string, RegistrationState>();
  for (const row of unwrap(await store.list('all'))) {
    const { body, state } = unwrap(await store.get(row.id));
    if (state !== 'draft') stateByTag.set(body.fields.nominee.value, state);
  }
  for (let customer = 0; customer < customers; customer += 1) {
    const acceptedCount = service.countAccepted(tagOf(customer));
    const state = stateByTag.get(tagOf(customer));
    if (acceptedCount > 1) tally.duplicates += 1;
    if (
      state === 'submitted' ||
      state === 'passed' ||
      state === 'verification-failed' ||
      state === 'invalid'
    ) {
      tally.submitted += 1;
      if (acceptedCount === 0) tally.lost += 1;
    } else if (state === 'unknown' || state === 'needs-review') tally.review += 1;
    // No longer in the store, or still not sent after two days.
    else tally.lost += 1;
  }
  store.close();
  return tally;
};
