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
import { filesBelow, leaksIn, PIECE_CHARS, piecesOf } from './readable-text.ts';
import { useRig, type Counter, type Customer } from './rig.ts';

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

const syllables = [
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
const bangla = [
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
const inventWord = (random: SeededRandom, parts: readonly string[]): string =>
  Array.from({ length: 4 }, () => random.pick(parts)).join('');
const inventName = (random: SeededRandom, parts: readonly string[]): string =>
  `${inventWord(random, parts)} ${inventWord(random, parts)}`;

/** Invents a customer whose values consist of random syllables, so that they occur in no text of the app. */
const inventCustomer = (
  random: SeededRandom,
): Customer & { readonly values: Record<string, string> } => ({
  nid: `0${random.digits(9)}`,
  mobile: `0130000${random.digits(4)}`,
  values: {
    dob: `${random.whole(10, 28)}/${random.whole(1, 9)}/${random.whole(1950, 1999)}`,
    applicant_name_ben: inventName(random, bangla),
    applicant_name_eng: inventName(random, syllables).toUpperCase(),
    father_name: inventName(random, bangla),
    mother_name: inventName(random, bangla),
    pres_address: `${inventName(random, bangla)}, ${inventName(random, bangla)}`,
    nominee: inventName(random, syllables),
  },
});

const settledStates = [
  'submitted',
  'refused',
  'unknown',
  'waiting',
  'needs-review',
  'draft',
] as const;

/** Kills the store process and waits until the app has started another. @returns whether there was one. */
const killStoreProcess = async (counter: Counter): Promise<boolean> => {
  const parent = await counter.kiosk.evaluate(() => process.pid);
  for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const readProc = (file: string): Promise<string> =>
      readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const isChild = (await readProc('stat')).split(') ').at(-1)?.split(' ')[1] === String(parent);
    if (!isChild || !(await readProc('cmdline')).includes('/out/main/store.js')) continue;
    process.kill(Number(pid), 'SIGKILL');
    // A pending query fails; the next query starts a new store process.
    const storeAnswers = (): Promise<boolean> =>
      counter.rows().then(
        () => true,
        () => false,
      );
    await expect.poll(storeAnswers).toBe(true);
    return true;
  }
  return false;
};

describe('a day of a hundred customers with faults and kills', { timeout: TIME_LIMIT_MS }, () => {
  const rig = useRig();
  let temporary = '';
  beforeEach(async () => {
    temporary = await mkdtemp(path.join(tmpdir(), 'kiosk-leaks-'));
    for (const folder of await readdir(tmpdir()))
      if (folder.startsWith('standin-chromium-'))
        await symlink(path.join(tmpdir(), folder), path.join(temporary, folder));
  });
  afterEach(() => rm(temporary, { recursive: true, force: true }));

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
    const open = (): Promise<Counter> => rig.open({ env: { TMPDIR: temporary } });
    const recordOutputs = async ({ kiosk }: Counter): Promise<void> => {
      outputs.push(await kiosk.page.title(), kiosk.page.url(), kiosk.logs());
    };
    let counter = await open();
    await rig.signIn(counter);
    for (const [number, who] of customers.entries()) {
      const fault = random.pick(faults);
      if (fault) rig.service.faults.next(random.pick(['readCard', 'submit'] as const), fault);
      const variant = number % 5;
      if (variant === 4) {
        counter.startRegistering(who);
        await new Promise((resolve) => setTimeout(resolve, random.whole(50, 1_500)));
        await recordOutputs(counter);
        await counter.kill();
        kills.app += 1;
        counter = await open();
        rig.service.faults.clear();
      }
      const id = await counter.register(who);
      if (variant === 2 && (await killStoreProcess(counter))) kills.store += 1;
      const state = await counter.until(id, ...settledStates);
      rig.service.faults.clear();
      // A refused form stays open for correction, so it is submitted again before the next customer is registered.
      if (state === 'refused') await counter.submitAgain(id);
      await recordOutputs(counter);
    }
    const rows = await counter.rows();
    await counter.close();

    const values = customers.flatMap(({ nid, mobile, values: more }) => [
      nid,
      mobile,
      ...Object.values(more),
    ]);
    const pieces = new Set(values.flatMap(piecesOf));
    const files = [
      ...(await filesBelow(rig.folder)).map((file) => ({ ...file, name: `data/${file.name}` })),
      ...(await filesBelow(temporary)).filter((file) => !BROWSER_FOLDERS.test(file.name)),
      { name: 'titles, addresses and output', bytes: Buffer.from(outputs.join('\n')) },
    ];
    const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
    process.stdout.write(
      `\n${rows.length} registrations, ${rig.service.ledger().length} with the service, ${kills.app} kills of the app, ` +
        `${kills.store} of the store process: ${pieces.size} pieces of ${values.length} values, ` +
        `${files.length} files of ${bytes} bytes\n`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(CUSTOMERS);
    expect(kills.store).toBeGreaterThan(CUSTOMERS / 10);
    expect(files.map((file) => file.name)).toEqual(
      expect.arrayContaining(['data/store.sqlite', 'data/settings.json', 'data/log/kiosk.log']),
    );
    const leaks = files.flatMap((file) =>
      leaksIn(file.bytes, pieces).map((piece) => `${file.name}: ${piece}`),
    );
    expect(leaks).toEqual([]);
    const picture = /\xff\xd8\xff[\xe0\xe1]..(?:JFIF|Exif)/s;
    expect(files.filter((file) => picture.test(file.bytes.toString('latin1')))).toEqual([]);
    expect(files.filter((file) => file.bytes.includes('Token '))).toEqual([]);
  });

  it('is searched with a function that finds values in ASCII, UTF-8 and UTF-16', async () => {
    await mkdir(temporary, { recursive: true });
    const who = inventCustomer(createSeededRandom(1));
    const pieces = new Set([who.nid, ...Object.values(who.values)].flatMap(piecesOf));
    const noise = Buffer.from(Array.from({ length: 64 }, (_unused, index) => (index * 37) & 0xff));
    for (const value of [who.nid, who.values['father_name'] ?? '', who.values['nominee'] ?? '']) {
      const piece = value.slice(0, PIECE_CHARS);
      for (const encoding of ['utf8', 'utf16le'] as const) {
        const file = Buffer.concat([noise, Buffer.from(piece, encoding), noise]);
        expect(leaksIn(file, pieces), `${value} as ${encoding}`).toContain(piece);
      }
    }
    expect(leaksIn(noise, pieces)).toEqual([]);
  });
});
