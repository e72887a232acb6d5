/**
 * Starts the built app with the simulated service on a data folder that is kept when the app is killed. Registers customers through the
 * page's bridge, for tests whose subject is not the screens.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach } from 'vitest';
import { givenConsent, type GivenConsent } from '#tests/support/given-consent.ts';
import { createClerk, type Clerk } from '#tests/support/clerk.ts';
import { launchKiosk, type Kiosk } from '#tests/support/kiosk.ts';
import {
  createTestService,
  type TestService,
  type DialectName,
} from '#tests/support/service/service.ts';
import type { LedgerEntry } from '#tests/support/service/types.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';

export const FIRST_CLERK = '01300000042';
export const SECOND_CLERK = '01300000043';

const samples = path.resolve(import.meta.dirname, '../../../resources/samples');
export const sample = (name: 'smart-front' | 'smart-back' | 'smart-photo'): string =>
  path.join(samples, `${name}.jpg`);

export interface Customer {
  readonly nid: string;
  readonly mobile: string;
  /** Overrides of the values that all customers have. */
  readonly values?: Readonly<Record<string, string>>;
}

/** An invented customer for every number. */
export const customer = (number: number): Customer => ({
  nid: `0${String(300_000_000 + number)}`,
  mobile: `0130000${String(1_000 + number)}`,
});

/** The last step that a registration reaches. */
export type Extent = 'card' | 'details' | 'submitted';

export interface Counter {
  readonly kiosk: Kiosk;
  readonly clerk: Clerk;
  /** Registers a customer, or continues the open registration. @returns its id. */
  register(who: Customer, extent?: Extent): Promise<string>;
  /** Starts a registration without waiting for it, so that a kill can interrupt it at any step. */
  startRegistering(who: Customer): void;
  /** @returns the state of a registration; `gone` if the store does not have it. */
  state(id: string): Promise<RegistrationState | 'gone'>;
  /** Waits for one of the states. @returns the state. @throws after two minutes. */
  until(id: string, ...wanted: readonly RegistrationState[]): Promise<RegistrationState>;
  /** @returns the open registration; null if none is open. */
  open(): Promise<{ id: string; state: RegistrationState; nid: string } | null>;
  checkNow(id: string): Promise<RegistrationState>;
  submitAgain(id: string): Promise<void>;
  /** Requests an immediate submission. An error is ignored, because callers check whether the registration is sent. */
  retry(id: string): Promise<void>;
  /** @returns `ok`, or the error code. */
  takeOver(id: string, leadPin: string): Promise<string>;
  chooseLeadPin(pin: string): Promise<void>;
  /** Closes the open registration and shows the home screen. */
  goHome(): Promise<void>;
  rows(): Promise<{ id: string; state: RegistrationState }[]>;
  kill(): Promise<void>;
  close(): Promise<void>;
}

type Bridged = Window & { kiosk: KioskBridge };

const WAIT_LIMIT_MS = 120_000;

