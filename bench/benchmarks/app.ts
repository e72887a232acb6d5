/** Measures the built app on the stand-in host: start by the size of the store, a whole scripted registration, and the idle app. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { loadSampleCards } from '#tests/support/sample-cards.ts';
import { createClerk, type Clerk } from '#tests/support/clerk.ts';
import { keychainFile, launchKiosk, type Kiosk } from '#tests/support/kiosk.ts';
import { keychainItemKey } from '#tests/support/standin/keyring.ts';
import { createTestService, type TestService } from '#tests/support/service/service.ts';
import { renderA4Scan, samplePath } from '#bench/support/a4-scan.ts';
import { createBenchStore, MASTER_KEY, type StoreSize } from '#bench/support/bench-store.ts';
import {
  interleave,
  statsOfJob,
  statsOfValue,
  statsOf,
  measureMs,
  type Job,
  type Measurement,
  type Benchmark,
} from '#bench/support/measure.ts';
import { commandOf, cpuMs, processTree, residentMb } from '#bench/support/processes.ts';
import { tempFolder } from '#bench/support/temp.ts';

const SIZES: readonly (StoreSize & { readonly label: string })[] = [
  { label: '2,000 rows with pictures', rows: 2_000, withPictures: 2_000 },
  { label: '100,000 rows', rows: 100_000 },
];
const START_ROUNDS = 5;
const REGISTRATIONS = 3;
const IDLE_MS = 30_000;
/** The shortest time in which a clerk places a card on the glass. It is not part of the measured time. */
const PLACING_MS = 3_000;
/** Wait before the idle measurement: after a registration the page still compiles code and the helper processes still free memory. */
const SETTLE_MS = 20_000;
const MS_PER_MINUTE = 60_000;
const CLERK_MOBILE = '01300000042';

/** Creates a data folder with a store of this size, and the stand-in's keychain with the store's key. */
const createDataDir = async (size: StoreSize): Promise<string> => {
  const dataDir = path.join(
    await tempFolder(),
    `app-${String(size.rows)}-${String(size.withPictures ?? 0)}`,
  );
  await cp(await createBenchStore(size), dataDir, { recursive: true });
  const keychain = keychainFile(dataDir);
  const item = keychainItemKey('ekyc-branch-kiosk', 'store-master-key');
  await mkdir(path.dirname(keychain), { recursive: true });
  await writeFile(keychain, JSON.stringify({ [item]: MASTER_KEY.toString('base64') }));
  return dataDir;
};

const runStart = async (): Promise<Measurement[]> => {
  const folders = new Map<string, string>([['empty', await createDataDir({ rows: 0 })]]);
  for (const { label, ...size } of SIZES) folders.set(label, await createDataDir(size));
  let kiosk: Kiosk | null = null;
  const closeKiosk = async (): Promise<void> => {
    await kiosk?.close();
    kiosk = null;
  };
  const jobs = Object.fromEntries(
    Array.from(folders, ([label, dataDir]): [string, Job] => [
      label,
      async () => {
        kiosk = await launchKiosk({ dataDir, locale: 'en' });
        await createClerk(kiosk.page).heading('Sign in').waitFor();
      },
    ]),
  );
  const stats = await interleave(START_ROUNDS, jobs, closeKiosk);
  await closeKiosk();
  return SIZES.map(({ label }) => ({
    label,
    unit: 'ms',
    stats: statsOfJob(stats, label),
    control: { label: 'empty', stats: statsOfJob(stats, 'empty') },
  }));
};

export const appStart: Benchmark = {
  name: 'start',
  title: 'Start of the app to a sign-in that can be used, by the size of the store',
  target: '≤ ×1.3 of an empty store',
  limits:
    'The start of the browser and of the processes; the store reads its unsettled registrations. The host is the stand-in, not Electron.',
  run: runStart,
};

const CUSTOMER = {
  gender: 'Female',
  profession: 'Homemaker',
  nominee: 'পরীক্ষা মিয়া',
  nomineeRelation: 'Son',
  mobile: '01300001234',
} as const;

/** The role of an app process, recognised by its command line. */
const roleOf = (pid: number, mainPid: number): string => {
  const command = commandOf(pid);
  if (pid === mainPid) return 'main';
  const helper = /out\/main\/([a-z-]+)\.js/.exec(command)?.[1];
  if (helper !== undefined) return helper;
  return 'browser';
};

interface RegistrationTimes {
  readonly kiosk: Kiosk;
  readonly wholeMs: number;
  readonly cropMs: number;
  readonly nextCropMs: number;
  readonly submittedMs: number;
}

/**
 * Milliseconds from the drop of a picture to the button that replaces it, in the page: the script's own transfer of the file to the
 * browser does not count.
 */
