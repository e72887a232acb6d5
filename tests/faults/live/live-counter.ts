/**
 * Creates a counter without a page: the store on disk, the client, and the simulated service in the dialect of the live one.
 */
import path from 'node:path';
import { createEkycClient } from '#main/ekyc/client.ts';
import type { Registrations } from '#main/registrations/port.ts';
import { createRegistrations } from '#main/registrations/service.ts';
import type { Store } from '#main/store/port.ts';
import {
  createTestService,
  type TestServiceOptions,
  type TestService,
} from '#tests/support/service/service.ts';
import type { RegistrationState, RegistrationView } from '#shared/domain/registration.ts';
import { ok } from '#shared/result.ts';
import { emptyCodeDecoder, createPassThroughImaging } from '#tests/support/pass-through-imaging.ts';
import type { Imaging } from '#main/imaging/port.ts';
import { quietLog } from '#tests/support/quiet-log.ts';
import {
  CONSENT_EVIDENCE,
  CONSENT,
  LOCATION,
  LISTS,
  FIELD_VALUES,
} from '#tests/support/registration-values.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';
import { openStoreAt } from '#tests/support/test-counter.ts';
import { unwrap } from '#tests/support/unwrap.ts';
import { CLERK, createFakeSession } from '#tests/support/fake-session.ts';
import { createCountingProxy, type CountingProxy } from './counting-proxy.ts';

const READING_LIMIT_MS = 10_000;
const WAIT_LIMIT_MS = 130_000;
const PICTURE_BYTES = 40_000;
const JPEG = Buffer.concat([
  Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  Buffer.alloc(PICTURE_BYTES - 6, 1),
  Buffer.from([0xff, 0xd9]),
]);
/** Bytes of all pictures of a registration: front and back in step 1, the photo in step 2. */
export const PICTURES_BYTES = 3 * PICTURE_BYTES;

/** 2^64 divided by the golden ratio: the products with 1, 2, 3 … differ in many bits, so no two pictures count as the same. */
const HASH_MULTIPLIER = 0x9e3779b97f4a7c15n;
let pictureCount = 0;
const clean: Imaging['clean'] = async () => {
  pictureCount += 1;
  const dhash = (BigInt(pictureCount) * HASH_MULTIPLIER).toString(16).slice(-16).padStart(16, '0');
  return ok({ jpeg: JPEG, widthPx: 1_011, heightPx: 638, dhash });
};
const imaging = { clean, ...createPassThroughImaging(clean), stop: async () => undefined };

export interface LiveCounter {
  readonly service: TestService;
  readonly proxy: CountingProxy;
  readonly registrations: Registrations;
  readonly store: Store;
  /** Registers a customer and submits after step 1 was answered. @returns the id and the `performance.now()` of the submission. */
  register(customer: number): Promise<{ readonly id: string; readonly at: number }>;
  readState(id: string): Promise<RegistrationState>;
  /**
   * Waits for one of the states.
   *
   * @param since a time of `performance.now()`.
   * @returns the milliseconds since then.
   * @throws after 130 seconds.
   */
  waitForState(id: string, since: number, ...wanted: RegistrationState[]): Promise<number>;
  /** Number of registrations of this customer that the service has saved. */
  countSaved(customer: number): number;
  /** Simulates a kill of the app: closes the store without an orderly shutdown and starts again. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

export const nidOf = (customer: number): string => `08${String(customer).padStart(8, '0')}`;
const mobileOf = (customer: number): string => `0139${String(customer).padStart(7, '0')}`;

export const createLiveCounter = async (
  options: TestServiceOptions,
  quietPeriodMs = 15 * 60_000,
): Promise<LiveCounter> => {
  const service = await createTestService({
    ...options,
    readCard: () => ({ father_name: 'উদাহরণ আলী মিয়া' }),
  });
  const proxy = await createCountingProxy(service.url);
  const client = createEkycClient({ baseUrl: proxy.url });
  unwrap(await client.requestOtp(CLERK));
  const { token } = unwrap(await client.verifyOtp(CLERK, service.otpFor(CLERK) ?? ''));
  const fakeSession = createFakeSession(CLERK);
  const session = { ...fakeSession.session, clerk: () => ({ mobile: CLERK, token }) };
  const folders = createTemporaryFolders();
  const storeFile = path.join(await folders.make(), 'store.sqlite');
  let store = await openStoreAt(storeFile);
  let registrations: Registrations;
  const views = new Map<string, RegistrationView>();

  const start = async (): Promise<void> => {
    registrations = await createRegistrations({
      store,
      client,
      session,
      imaging,
      cardCodeDecoder: emptyCodeDecoder,
      lists: LISTS,
      consent: CONSENT,
      location: LOCATION,
      pictureUrl: (address) => address,
      timing: {
        quietPeriodMs,
        purgeGraceMs: 86_400_000,
        retentionDays: 30,
        pollGapMs: 1_500,
        undoDiscardMs: 0,
      },
      checkLeadPin: async () => ok(undefined),
      now: Date.now,
      log: quietLog,
    });
    registrations.onChange((view) => views.set(view.id, view));
  };
  await start();

  const state = async (id: string): Promise<RegistrationState> => unwrap(await store.get(id)).state;
  return {
    service,
    proxy,
    get registrations() {
      return registrations;
    },
    get store() {
      return store;
    },
    readState: state,
    register: async (customer) => {
      const { id } = unwrap(await registrations.start());
      for (const part of ['front', 'back', 'photo'] as const) {
        unwrap(
          await registrations.putPicture(id, { part, bytes: JPEG, origin: 'scanner', dpi: 400 }),
        );
      }
      const reading = await registrations.readCard(id);
      unwrap(
        await registrations.saveFields(
          id,
          { ...FIELD_VALUES, nid_no: nidOf(customer), mobile_number: mobileOf(customer) },
          false,
        ),
      );
      const deadline = performance.now() + READING_LIMIT_MS;
      while (
        reading.ok &&
        views.get(id)?.reading.state === 'sending' &&
        performance.now() < deadline
      )
        await new Promise((resolve) => setTimeout(resolve, 2));
      const at = performance.now();
      unwrap(await registrations.submit(id, CONSENT_EVIDENCE));
      unwrap(await registrations.close(id));
      return { id, at };
    },
    waitForState: async (id, since, ...wanted) => {
      const deadline = performance.now() + WAIT_LIMIT_MS;
      for (;;) {
        const current = await state(id);
        if (wanted.includes(current)) return performance.now() - since;
        if (performance.now() > deadline)
          throw new Error(`still ${current}, not ${wanted.join(' or ')}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    countSaved: (customer) =>
      service.ledger().filter(({ nid_no: nid }) => nid === nidOf(customer)).length,
    kill: async () => {
      const killed = registrations;
      store.close();
      store = await openStoreAt(storeFile);
      await start();
      // Removes the timers of the killed counter. Its pending work fails, because its store is closed.
      await killed.stop();
    },
    close: async () => {
      await registrations.stop();
      store.close();
      await proxy.close();
      await service.close();
      await folders.remove();
    },
  };
};
