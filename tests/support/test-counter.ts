/** Test counter without page and Electron: the real store and registrations service with a fake eKYC client, session and clock. */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import type {
  CardReading,
  EkycClient,
  StatusAnswer,
  SubmissionForm,
  SubmitOutcome,
  Token,
} from '#main/ekyc/port.ts';
import type { CardCodeDecoder } from '#main/card-reading/port.ts';
import type { CardImaging, Imaging } from '#main/imaging/port.ts';
import type { Log } from '#main/log/log.ts';
import type { RegistrationsDeps } from '#main/registrations/context.ts';
import { createRegistrations } from '#main/registrations/service.ts';
import { consentHash } from '#main/record/consent.ts';
import type { Registrations } from '#main/registrations/port.ts';
import type { Store } from '#main/store/port.ts';
import { openStore } from '#main/store/open-store.ts';
import { perField, type FieldName } from '#shared/domain/fields.ts';
import type { RegistrationView } from '#shared/domain/registration.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { emptyCodeDecoder, createPassThroughImaging } from '#tests/support/pass-through-imaging.ts';
import { CLERK, createFakeSession } from './fake-session.ts';

export const LEAD_PIN = '246802';
/** The quiet period after an unknown outcome. */
export const QUIET_MS = 15 * 60_000;
export const MASTER_KEY = Buffer.alloc(32, 7);

export const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`expected ok, got ${result.error.code}`);
  return result.data;
};

/** Creates temporary folders and removes them all after the test. */
export const createFolders = () => {
  const folders: string[] = [];
  return {
    make: async () => {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'kiosk-store-'));
      folders.push(folder);
      return folder;
    },
    remove: async () => {
      for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
    },
  };
};

export const quietLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** Invented values of all fields. */
export const VALUES: Record<FieldName, string> = {
  ...perField(() => 'নমুনা উদাহরণ'),
  nid_no: '0123456789',
  dob: '01 Oct 1980',
  applicant_name_ben: 'নওশীন আরা বেগম',
  applicant_name_eng: 'NOWSHEEN ARA BEGUM',
  father_name: 'আব্দুল করিম',
  mother_name: 'রাহেলা খাতুন',
  pres_address: 'বাসা ১২, সড়ক ৪, ধানমন্ডি, ঢাকা',
  perm_address: 'গ্রাম: বাঘারপাড়া, যশোর',
  gender: 'Female',
  profession: 'Teacher',
  nominee: 'KARIM UDDIN',
  nominee_relation: 'Husband',
  mobile_number: '01300000777',
};

export const LISTS = {
  gender: [
    { en: 'Female', bn: 'নারী' },
    { en: 'Male', bn: 'পুরুষ' },
  ],
  profession: [{ en: 'Teacher', bn: 'শিক্ষক' }],
  nomineeRelation: [{ en: 'Husband', bn: 'স্বামী' }],
};
export const CONSENT = { version: '3', en: 'I agree with {bank}', bn: '{bank}-এর সঙ্গে আমি সম্মত' };
export const LOCATION = {
  branchCode: '0142',
  counterNumber: '3',
  bank: { en: 'Example Bank', bn: 'উদাহরণ ব্যাংক' },
};

/** A picture of 9 × 8 coloured cells that differ by seed, `widthPx` pixels wide. */
export const picture = async (seed: number, widthPx = 1_011): Promise<Uint8Array> => {
  const cells = Buffer.alloc(9 * 8 * 3);
  for (let index = 0; index < cells.length; index += 1) {
    cells[index] =
      createHash('sha256')
        .update(`${String(seed)}-${String(Math.floor(index / 3))}`)
        .digest()[0] ?? 0;
  }
  const heightPx = Math.round(widthPx * 0.63);
  return sharp(cells, { raw: { width: 9, height: 8, channels: 3 } })
    .resize(widthPx, heightPx, { fit: 'fill', kernel: 'nearest' })
    .png()
    .toBuffer();
};

/** Real image processing without the helper process that the app uses for it. */
export const imaging: Imaging &
  CardImaging & { asked: { kind: string; maxBytes: number | undefined }[] } = {
  asked: [],
  clean: async ({ kind, bytes, maxBytes }) => {
    imaging.asked.push({ kind, maxBytes });
    try {
      const quality = maxBytes === undefined ? 90 : 40;
      const { data, info } = await sharp(bytes)
        .jpeg({ quality })
        .toBuffer({ resolveWithObject: true });
      const grey = await sharp(data).greyscale().resize(9, 8, { fit: 'fill' }).raw().toBuffer();
      let hash = 0n;
      for (let row = 0; row < 8; row += 1) {
        for (let column = 0; column < 8; column += 1) {
          hash =
            (hash << 1n) |
            ((grey[row * 9 + column] ?? 0) > (grey[row * 9 + column + 1] ?? 0) ? 1n : 0n);
        }
      }
      return ok({
        jpeg: data,
        widthPx: info.width,
        heightPx: info.height,
        dhash: hash.toString(16).padStart(16, '0'),
      });
    } catch {
      return err('IMG-NOT-IMAGE');
    }
  },
  card: (request) => createPassThroughImaging(imaging.clean).card(request),
  stop: async () => undefined,
};

