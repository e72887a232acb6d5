/** Test counter without page and Electron: the real store and registrations service with a fake eKYC client, session and clock. */
import type { CardCodeDecoder } from '#main/card-reading/port.ts';
import type { RegistrationsDeps } from '#main/registrations/context.ts';
import type { Registrations } from '#main/registrations/port.ts';
import { createRegistrations } from '#main/registrations/service.ts';
import type { Store } from '#main/store/port.ts';
import { openStore } from '#main/store/open-store.ts';
import type { FieldName } from '#shared/domain/fields.ts';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type { RegistrationView } from '#shared/domain/registration.ts';
import { err, ok } from '#shared/result.ts';
import { createFakeClient } from '#tests/support/fake-ekyc-client.ts';
import { CLERK, createFakeSession } from '#tests/support/fake-session.ts';
import { imaging, createCellPicture } from '#tests/support/in-process-imaging.ts';
import { emptyCodeDecoder } from '#tests/support/pass-through-imaging.ts';
import { quietLog } from '#tests/support/quiet-log.ts';
import { CONSENT, LISTS, LOCATION, FIELD_VALUES } from '#tests/support/registration-values.ts';
import { unwrap } from '#tests/support/unwrap.ts';

export const LEAD_PIN = '246802';
/** The quiet period after an unknown outcome. */
export const QUIET_PERIOD_MS = 15 * 60_000;
export const MASTER_KEY = Buffer.alloc(32, 7);
const DAY_MS = 86_400_000;
const CONDITION_TIMEOUT_MS = 10_000;

export const openStoreAt = async (file: string): Promise<Store> =>
  unwrap(await openStore({ path: file, masterKey: MASTER_KEY }));

export interface TestCounter {
  readonly registrations: Registrations;
  readonly store: Store;
  readonly fakeClient: ReturnType<typeof createFakeClient>;
  readonly fakeSession: ReturnType<typeof createFakeSession>;
  readonly clock: { now: number };
  readonly views: RegistrationView[];
  /** Waits until the registration fulfils the condition; the error of the time limit contains its last state. */
  waitUntil(id: string, fulfils: (view: RegistrationView) => boolean): Promise<RegistrationView>;
  view(id: string): Promise<RegistrationView>;
  /** Stops the registrations and closes the store, as an orderly end of the app does. */
  stop(): Promise<void>;
}

export interface TestCounterOptions {
  readonly file: string;
  readonly mobile?: MobileNumber | null;
  readonly fakeClient?: ReturnType<typeof createFakeClient>;
  readonly clock?: { now: number };
  readonly timing?: Partial<RegistrationsDeps['timing']>;
  /** Decoder of the codes on cards; when absent, no code is found. */
  readonly cardCodeDecoder?: CardCodeDecoder;
}

export const createTestCounter = async ({
  file,
  mobile = CLERK,
  fakeClient: service = createFakeClient(),
  clock = { now: Date.UTC(2026, 10, 23, 4) },
  timing = {},
  cardCodeDecoder = emptyCodeDecoder,
}: TestCounterOptions): Promise<TestCounter> => {
  const store = await openStoreAt(file);
  const desk = createFakeSession(mobile);
  const registrations = await createRegistrations({
    store,
    client: service.client,
    session: desk.session,
    imaging,
    cardCodeDecoder,
    lists: LISTS,
    consent: CONSENT,
    location: LOCATION,
    pictureUrl: (address) => `capture/${address}`,
    timing: {
      quietPeriodMs: QUIET_PERIOD_MS,
      purgeGraceMs: DAY_MS,
      retentionDays: 30,
      pollGapMs: 0,
      undoDiscardMs: 0,
      ...timing,
    },
    checkLeadPin: async (pin) => (pin === LEAD_PIN ? ok(undefined) : err('LEAD-PIN-WRONG')),
    now: () => clock.now,
    log: quietLog,
  });
  const views: RegistrationView[] = [];
  registrations.onChange((view) => views.push(view));
  const view = async (id: string): Promise<RegistrationView> => {
    const current = await registrations.current();
    if (current.ok && current.data?.id === id) return current.data;
    const lastView = views.findLast((candidate) => candidate.id === id);
    return lastView ?? unwrap(await registrations.open(id));
  };
  return {
    registrations,
    store,
    fakeClient: service,
    fakeSession: desk,
    clock,
    views,
    view,
    waitUntil: async (id, fulfils) => {
      const deadline = performance.now() + CONDITION_TIMEOUT_MS;
      for (;;) {
        const current = await view(id);
        if (fulfils(current)) return current;
        if (performance.now() > deadline) {
          throw new Error(
            `still ${current.state}, reading ${current.reading.state}, error ${current.lastError?.code ?? 'none'}`,
          );
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    stop: async () => {
      await registrations.stop();
      store.close();
    },
  };
};

/** Adds a front and a back, as from a scanner, to a registration. */
export const putCard = async (registrations: Registrations, id: string): Promise<void> => {
  unwrap(
    await registrations.putPicture(id, {
      part: 'front',
      bytes: await createCellPicture(1),
      origin: 'scanner',
      dpi: 400,
    }),
  );
  unwrap(
    await registrations.putPicture(id, {
      part: 'back',
      bytes: await createCellPicture(2),
      origin: 'scanner',
      dpi: 400,
    }),
  );
};

/** Creates a draft with all values and all three pictures, for which step 1 is not yet requested. */
export const fillDraft = async (
  registrations: Registrations,
  values: Partial<Record<FieldName, string>> = {},
): Promise<string> => {
  const { id } = unwrap(await registrations.start());
  await putCard(registrations, id);
  unwrap(
    await registrations.putPicture(id, {
      part: 'photo',
      bytes: await createCellPicture(3, 800),
      origin: 'camera',
      dpi: null,
    }),
  );
  unwrap(await registrations.saveFields(id, { ...FIELD_VALUES, ...values }, false));
  return id;
};
