/**
 * Searches all files and outputs of the built app for customers' values after a hundred registrations of invented customers, with faults
 * of the service and kills of the app and its store process. No value and no part of one may be readable outside sealed bytes.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault, FaultName } from '#tests/support/service/service.ts';
import { createSeededRandom, type SeededRandom } from '#tests/support/cards/random.ts';
import { readFilesBelow, findSubstrings, SUBSTRING_CHARS, substringsOf } from './readable-text.ts';
import type { Counter, Customer } from './counter.ts';
import { useRig } from './rig.ts';

const CUSTOMERS = 100;
const SEED = 20_261_130;
const TIME_LIMIT_MS = 60 * 60_000;
/** Profile and program of the stand-in's browser, which are not searched: Electron's session is in memory. */
const BROWSER_FOLDERS = /^standin-/;

const faults: readonly (Fault | FaultName | null)[] = [
  null,
  null,
  null,
  'accept-then-502',
  'accept-then-drop',
  'reset-mid-upload',
  'truncated-json',
  'html-502',
  'status-500',
  { kind: 'status', status: 400, body: { nominee: ['This field may not be blank.'] } },
];

const latinSyllables = [
  'ba',
  'do',
  'fi',
  'gu',
  'ke',
  'lo',
  'mi',
  'nu',
  'pe',
  'ra',
  'si',
  'to',
  'vu',
  'ze',
];
const banglaSyllables = [
  'কা',
  'খি',
  'গু',
  'ঘে',
  'চো',
  'জা',
  'টি',
  'ডু',
  'তে',
  'থো',
  'দা',
  'নি',
  'পু',
  'ফে',
  'বো',
  'মা',
];
const inventWord = (random: SeededRandom, syllables: readonly string[]): string =>
  Array.from({ length: 4 }, () => random.pick(syllables)).join('');
const inventName = (random: SeededRandom, syllables: readonly string[]): string =>
  `${inventWord(random, syllables)} ${inventWord(random, syllables)}`;

/** Invents a customer whose values consist of random syllables, so that they occur in no text of the app. */
const inventCustomer = (
  random: SeededRandom,
): Customer & { readonly values: Record<string, string> } => ({
  nid: `0${random.digits(9)}`,
  mobile: `0130000${random.digits(4)}`,
  values: {
    dob: `${random.integer(10, 28)}/${random.integer(1, 9)}/${random.integer(1950, 1999)}`,
    applicant_name_ben: inventName(random, banglaSyllables),
    applicant_name_eng: inventName(random, latinSyllables).toUpperCase(),
    father_name: inventName(random, banglaSyllables),
    mother_name: inventName(random, banglaSyllables),
    pres_address: `${inventName(random, banglaSyllables)}, ${inventName(random, banglaSyllables)}`,
    nominee: inventName(random, latinSyllables),
  },
});

/** States in which no request for the registration is under way. */
const idleStates = ['submitted', 'refused', 'unknown', 'waiting', 'needs-review', 'draft'] as const;

/** Kills the store process and waits until the app has started another. @returns whether a store process was running. */
const killStoreProcess = async (counter: Counter): Promise<boolean> => {
  const appPid = await counter.kiosk.evaluate(() => process.pid);
  for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const readProcFile = (file: string): Promise<string> =>
      readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const isChild =
      (await readProcFile('stat')).split(') ').at(-1)?.split(' ')[1] === String(appPid);
    if (!isChild || !(await readProcFile('cmdline')).includes('/out/main/store.js')) continue;
    process.kill(Number(pid), 'SIGKILL');
    // A pending query fails; the next query starts a new store process.
    const canQueryStore = (): Promise<boolean> =>
      counter.listRegistrations().then(
        () => true,
        () => false,
      );
    await expect.poll(canQueryStore).toBe(true);
    return true;
  }
  return false;
};