/** Registers a customer through the bridge. Evaluated in the page, so it can use only its argument. */
const registerInPage = async ({
  who,
  extent,
  pictures,
  consent,
}: {
  who: Customer;
  extent: Extent;
  pictures: { front: string; back: string; photo: string };
  consent: GivenConsent;
}): Promise<string> => {
  const { kiosk } = window as unknown as Bridged;
  const must = <T>(result: { ok: true; data: T } | { ok: false; error: { code: string } }): T => {
    if (!result.ok) throw new Error(result.error.code);
    return result.data;
  };
  const decodeBase64 = (text: string): Uint8Array =>
    Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const { id, pictures: present } = must(await kiosk.registration.start());
  for (const part of ['front', 'back', 'photo'] as const) {
    if (present[part] || (extent === 'card' && part === 'photo')) continue;
    must(
      await kiosk.registration.putPicture({
        id,
        part,
        bytes: decodeBase64(pictures[part]),
        origin: 'import',
      }),
    );
  }
  must(await kiosk.registration.readCard({ id }));
  if (extent === 'card') return id;
  must(await kiosk.registration.setStep({ id, step: 'details' }));
  const values = {
    nid_no: who.nid,
    dob: '12/8/1991',
    applicant_name_ben: 'নমুনা উদাহরণ বেগম',
    applicant_name_eng: 'NAMUNA EXAMPLE',
    father_name: 'উদাহরণ আলী মিয়া',
    mother_name: 'নমুনা খাতুন',
    pres_address: 'নমুনা সড়ক, উদাহরণ জেলা',
    gender: 'Female',
    profession: 'Homemaker',
    nominee: 'Porikkha Mia',
    nominee_relation: 'Son',
    mobile_number: who.mobile,
    ...who.values,
  };
  // The code of the sample card has another person's values and is decoded asynchronously. If its values arrive after the first
  // submission, the conflicts have to be decided again.
  const saveTypedValues = async (): Promise<void> => {
    const chosen = ['nid_no', 'dob'] as const;
    must(await kiosk.registration.saveFields({ id, values, sameAddress: true, chosen }));
  };
  await saveTypedValues();
  must(await kiosk.registration.setStep({ id, step: 'review' }));
  if (extent === 'details') return id;
  const result = await kiosk.registration.submit({ id, consent });
  if (result.ok) return id;
  if (result.error.code !== 'REG-INCOMPLETE') must(result);
  await saveTypedValues();
  must(await kiosk.registration.submit({ id, consent }));
  return id;
};

const readAsBase64 = async (name: Parameters<typeof sample>[0]): Promise<string> =>
  (await readFile(sample(name))).toString('base64');