const measureCropTime = async (
  clerk: Clerk,
  side: 'front' | 'back',
  file: string,
): Promise<number> => {
  await setTimeout(PLACING_MS);
  const cropShown = clerk.page.evaluate(
    (name) =>
      new Promise<number>((resolve) => {
        let droppedAt: number | null = null;
        document.addEventListener('drop', () => (droppedAt = performance.now()), {
          capture: true,
          once: true,
        });
        const observer = new MutationObserver(() => {
          const buttons = [...document.querySelectorAll('button')];
          if (droppedAt === null || !buttons.some((button) => button.textContent.startsWith(name)))
            return;
          observer.disconnect();
          resolve(performance.now() - droppedAt);
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    `Retake ${side}`,
  );
  await clerk.dropPicture(`Import ${side}`, file);
  return cropShown;
};

/** Registers a customer at a new counter, so that no earlier registration of the same card exists. */
const registerAtNewCounter = async (
  service: TestService,
  scans: { readonly front: string; readonly back: string },
): Promise<RegistrationTimes> => {
  const kiosk = await launchKiosk({ baseUrl: service.url, locale: 'en' });
  try {
    const clerk = createClerk(kiosk.page);
    await clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    const startedAt = performance.now();
    await clerk.startRegistration();
    const cropMs = await measureCropTime(clerk, 'front', scans.front);
    const nextCropMs = await measureCropTime(clerk, 'back', scans.back);
    await clerk.continue('Continue to details');
    await clerk.waitForReading();
    await clerk.completeDetails(CUSTOMER);
    await clerk.continue('Continue to photo');
    await clerk.importPhoto(samplePath('smart-photo'));
    await clerk.continue('Continue to review');
    await clerk.waitForConsent();
    const submittedMs = await measureMs(async () => {
      await clerk.consentAndSubmit();
      await clerk.heading('Submitted').waitFor();
    });
    return {
      kiosk,
      wholeMs: performance.now() - startedAt - 2 * PLACING_MS,
      cropMs,
      nextCropMs,
      submittedMs,
    };
  } catch (error) {
    await kiosk.close();
    throw error;
  }
};

/** Measures the idle app: memory in MB, and CPU time in milliseconds per minute, by process role. */
const measureIdle = async (
  kiosk: Kiosk,
): Promise<{ memory: ReadonlyMap<string, number>; idleMs: ReadonlyMap<string, number> }> => {
  const mainPid = await kiosk.evaluate(() => process.pid);
  const pids = processTree(mainPid);
  const memory = new Map<string, number>();
  for (const pid of pids) {
    if (cpuMs(pid) === null) continue;
    const role = roleOf(pid, mainPid);
    memory.set(role, (memory.get(role) ?? 0) + residentMb(pid));
  }
  await setTimeout(SETTLE_MS);
  const before = new Map(pids.map((pid) => [pid, cpuMs(pid)]));
  await setTimeout(IDLE_MS);
  // A helper process of the registration may end meanwhile. Only processes that exist at both measurements count.
  const idleMs = new Map<string, number>();
  for (const [pid, first] of before) {
    const last = cpuMs(pid);
    if (first === null || last === null) continue;
    const role = roleOf(pid, mainPid);
    idleMs.set(role, (idleMs.get(role) ?? 0) + ((last - first) * MS_PER_MINUTE) / IDLE_MS);
  }
  return { memory, idleMs };
};

const runDay = async (): Promise<Measurement[]> => {
  const folder = await tempFolder();
  const createScanFile = async (card: 'smart-front' | 'smart-back'): Promise<string> => {
    const file = path.join(folder, `${card}-a4.jpg`);
    await (await renderA4Scan(300, card)).jpeg({ quality: 90 }).toFile(file);
    return file;
  };
  const scans = {
    front: await createScanFile('smart-front'),
    back: await createScanFile('smart-back'),
  };
  const customers = (await loadSampleCards(path.dirname(samplePath('smart-front')), 'smart')).slice(
    0,
    1,
  );
  const registered: RegistrationTimes[] = [];
  let idle: Awaited<ReturnType<typeof measureIdle>> | null = null;
  for (let count = 1; count <= REGISTRATIONS; count += 1) {
    const service = await createTestService({ customers });
    try {
      const registration = await registerAtNewCounter(service, scans);
      registered.push(registration);
      if (count === REGISTRATIONS) idle = await measureIdle(registration.kiosk);
      await registration.kiosk.close();
    } finally {
      await service.close();
    }
  }
  const statsFor = (metric: 'wholeMs' | 'cropMs' | 'nextCropMs' | 'submittedMs') =>
    statsOf(registered.map((times) => times[metric]));
  return [
    { label: 'whole registration', unit: 'ms', stats: statsFor('wholeMs') },
    {
      label: '300 dpi A4 file → crop on screen, the first',
      unit: 'ms',
      stats: statsFor('cropMs'),
    },
    {
      label: '300 dpi A4 file → crop on screen, the second',
      unit: 'ms',
      stats: statsFor('nextCropMs'),
    },
    { label: 'Submit → Submitted on screen', unit: 'ms', stats: statsFor('submittedMs') },
    ...Array.from(idle?.idleMs ?? [], ([role, ms]): Measurement => ({
      label: `CPU of a minute at rest: ${role}`,
      unit: 'ms',
      stats: statsOfValue(ms),
    })),
    ...Array.from(idle?.memory ?? [], ([role, mb]): Measurement => ({
      label: `memory: ${role}`,
      unit: 'MB',
      stats: statsOfValue(mb),
    })),
  ];
};

export const appDay: Benchmark = {
  name: 'day',
  title: 'A whole scripted registration in the app, and the app at rest after it',
  target:
    'crop on screen ≤ 1.0 s; Submitted ≤ 3 s; ≤ 1 s CPU a minute at rest; all processes but the browser ≤ 600 MB',
  limits:
    'The script waits for each screen and types at once, so that a registration is the sum of what the app makes a clerk wait for. ' +
    'Each card takes three seconds to place, which do not count; the imaging process starts with the registration meanwhile. ' +
    'The browser is the stand-in for Electron and its memory says nothing about it.',
  run: runDay,
};