describe('a day of a hundred customers with faults and kills', { timeout: TIME_LIMIT_MS }, () => {
  const rig = useRig();
  let temporaryFolder = '';
  beforeEach(async () => {
    temporaryFolder = await mkdtemp(path.join(tmpdir(), 'kiosk-leaks-'));
    // Links the unpacked Chromium of the stand-in host, so that it is not unpacked again in the new temporary folder.
    for (const folder of await readdir(tmpdir()))
      if (folder.startsWith('standin-chromium-'))
        await symlink(path.join(tmpdir(), folder), path.join(temporaryFolder, folder));
  });
  afterEach(() => rm(temporaryFolder, { recursive: true, force: true }));

  it('leaves no customer value readable in files, logs, titles or addresses', async () => {
    const random = createSeededRandom(SEED);
    const customers = Array.from({ length: CUSTOMERS }, () => inventCustomer(random));
    const outputs: string[] = [];
    const kills = { app: 0, store: 0 };
    // A kill between the intent and the request leaves an unknown outcome, which blocks the customer's next registration this long.
    await writeFile(
      path.join(rig.folder, 'settings.json'),
      JSON.stringify({ quietPeriodMs: 4_000 }),
    );
    const startApp = (): Promise<Counter> => rig.openCounter({ env: { TMPDIR: temporaryFolder } });
    const recordOutputs = async ({ kiosk }: Counter): Promise<void> => {
      outputs.push(await kiosk.page.title(), kiosk.page.url(), kiosk.logs());
    };
    let counter = await startApp();
    await rig.signIn(counter);
    for (const [number, who] of customers.entries()) {
      const fault = random.pick(faults);
      if (fault) rig.service.faults.failNext(random.pick(['readCard', 'submit'] as const), fault);
      // In each group of five customers the store process is killed once and the app once.
      const variant = number % 5;
      if (variant === 4) {
        counter.startRegistering(who);
        await new Promise((resolve) => setTimeout(resolve, random.integer(50, 1_500)));
        await recordOutputs(counter);
        await counter.kill();
        kills.app += 1;
        counter = await startApp();
        rig.service.faults.clear();
      }
      const id = await counter.register(who);
      if (variant === 2 && (await killStoreProcess(counter))) kills.store += 1;
      const state = await counter.waitForState(id, ...idleStates);
      rig.service.faults.clear();
      // A refused form stays open for correction, so it is submitted again before the next customer is registered.
      if (state === 'refused') await counter.submitAgain(id);
      await recordOutputs(counter);
    }
    const rows = await counter.listRegistrations();
    await counter.close();

    const values = customers.flatMap(({ nid, mobile, values: otherValues }) => [
      nid,
      mobile,
      ...Object.values(otherValues),
    ]);
    const substrings = new Set(values.flatMap(substringsOf));
    const files = [
      ...(await readFilesBelow(rig.folder)).map((file) => ({ ...file, name: `data/${file.name}` })),
      ...(await readFilesBelow(temporaryFolder)).filter((file) => !BROWSER_FOLDERS.test(file.name)),
      { name: 'titles, addresses and output', bytes: Buffer.from(outputs.join('\n')) },
    ];
    const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
    process.stdout.write(
      `\n${rows.length} registrations, ${rig.service.ledger().length} with the service, ${kills.app} kills of the app, ` +
        `${kills.store} of the store process: ${substrings.size} substrings of ${values.length} values, ` +
        `${files.length} files of ${bytes} bytes\n`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(CUSTOMERS);
    expect(kills.store).toBeGreaterThan(CUSTOMERS / 10);
    expect(files.map((file) => file.name)).toEqual(
      expect.arrayContaining(['data/store.sqlite', 'data/settings.json', 'data/log/kiosk.log']),
    );
    const leaks = files.flatMap((file) =>
      findSubstrings(file.bytes, substrings).map((substring) => `${file.name}: ${substring}`),
    );
    expect(leaks).toEqual([]);
    const jpegStart = /\xff\xd8\xff[\xe0\xe1]..(?:JFIF|Exif)/s;
    expect(files.filter((file) => jpegStart.test(file.bytes.toString('latin1')))).toEqual([]);
    // The scheme of the header that contains the session's token.
    expect(files.filter((file) => file.bytes.includes('Token '))).toEqual([]);
  });

  it('would be found by the search in ASCII, UTF-8 and UTF-16, and not in other bytes (control)', async () => {
    await mkdir(temporaryFolder, { recursive: true });
    const who = inventCustomer(createSeededRandom(1));
    const substrings = new Set([who.nid, ...Object.values(who.values)].flatMap(substringsOf));
    const noise = Buffer.from(Array.from({ length: 64 }, (_unused, index) => (index * 37) & 0xff));
    for (const value of [who.nid, who.values['father_name'] ?? '', who.values['nominee'] ?? '']) {
      const substring = value.slice(0, SUBSTRING_CHARS);
      for (const encoding of ['utf8', 'utf16le'] as const) {
        const file = Buffer.concat([noise, Buffer.from(substring, encoding), noise]);
        expect(findSubstrings(file, substrings), `${value} as ${encoding}`).toContain(substring);
      }
    }
    expect(findSubstrings(noise, substrings)).toEqual([]);
  });
});
