/**
 * A counter that tests can kill: the built app on a data folder that outlives it, the simulated service with its ledger, and
 * customers who are registered through the page's own bridge where the screens are not the subject.
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
  /** Instead of the values that all customers have. */
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
  /** Registers a customer, or goes on with the open one. @returns its id. */
  register(who: Customer, extent?: Extent): Promise<string>;
  /** Does it without waiting for anything, so that a kill finds it anywhere. */
  registerLoosely(who: Customer): void;
  state(id: string): Promise<RegistrationState | 'gone'>;
  until(id: string, ...wanted: readonly RegistrationState[]): Promise<RegistrationState>;
  open(): Promise<{ id: string; state: RegistrationState; nid: string } | null>;
  checkNow(id: string): Promise<RegistrationState>;
  submitAgain(id: string): Promise<void>;
  /** Asks for it to be sent now; that it may be refused is the point. */
  retry(id: string): Promise<void>;
  /** @returns `ok`, or the code of the refusal. */
  takeOver(id: string, leadPin: string): Promise<string>;
  chooseLead(pin: string): Promise<void>;
  /** Closes what is open and shows the counter's home screen. */
  goHome(): Promise<void>;
  rows(): Promise<{ id: string; state: RegistrationState }[]>;
  kill(): Promise<void>;
  close(): Promise<void>;
}

type Bridged = Window & { kiosk: KioskBridge };

const WAIT_LIMIT_MS = 120_000;

/** Runs in the page. */
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
  const bytes = (text: string): Uint8Array =>
    Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const { id, pictures: had } = must(await kiosk.registration.start());
  for (const part of ['front', 'back', 'photo'] as const) {
    if (had[part] || (extent === 'card' && part === 'photo')) continue;
    must(
      await kiosk.registration.putPicture({
        id,
        part,
        bytes: bytes(pictures[part]),
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
  // The code of the sample card names another person. It is read in its own time, before or after the clerk types, and each
  // time it comes the clerk has to choose again.
  const type = async (): Promise<void> => {
    const chosen = ['nid_no', 'dob'] as const;
    must(await kiosk.registration.saveFields({ id, values, sameAddress: true, chosen }));
  };
  await type();
  must(await kiosk.registration.setStep({ id, step: 'review' }));
  if (extent === 'details') return id;
  const first = await kiosk.registration.submit({ id, consent });
  if (first.ok) return id;
  if (first.error.code !== 'REG-INCOMPLETE') must(first);
  await type();
  must(await kiosk.registration.submit({ id, consent }));
  return id;
};

const base64 = async (name: Parameters<typeof sample>[0]): Promise<string> =>
  (await readFile(sample(name))).toString('base64');

const counterOn = (
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
    registerLoosely: (who) => {
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
            // The code of the sample card was read after the first submission: the clerk keeps what was typed.
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
        async (given) => {
          const answer = await (window as unknown as Bridged).kiosk.outbox.takeOver(given);
          return answer.ok ? 'ok' : answer.error.code;
        },
        { id, leadPin },
      ),
    chooseLead: (pin) =>
      page().evaluate(async (given) => {
        const answer = await (window as unknown as Bridged).kiosk.lead.choose({ pin: given });
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

/** A fresh service and data folder for every test of the file or suite; the kiosks end with the test. */
export const useRig = (dialect: DialectName = '1.06'): Rig => {
  const now = { service: null as unknown as TestService, folder: '', running: [] as Counter[] };
  beforeEach(async () => {
    // The card says nothing that the clerk's typing could contradict.
    now.service = await createTestService({
      dialect,
      readings: () => ({ father_name: 'উদাহরণ আলী মিয়া' }),
    });
    now.folder = await mkdtemp(path.join(tmpdir(), 'kiosk-faults-'));
    now.running = [];
  });
  afterEach(async () => {
    for (const counter of now.running) await counter.close().catch(() => undefined);
    await now.service.close();
    await rm(now.folder, { recursive: true, force: true });
  });
  return {
    get service() {
      return now.service;
    },
    get folder() {
      return now.folder;
    },
    open: async ({ baseUrl = now.service.url, env = {} } = {}) => {
      const pictures = {
        front: await base64('smart-front'),
        back: await base64('smart-back'),
        photo: await base64('smart-photo'),
      };
      const counter = counterOn(
        await launchKiosk({ baseUrl, dataDir: now.folder, locale: 'en', env }),
        pictures,
      );
      now.running.push(counter);
      await counter.clerk.unlockIfLocked();
      return counter;
    },
    signIn: (counter, mobile = FIRST_CLERK) =>
      counter.clerk.signIn(mobile, () => now.service.otpFor(mobile) ?? ''),
    entries: (who) => now.service.ledger().filter((entry) => entry.nid_no === who.nid),
  };
};
