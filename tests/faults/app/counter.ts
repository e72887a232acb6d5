/**
 * Drives one running app of a counter through the page's bridge, for tests whose subject is not the screens: registers customers, reads
 * states, and kills or closes the app.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { givenConsent, type GivenConsent } from '#tests/support/given-consent.ts';
import { createClerk, type Clerk } from '#tests/support/clerk.ts';
import type { Kiosk } from '#tests/support/kiosk.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';

const samplesFolder = path.resolve(import.meta.dirname, '../../../resources/samples');
export const samplePath = (name: 'smart-front' | 'smart-back' | 'smart-photo'): string =>
  path.join(samplesFolder, `${name}.jpg`);

export interface Customer {
  readonly nid: string;
  readonly mobile: string;
  /** Overrides of the values that all customers have. */
  readonly values?: Readonly<Record<string, string>>;
}

/** Creates an invented customer. The same number gives the same customer. */
export const createCustomer = (number: number): Customer => ({
  nid: `0${String(300_000_000 + number)}`,
  mobile: `0130000${String(1_000 + number)}`,
});

/** The last step that a registration reaches. */
type Extent = 'card' | 'details' | 'submitted';

export interface Counter {
  readonly kiosk: Kiosk;
  readonly clerk: Clerk;
  /** Registers a customer, or continues the open registration. @returns its id. */
  register(who: Customer, extent?: Extent): Promise<string>;
  /** Starts a registration without waiting for it, so that a kill can interrupt it at any step. */
  startRegistering(who: Customer): void;
  /** @returns the state of a registration; `gone` if the store does not have it. */
  readState(id: string): Promise<RegistrationState | 'gone'>;
  /** Waits for one of the states. @returns the state. @throws after two minutes. */
  waitForState(id: string, ...wanted: readonly RegistrationState[]): Promise<RegistrationState>;
  /** @returns the open registration; null if none is open. */
  readOpenRegistration(): Promise<{ id: string; state: RegistrationState; nid: string } | null>;
  checkNow(id: string): Promise<RegistrationState>;
  submitAgain(id: string): Promise<void>;
  /** Requests an immediate submission. An error is ignored, because callers check whether the registration is sent. */
  retry(id: string): Promise<void>;
  /** @returns `ok`, or the error code. */
  takeOver(id: string, leadPin: string): Promise<string>;
  chooseLeadPin(pin: string): Promise<void>;
  /** Closes the open registration and shows the home screen. */
  goHome(): Promise<void>;
  listRegistrations(): Promise<{ id: string; state: RegistrationState }[]>;
  kill(): Promise<void>;
  close(): Promise<void>;
}

type BridgedWindow = Window & { kiosk: KioskBridge };

/** The pictures of a registration in base64, in which they are passed to the page. */
interface SamplePictures {
  readonly front: string;
  readonly back: string;
  readonly photo: string;
}

const WAIT_LIMIT_MS = 120_000;
const POLL_INTERVAL_MS = 50;

/** Registers a customer through the bridge. Evaluated in the page, so it can use only its argument. */
const registerInPage = async ({
  who,
  extent,
  pictures,
  consent,
}: {
  who: Customer;
  extent: Extent;
  pictures: SamplePictures;
  consent: GivenConsent;
}): Promise<string> => {
  const { kiosk } = window as unknown as BridgedWindow;
  const dataOf = <T>(result: { ok: true; data: T } | { ok: false; error: { code: string } }): T => {
    if (!result.ok) throw new Error(result.error.code);
    return result.data;
  };
  const decodeBase64 = (text: string): Uint8Array =>
    Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const { id, pictures: existingPictures } = dataOf(await kiosk.registration.start());
  for (const part of ['front', 'back', 'photo'] as const) {
    if (existingPictures[part] || (extent === 'card' && part === 'photo')) continue;
    dataOf(
      await kiosk.registration.putPicture({
        id,
        part,
        bytes: decodeBase64(pictures[part]),
        origin: 'import',
      }),
    );
  }
  dataOf(await kiosk.registration.readCard({ id }));
  if (extent === 'card') return id;
  dataOf(await kiosk.registration.setStep({ id, step: 'details' }));
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
    const decidedFields = ['nid_no', 'dob'] as const;
    dataOf(
      await kiosk.registration.saveFields({ id, values, sameAddress: true, chosen: decidedFields }),
    );
  };
  await saveTypedValues();
  dataOf(await kiosk.registration.setStep({ id, step: 'review' }));
  if (extent === 'details') return id;
  const result = await kiosk.registration.submit({ id, consent });
  if (result.ok) return id;
  if (result.error.code !== 'REG-INCOMPLETE') dataOf(result);
  await saveTypedValues();
  dataOf(await kiosk.registration.submit({ id, consent }));
  return id;
};

