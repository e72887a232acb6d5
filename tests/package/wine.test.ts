/**
 * The MSI on a Windows of its own (Wine): installs, is worked with, upgrades, repairs and uninstalls silently. The installed
 * app.asar runs with its native modules for Windows; the page is in this machine's Chromium.
 */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { loadSampleCards } from '#main/training/samples.ts';
import { createTestService, type TestService } from '#tests/support/service/service.ts';
import { createClerk, type Clerk } from '#tests/support/clerk.ts';
import { type InstalledKiosk, launchInstalled } from '#tests/support/installed-kiosk.ts';
import { createLine, type Line } from '#tests/support/line.ts';
import { layOnGlass } from '#tests/support/on-glass.ts';
import { installScanner } from '#tests/support/wine/wia.ts';
import { createWindows, windowsPath, type Windows } from '#tests/support/wine/windows.ts';
import {
  BACK,
  CLERK_MOBILE,
  CUSTOMER,
  FILM,
  fillDetails,
  FRONT,
  lookUpVerification,
  oldCard,
  samples,
  submitOffline,
  takePhotoAndSubmit,
} from './support/clerk-work.ts';

const execute = promisify(execFile);
const packages = inject('packages');
const root = path.resolve(import.meta.dirname, '../..');

const PROGRAM_FOLDER = 'C:\\Program Files\\eKYC Branch Kiosk';
const DATA_FOLDER = 'C:\\ProgramData\\eKYC Branch Kiosk';
const NEWER = '99.0.0';
const SCAN_DPI = 400;
const LIMIT_MS = 300_000;

let windows: Windows;
let folder: string;
let newer: string;
let service: TestService;
let line: Line;
let glass: string;
const open: InstalledKiosk[] = [];

const onLinux = (windowsFile: string): string =>
  path.join(windows.driveC, ...windowsFile.slice('C:\\'.length).split('\\'));
const installed = (file: string): string => path.join(onLinux(PROGRAM_FOLDER), file);

const msiexec = (...args: string[]): Promise<void> => windows.run('msiexec', ...args, '/qn');

/** Version of the installed app.asar. */
const installedVersion = async (): Promise<string | undefined> =>
  /"version": "([\d.]+)",\s+"platform"/.exec(
    await readFile(installed('resources/app.asar'), 'latin1'),
  )?.[1];