export const READING: CardReading = {
  fields: {
    nid_no: '0123456789',
    dob: '1/10/1980',
    applicant_name_eng: 'NOWSHEEN ARA',
    pres_address: 'ধানমন্ডি, ঢাকা',
  },
  front: { name: 'id_front_url', value: 'cards/f-1.jpg' },
  back: { name: 'id_back_url', value: 'cards/b-1.jpg' },
  other: {},
};

/** The service's status of an unknown mobile number. */
export const STATUS: StatusAnswer = {
  verdict: 'invalid',
  statusText: 'invalid',
  comparisons: [],
  textMatches: null,
  cardPhoto: { url: null, matchesEc: null },
  counterPhoto: { url: null, matchesEc: null },
  other: [],
};

type Calls = { [K in keyof EkycClient]: Parameters<EkycClient[K]>[] };

/** Fake eKYC client: returns the answers that a test sets, and records its calls. */
export const createFakeClient = () => {
  const calls: Calls = {
    requestOtp: [],
    verifyOtp: [],
    logout: [],
    readCard: [],
    submit: [],
    verificationStatus: [],
    verificationLog: [],
    fetchPhoto: [],
    probe: [],
  };
  const answers = {
    readCard: async (..._call: Parameters<EkycClient['readCard']>): Promise<Result<CardReading>> =>
      ok(READING),
    submit: async (_token: Token, _form: SubmissionForm): Promise<SubmitOutcome> => ({
      kind: 'accepted',
      detail: 'saved',
    }),
    verificationStatus: (async () => ok(STATUS)) as EkycClient['verificationStatus'],
    verificationLog: (async () =>
      ok({ entries: [], complete: true })) as EkycClient['verificationLog'],
    probe: async (): Promise<Result<undefined>> => ok(undefined),
  };
  const client: EkycClient = {
    requestOtp: async () => err('NET-DNS'),
    verifyOtp: async () => err('NET-DNS'),
    logout: async () => err('NET-DNS'),
    fetchPhoto: async () => err('NET-DNS'),
    readCard: (...call) => {
      calls.readCard.push(call);
      return answers.readCard(...call);
    },
    submit: (token, form, options) => {
      calls.submit.push([token, form, options]);
      return answers.submit(token, form);
    },
    verificationStatus: (...call) => {
      calls.verificationStatus.push(call);
      return answers.verificationStatus(...call);
    },
    verificationLog: (...call) => {
      calls.verificationLog.push(call);
      return answers.verificationLog(...call);
    },
    probe: (...call) => {
      calls.probe.push(call);
      return answers.probe();
    },
  };
  return { client, calls, answers };
};

export const openStoreAt = async (file: string): Promise<Store> =>
  must(await openStore({ path: file, masterKey: MASTER_KEY }));

export interface TestCounter {
  readonly registrations: Registrations;
  readonly store: Store;
  readonly service: ReturnType<typeof createFakeClient>;
  readonly desk: ReturnType<typeof createFakeSession>;
  readonly clock: { now: number };
  readonly views: RegistrationView[];
  /** Waits until the registration fulfils the condition; the error of the time limit contains its last state. */
  until(id: string, fulfils: (view: RegistrationView) => boolean): Promise<RegistrationView>;
  view(id: string): Promise<RegistrationView>;
  /** Stops the registrations and closes the store, as an orderly end of the app does. */
  stop(): Promise<void>;
}

export interface TestCounterOptions {
  readonly file: string;
  readonly mobile?: MobileNumber | null;
  readonly service?: ReturnType<typeof createFakeClient>;
  readonly clock?: { now: number };
  readonly timing?: Partial<RegistrationsDeps['timing']>;
  /** Decoder of the codes on cards; when absent, no code is found. */
  readonly cardCodeDecoder?: CardCodeDecoder;
}

export const createTestCounter = async ({
  file,
  mobile = CLERK,
  service = createFakeClient(),
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
      quietPeriodMs: QUIET_MS,
      purgeGraceMs: 86_400_000,
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
    const open = await registrations.current();
    if (open.ok && open.data?.id === id) return open.data;
    return (
      [...views].reverse().find((seen) => seen.id === id) ?? must(await registrations.open(id))
    );
  };
  return {
    registrations,
    store,
    service,
    desk,
    clock,
    views,
    view,
    until: async (id, fulfils) => {
      const deadline = performance.now() + 10_000;
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

export const putCard = async (registrations: Registrations, id: string): Promise<void> => {
  must(
    await registrations.putPicture(id, {
      part: 'front',
      bytes: await picture(1),
      origin: 'scanner',
      dpi: 400,
    }),
  );
  must(
    await registrations.putPicture(id, {
      part: 'back',
      bytes: await picture(2),
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
  const { id } = must(await registrations.start());
  await putCard(registrations, id);
  must(
    await registrations.putPicture(id, {
      part: 'photo',
      bytes: await picture(3, 800),
      origin: 'camera',
      dpi: null,
    }),
  );
  must(await registrations.saveFields(id, { ...VALUES, ...values }, false));
  return id;
};

export const CONSENT_EVIDENCE = {
  textVersion: CONSENT.version,
  textHash: consentHash({ consent: CONSENT, location: LOCATION }, 'bn'),
  locale: 'bn',
  by: 'clerk',
  shownMs: 4_000,
  ageMs: 0,
} as const;