const readAsBase64 = async (name: Parameters<typeof samplePath>[0]): Promise<string> =>
  (await readFile(samplePath(name))).toString('base64');

export const readSamplePictures = async (): Promise<SamplePictures> => ({
  front: await readAsBase64('smart-front'),
  back: await readAsBase64('smart-back'),
  photo: await readAsBase64('smart-photo'),
});

export const createCounter = (kiosk: Kiosk, pictures: SamplePictures): Counter => {
  const page = (): Page => kiosk.page;
  const rows = (): Promise<{ id: string; state: RegistrationState }[]> =>
    page().evaluate(async () => {
      const result = await (window as unknown as BridgedWindow).kiosk.registration.list({
        filter: 'all',
      });
      if (!result.ok) throw new Error(result.error.code);
      return result.data.map(({ id, state }) => ({ id, state }));
    });
  const readState = async (id: string): Promise<RegistrationState | 'gone'> =>
    (await rows()).find((row) => row.id === id)?.state ?? 'gone';
  const checkNow = (id: string): Promise<RegistrationState> =>
    page().evaluate(async (registrationId) => {
      const result = await (window as unknown as BridgedWindow).kiosk.registration.checkNow({
        id: registrationId,
      });
      if (!result.ok) throw new Error(result.error.code);
      return result.data.state;
    }, id);
  return {
    kiosk,
    clerk: createClerk(kiosk.page),
    listRegistrations: rows,
    readState,
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
        // The evaluation fails when the test kills the app.
        .catch(() => undefined);
    },
    waitForState: async (id, ...wanted) => {
      const deadline = Date.now() + WAIT_LIMIT_MS;
      for (;;) {
        const current = await readState(id);
        if (current !== 'gone' && wanted.includes(current)) return current;
        if (Date.now() > deadline)
          throw new Error(
            `still ${current}, not ${wanted.join(' or ')}\n${kiosk.logs().split('\n').slice(-20).join('\n')}`,
          );
        await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
      }
    },
    readOpenRegistration: () =>
      page().evaluate(async () => {
        const result = await (window as unknown as BridgedWindow).kiosk.registration.current();
        if (!result.ok) throw new Error(result.error.code);
        return (
          result.data && {
            id: result.data.id,
            state: result.data.state,
            nid: result.data.fields.nid_no.value,
          }
        );
      }),
    submitAgain: async (id) =>
      page().evaluate(
        async ({ registrationId, consent }) => {
          const { kiosk: bridge } = window as unknown as BridgedWindow;
          const opened = await bridge.registration.open({ id: registrationId });
          if (!opened.ok) throw new Error(opened.error.code);
          const submit = () => bridge.registration.submit({ id: registrationId, consent });
          let submission = await submit();
          if (!submission.ok && submission.error.code === 'REG-INCOMPLETE') {
            // The code of the sample card was decoded after the first submission; the typed values are kept.
            const { nid_no, dob } = opened.data.fields;
            const saved = await bridge.registration.saveFields({
              id: registrationId,
              values: { nid_no: nid_no.value, dob: dob.value },
              sameAddress: opened.data.sameAddress,
              chosen: ['nid_no', 'dob'],
            });
            if (!saved.ok) throw new Error(saved.error.code);
            submission = await submit();
          }
          if (!submission.ok) throw new Error(submission.error.code);
        },
        { registrationId: id, consent: await givenConsent(page()) },
      ),
    retry: (id) =>
      page().evaluate(async (registrationId) => {
        await (window as unknown as BridgedWindow).kiosk.registration.retry({ id: registrationId });
      }, id),
    takeOver: (id, leadPin) =>
      page().evaluate(
        async (request) => {
          const result = await (window as unknown as BridgedWindow).kiosk.outbox.takeOver(request);
          return result.ok ? 'ok' : result.error.code;
        },
        { id, leadPin },
      ),
    chooseLeadPin: (pin) =>
      page().evaluate(async (chosenPin) => {
        const result = await (window as unknown as BridgedWindow).kiosk.lead.choose({
          pin: chosenPin,
        });
        if (!result.ok) throw new Error(result.error.code);
      }, pin),
    goHome: async () => {
      await page().evaluate(async () => {
        const { registration } = (window as unknown as BridgedWindow).kiosk;
        const result = await registration.current();
        if (result.ok && result.data) await registration.close({ id: result.data.id });
      });
      await page().reload();
      await page().getByRole('heading', { name: 'Counter', exact: true }).waitFor();
    },
    kill: () => kiosk.kill(),
    close: () => kiosk.close(),
  };
};