const createCounter = (
  kiosk: Kiosk,
  pictures: { front: string; back: string; photo: string },
): Counter => {
  const page = (): Page => kiosk.page;
  const rows = (): Promise<{ id: string; state: RegistrationState }[]> =>
    page().evaluate(async () => {
      const answer = await (window as unknown as Bridged).kiosk.registration.list({
        filter: 'all',
      });
      if (!answer.ok) throw new Error(answer.error.code);
      return answer.data.map(({ id, state }) => ({ id, state }));
    });
  const state = async (id: string): Promise<RegistrationState | 'gone'> =>
    (await rows()).find((row) => row.id === id)?.state ?? 'gone';
  const checkNow = (id: string): Promise<RegistrationState> =>
    page().evaluate(async (wanted) => {
      const answer = await (window as unknown as Bridged).kiosk.registration.checkNow({
        id: wanted,
      });
      if (!answer.ok) throw new Error(answer.error.code);
      return answer.data.state;
    }, id);
  return {
    kiosk,
    clerk: createClerk(kiosk.page),
    rows,
    state,
    checkNow,
    register: (who, extent = 'submitted') =>
      givenConsent(page()).then((consent) =>
        page().evaluate(registerInPage, { who, extent, pictures, consent }),
      ),
    startRegistering: (who) => {
      givenConsent(page())
        .then((consent) =>
          page().evaluate(registerInPage, { who, extent: 'submitted' as const, pictures, consent }),
        )
        .catch(() => undefined);
    },
    until: async (id, ...wanted) => {
      const end = Date.now() + WAIT_LIMIT_MS;
      for (;;) {
        const now = await state(id);
        if (now !== 'gone' && wanted.includes(now)) return now;
        if (Date.now() > end)
          throw new Error(
            `still ${now}, not ${wanted.join(' or ')}\n${kiosk.logs().split('\n').slice(-20).join('\n')}`,
          );
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    open: () =>
      page().evaluate(async () => {
        const answer = await (window as unknown as Bridged).kiosk.registration.current();
        if (!answer.ok) throw new Error(answer.error.code);
        return (
          answer.data && {
            id: answer.data.id,
            state: answer.data.state,
            nid: answer.data.fields.nid_no.value,
          }
        );
      }),
    submitAgain: async (id) =>
      page().evaluate(
        async ({ wanted, consent }) => {
          const { kiosk: bridge } = window as unknown as Bridged;
          const opened = await bridge.registration.open({ id: wanted });
          if (!opened.ok) throw new Error(opened.error.code);
          const submit = () => bridge.registration.submit({ id: wanted, consent });
          let sent = await submit();
          if (!sent.ok && sent.error.code === 'REG-INCOMPLETE') {
            // The code of the sample card was decoded after the first submission; the typed values are kept.
            const { nid_no, dob } = opened.data.fields;
            const saved = await bridge.registration.saveFields({
              id: wanted,
              values: { nid_no: nid_no.value, dob: dob.value },
              sameAddress: opened.data.sameAddress,
              chosen: ['nid_no', 'dob'],
            });
            if (!saved.ok) throw new Error(saved.error.code);
            sent = await submit();
          }
          if (!sent.ok) throw new Error(sent.error.code);
        },
        { wanted: id, consent: await givenConsent(page()) },
      ),
    retry: (id) =>
      page().evaluate(async (wanted) => {
        await (window as unknown as Bridged).kiosk.registration.retry({ id: wanted });
      }, id),
    takeOver: (id, leadPin) =>
      page().evaluate(
        async (request) => {
          const answer = await (window as unknown as Bridged).kiosk.outbox.takeOver(request);
          return answer.ok ? 'ok' : answer.error.code;
        },
        { id, leadPin },
      ),
    chooseLeadPin: (pin) =>
      page().evaluate(async (chosenPin) => {
        const answer = await (window as unknown as Bridged).kiosk.lead.choose({ pin: chosenPin });
        if (!answer.ok) throw new Error(answer.error.code);
      }, pin),
    goHome: async () => {
      await page().evaluate(async () => {
        const { registration } = (window as unknown as Bridged).kiosk;
        const answer = await registration.current();
        if (answer.ok && answer.data) await registration.close({ id: answer.data.id });
      });
      await page().reload();
      await page().getByRole('heading', { name: 'Counter', exact: true }).waitFor();
    },
    kill: () => kiosk.kill(),
    close: () => kiosk.close(),
  };
};

export interface OpenOptions {
  readonly baseUrl?: string;
  /** More environment for the app. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Rig {
  readonly service: TestService;
  /** The data folder of the test's counter. */
  readonly folder: string;
  /** Starts the app on the test's data folder. */
  open(options?: OpenOptions): Promise<Counter>;
  signIn(counter: Counter, mobile?: string): Promise<void>;
  /** Entries of the service's ledger for a customer. */
  entries(who: Customer): readonly LedgerEntry[];
}

/** Creates a new service and data folder for every test of the file or suite; kiosks are closed after the test. */
export const useRig = (dialect: DialectName = '1.06'): Rig => {
  const current = { service: null as unknown as TestService, folder: '', running: [] as Counter[] };
  beforeEach(async () => {
    // Step 1 returns only one value, which is the typed one, so that readings cause no conflicts.
    current.service = await createTestService({
      dialect,
      readings: () => ({ father_name: 'উদাহরণ আলী মিয়া' }),
    });
    current.folder = await mkdtemp(path.join(tmpdir(), 'kiosk-faults-'));
    current.running = [];
  });
  afterEach(async () => {
    for (const counter of current.running) await counter.close().catch(() => undefined);
    await current.service.close();
    await rm(current.folder, { recursive: true, force: true });
  });
  return {
    get service() {
      return current.service;
    },
    get folder() {
      return current.folder;
    },
    open: async ({ baseUrl = current.service.url, env = {} } = {}) => {
      const pictures = {
        front: await readAsBase64('smart-front'),
        back: await readAsBase64('smart-back'),
        photo: await readAsBase64('smart-photo'),
      };
      const counter = createCounter(
        await launchKiosk({ baseUrl, dataDir: current.folder, locale: 'en', env }),
        pictures,
      );
      current.running.push(counter);
      await counter.clerk.unlockIfLocked();
      return counter;
    },
    signIn: (counter, mobile = FIRST_CLERK) =>
      counter.clerk.signIn(mobile, () => current.service.otpFor(mobile) ?? ''),
    entries: (who) => current.service.ledger().filter((entry) => entry.nid_no === who.nid),
  };
};
