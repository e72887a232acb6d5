/**
 * Proves, on the built app: after a hundred registrations of invented customers, with faults of the service, kills of the app
 * and of its store process, no value of a customer and no piece of one can be read anywhere but inside sealed bytes.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault, FaultName } from '#tests/support/service/service.ts';
import { dice as createDice, type Dice } from '#tests/support/cards/random.ts';
import { filesBelow, leaksIn, PIECE_CHARS, piecesOf } from './readable-text.ts';
import { useRig, type Counter, type Customer } from './rig.ts';

const CUSTOMERS = 100;
const SEED = 20_261_130;
const TIME_LIMIT_MS = 60 * 60_000;
/** Profile and program of the stand-in's browser; Electron's session is in memory. */
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
const word = (dice: Dice, parts: readonly string[]): string =>
  Array.from({ length: 4 }, () => dice.pick(parts)).join('');
const name = (dice: Dice, parts: readonly string[]): string =>
  `${word(dice, parts)} ${word(dice, parts)}`;

/** Random syllables that occur in no text of the app. */
const inventCustomer = (dice: Dice): Customer & { readonly values: Record<string, string> } => ({
  nid: `0${dice.digits(9)}`,
  mobile: `0130000${dice.digits(4)}`,
  values: {
    dob: `${dice.whole(10, 28)}/${dice.whole(1, 9)}/${dice.whole(1950, 1999)}`,
    applicant_name_ben: name(dice, bangla),
    applicant_name_eng: name(dice, syllables).toUpperCase(),
    father_name: name(dice, bangla),
    mother_name: name(dice, bangla),
    pres_address: `${name(dice, bangla)}, ${name(dice, bangla)}`,
    nominee: name(dice, syllables),
  },
});

const ended = ['submitted', 'refused', 'unknown', 'waiting', 'needs-review', 'draft'] as const;

/** Kills the store process; the app starts another. @returns whether there was one. */
const killStore = async (counter: Counter): Promise<boolean> => {
  const parent = await counter.kiosk.evaluate(() => process.pid);
  for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const of = (file: string): Promise<string> =>
      readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
    const isChild = (await of('stat')).split(') ').at(-1)?.split(' ')[1] === String(parent);
    if (!isChild || !(await of('cmdline')).includes('/out/main/store.js')) continue;
    process.kill(Number(pid), 'SIGKILL');
    // A query in flight fails; the next one starts the next process.
    const answers = (): Promise<boolean> =>
      counter.rows().then(
        () => true,
        () => false,
      );
    await expect.poll(answers).toBe(true);
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
    const dice = createDice(SEED);
    const customers = Array.from({ length: CUSTOMERS }, () => inventCustomer(dice));
    const shown: string[] = [];
    const kills = { app: 0, store: 0 };
    const open = (): Promise<Counter> => rig.open({ env: { TMPDIR: temporary } });
    const note = async ({ kiosk }: Counter): Promise<void> => {
      shown.push(await kiosk.page.title(), kiosk.page.url(), kiosk.logs());
    };
    let counter = await open();
    await rig.signIn(counter);
    for (const [number, who] of customers.entries()) {
      const wrong = dice.pick(faults);
      if (wrong) rig.service.faults.next(dice.pick(['readCard', 'submit'] as const), wrong);
      const way = number % 5;
      if (way === 4) {
        counter.registerLoosely(who);
        await new Promise((resolve) => setTimeout(resolve, dice.whole(50, 1_500)));
        await note(counter);
        await counter.kill();
        kills.app += 1;
        counter = await open();
        rig.service.faults.clear();
      }
      const id = await counter.register(who);
      if (way === 2 && (await killStore(counter))) kills.store += 1;
      const state = await counter.until(id, ...ended);
      rig.service.faults.clear();
      // A refused form stays open for correction; resubmitted, the next customer gets a new registration.
      if (state === 'refused') await counter.submitAgain(id);
      await note(counter);
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
      { name: 'titles, addresses and output', bytes: Buffer.from(shown.join('\n')) },
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

  it('finds a value in ASCII, UTF-8 and UTF-16', async () => {
    await mkdir(temporary, { recursive: true });
    const who = inventCustomer(createDice(1));
    const pieces = new Set([who.nid, ...Object.values(who.values)].flatMap(piecesOf));
    const random = Buffer.from(Array.from({ length: 64 }, (_unused, at) => (at * 37) & 0xff));
    for (const value of [who.nid, who.values['father_name'] ?? '', who.values['nominee'] ?? '']) {
      const piece = value.slice(0, PIECE_CHARS);
      for (const encoding of ['utf8', 'utf16le'] as const) {
        const file = Buffer.concat([random, Buffer.from(piece, encoding), random]);
        expect(leaksIn(file, pieces), `${value} as ${encoding}`).toContain(piece);
      }
    }
    expect(leaksIn(random, pieces)).toEqual([]);
  });
});