/** The entry in Windows' list of programs. */
const uninstallEntry = async (): Promise<string> => {
  const { stdout } = await execute(
    'wine',
    ['reg', 'query', 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall', '/s'],
    { env: windows.env },
  );
  return stdout;
};

/** The same stand-in host as in the other tests, from the repository, which Wine shows as drive Z. */
const hostAddress = (): string => {
  const address = pathToFileURL(path.join(root, 'tests/support/standin/register.ts')).href;
  return address.replace('file:///', 'file:///Z:/');
};

const startArguments = (): string[] => [
  '--disable-warning=ExperimentalWarning',
  '--import',
  hostAddress(),
  `${PROGRAM_FOLDER}\\resources\\app.asar\\out\\main\\index.js`,
];

/** Settings that a packaged app ignores; the policy has other values. */
const ELSEWHERE = 'C:\\elsewhere';
const HOSTILE_ENVIRONMENT = {
  EKYC_BASE_URL: 'https://evil.example',
  KIOSK_DATA_DIR: ELSEWHERE,
  KIOSK_POLICY_FILE: `${ELSEWHERE}\\policy.json`,
  KIOSK_TRAINING: '1',
  KIOSK_IDLE_LOCK_SECONDS: '0',
  ProgramData: ELSEWHERE,
};

/** The policy file beside the program, as a bank's rollout installs it. */
const writePolicy = (): Promise<void> =>
  writeFile(
    installed('policy.json'),
    JSON.stringify({
      settings: {
        serviceUrl: line.url,
        locale: 'en',
        bank: { en: 'Example Bank', bn: 'উদাহরণ ব্যাংক' },
        branch: { en: 'Example Branch', bn: 'উদাহরণ শাখা' },
        branchCode: '0142',
        counterNumber: '3',
        // The rollout has set the counter up.
        setup: { offered: false },
      },
      serviceHosts: [new URL(line.url).host],
    }),
  );

const launch = async (): Promise<{ kiosk: InstalledKiosk; clerk: Clerk }> => {
  const args = startArguments();
  const kiosk = await launchInstalled({
    output: path.join(folder, 'output.txt'),
    camera: FILM,
    start: (env, output) =>
      windows.start(`${PROGRAM_FOLDER}\\ekyc-branch-kiosk.exe`, args, output, {
        ...env,
        ...HOSTILE_ENVIRONMENT,
        FAKE_WIA_PICTURE: windowsPath(glass),
        FAKE_WIA_NOTES: windowsPath(path.join(folder, 'notes.txt')),
      }),
  });
  open.push(kiosk);
  return { kiosk, clerk: createClerk(kiosk.page) };
};

/** Lays a side of the card on the glass of the scanner. */
const lay = async (card: string): Promise<void> => {
  const jpeg = await layOnGlass(card, folder, { dpi: SCAN_DPI });
  const png = path.join(folder, 'next.png');
  await sharp(jpeg).withMetadata({ density: SCAN_DPI }).png({ compressionLevel: 1 }).toFile(png);
  await copyFile(png, glass);
};

const logOf = (): Promise<string> =>
  readFile(path.join(onLinux(DATA_FOLDER), 'log/kiosk.log'), 'utf8');

beforeAll(async () => {
  folder = await mkdtemp(path.join(packages.folder, 'wine-'));
  glass = path.join(folder, 'glass.png');
  const output = path.join(folder, 'newer');
  const args = [
    'build/package.ts',
    '--win',
    '--output',
    output,
    '--package-version',
    NEWER,
    '--electron-dist',
    packages.electronDist,
  ];
  await execute(process.execPath, args, { cwd: root, maxBuffer: 2 ** 26 });
  newer = path.join(output, (await readdir(output)).find((name) => name.endsWith('.msi')) ?? '');
  windows = await createWindows(path.join(folder, 'windows'));
  await installScanner(windows);
  service = await createTestService({ customers: await loadSampleCards(samples, 'smart') });
  line = await createLine(service.url);
}, LIMIT_MS);

afterAll(async () => {
  for (const kiosk of open) await kiosk.kill().catch(() => undefined);
  await line.close();
  await service.close();
  await windows.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('the MSI, installed silently on Windows', () => {
  it('writes the program below Program Files, makes the data folder and enters the list of programs', async () => {
    await msiexec('/i', windowsPath(packages.windows));
    await writePolicy();
    expect(existsSync(installed('ekyc-branch-kiosk.exe'))).toBe(true);
    expect(existsSync(onLinux(DATA_FOLDER))).toBe(true);
    const entry = await uninstallEntry();
    expect(entry).toContain('eKYC Branch Kiosk (not for release)');
    expect(entry).toMatch(
      /Comments\s+REG_SZ\s+NOT FOR RELEASE: .*Registrations and settings stay in %ProgramData%\\eKYC Branch Kiosk/,
    );
  });

  it('runs a registration from sign-in to verification, with a WIA scanner, Credential Manager and a kill in between', async () => {
    const first = await launch();
    await first.clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    await first.clerk.startRegistration();
    await lay(FRONT);
    await first.clerk.button('Scan front').click();
    await first.clerk.button('Retake front').waitFor();
    await lay(BACK);
    await first.clerk.button('Scan back').click();
    await first.clerk.button('Retake back').waitFor();
    await fillDetails(first.clerk);
    await first.kiosk.page.locator('[data-save="saved"]').waitFor();
    await first.kiosk.kill();

    const { clerk, kiosk } = await launch();
    await clerk.unlock();
    await clerk.heading('Registration').waitFor();
    expect(await clerk.field('Nominee').inputValue()).toBe(CUSTOMER.nominee);
    await takePhotoAndSubmit(clerk);
    await clerk.heading('Submitted').waitFor();
    expect(service.ledger()).toMatchObject([{ mobile_number: CUSTOMER.mobile }]);
    await lookUpVerification(clerk);
    await clerk.signOut();
    await kiosk.close();
    const log = await logOf();
    expect(log).not.toMatch(/"level":"error"|KEY-UNAVAILABLE|helper\.died/);
    expect(await readdir(onLinux(DATA_FOLDER))).toContain('store.sqlite');
    expect(existsSync(onLinux(ELSEWHERE))).toBe(false);
  });

  it.each([
    '--remote-debugging-port=9222',
    '--inspect=9229',
    '--no-sandbox',
    '--ignore-certificate-errors',
    '--user-data-dir=C:\\elsewhere',
  ])('does not start with %s, and logs its name', async (argument) => {
    const output = openSync(path.join(folder, 'refused.txt'), 'a');
    const child = windows.start(
      `${PROGRAM_FOLDER}\\ekyc-branch-kiosk.exe`,
      [...startArguments(), argument],
      output,
      HOSTILE_ENVIRONMENT,
    );
    const [code] = (await once(child, 'exit')) as [number | null];
    closeSync(output);
    expect(code).toBe(64);
    const [name] = argument.split('=');
    expect(await logOf()).toContain(`"event":"app.argument-refused","argument":"${name ?? ''}"`);
  });

  it('keeps a waiting registration through an upgrade and submits it afterwards', async () => {
    const before = await launch();
    await before.clerk.signIn(CLERK_MOBILE, () => service.otpFor(CLERK_MOBILE) ?? '');
    await line.cut();
    const card = await oldCard();
    await submitOffline(before.clerk, card);
    await before.kiosk.close();
    const old = await installedVersion();

    await msiexec('/i', windowsPath(newer));
    expect(await installedVersion()).toBe(NEWER);
    expect(old).not.toBe(NEWER);
    expect((await uninstallEntry()).match(/DisplayVersion/g)).toHaveLength(1);

    const after = await launch();
    await after.clerk.unlock();
    expect(service.ledger()).toHaveLength(1);
    await line.mend();
    await expect.poll(() => service.ledger().length, { timeout: 60_000 }).toBe(2);
    expect(service.ledger()[1]).toMatchObject({ nid_no: card.nid, mobile_number: card.mobile });
    await after.kiosk.close();
  });

  it('refuses a downgrade and leaves the newer version as it is', async () => {
    await expect(msiexec('/i', windowsPath(packages.windows))).rejects.toThrow('msiexec');
    expect(await installedVersion()).toBe(NEWER);
  });

  it('repairs removed and changed files', async () => {
    const native = installed(
      'resources/app.asar.unpacked/node_modules/@napi-rs/keyring-win32-x64-msvc/keyring.win32-x64-msvc.node',
    );
    const size = (await stat(native)).size;
    await rm(native);
    await writeFile(installed('resources/app.asar'), 'broken');
    // The long form of /fa: Wine's msiexec knows the short one only with a product code.
    await msiexec('/i', windowsPath(newer), 'REINSTALL=ALL', 'REINSTALLMODE=amus');
    expect((await stat(native)).size).toBe(size);
    expect(await installedVersion()).toBe(NEWER);
  });

  it('removes the program and keeps the data folder, whose place stays in the registry', async () => {
    await msiexec('/x', windowsPath(newer));
    expect(existsSync(installed('ekyc-branch-kiosk.exe'))).toBe(false);
    expect(await readdir(onLinux(DATA_FOLDER))).toContain('store.sqlite');
    const { stdout } = await execute(
      'wine',
      ['reg', 'query', 'HKLM\\Software\\eKYC Branch Kiosk'],
      { env: windows.env },
    );
    expect(stdout).toContain(`${DATA_FOLDER}\\`);
  });
});
