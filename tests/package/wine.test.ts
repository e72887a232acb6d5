/**
 * Tests the MSI on Wine in a new prefix: installs it silently, registers a customer, upgrades, repairs and uninstalls. The installed
 * app.asar runs with its native modules for Windows; the page runs in this machine's Chromium.
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
import { loadSampleCards } from '#tests/support/sample-cards.ts';
import type { AppState, KioskBridge } from '#shared/ipc/contract.ts';
import { POLICY_KEY } from '#main/app/machine.ts';
import { policyTemplates, TEMPLATES_FOLDER } from '#build/group-policy/templates.ts';
import { createTestService, type TestService } from '#tests/support/service/service.ts';
import { createClerk } from '#tests/support/clerk.ts';
import { type InstalledKiosk, launchInstalledKiosk } from '#tests/support/installed-kiosk.ts';
import { startFaultProxy, type FaultProxy } from '#tests/support/fault-proxy.ts';
import { writeSkewedScan } from '#tests/support/skewed-scan.ts';
import { installScanner } from '#tests/support/wine/wia.ts';
import { createWindows, windowsPath, type Windows } from '#tests/support/wine/windows.ts';
import {
  BACK,
  CAMERA_VIDEO,
  FRONT,
  registerWithKill,
  type RunningKiosk,
  SAMPLES_FOLDER,
  signIn,
  upgradeWhileWaiting,
} from './support/clerk-steps.ts';
import { buildNewerPackage, NEWER_VERSION } from './support/newer-package.ts';
import { createRolloutPolicy } from './support/rollout-policy.ts';

const execFileAsync = promisify(execFile);
const packages = inject('packages');
const root = path.resolve(import.meta.dirname, '../..');

const PROGRAM_FOLDER = 'C:\\Program Files\\eKYC Branch Kiosk';
const EXECUTABLE = `${PROGRAM_FOLDER}\\ekyc-branch-kiosk.exe`;
const DATA_FOLDER = 'C:\\ProgramData\\eKYC Branch Kiosk';
/** EX_USAGE of sysexits.h, the exit code after a refused argument. */
const EXIT_USAGE = 64;
const SCAN_DPI = 400;
const TIME_LIMIT_MS = 300_000;

let windows: Windows;
let folder: string;
let newerPackage: string;
let service: TestService;
let proxy: FaultProxy;
/** The picture that the fake scanner returns. */
let scannerPicture: string;
const openKiosks: InstalledKiosk[] = [];

const toLinuxPath = (windowsFile: string): string =>
  path.join(windows.driveC, ...windowsFile.slice('C:\\'.length).split('\\'));
const installedFile = (file: string): string => path.join(toLinuxPath(PROGRAM_FOLDER), file);

const runMsiexec = (...args: string[]): Promise<void> => windows.run('msiexec', ...args, '/qn');

/** Reads the version of the installed app.asar. */
const readInstalledVersion = async (): Promise<string | undefined> =>
  /"version": "([\d.]+)",\s+"platform"/.exec(
    await readFile(installedFile('resources/app.asar'), 'latin1'),
  )?.[1];

/** Reads the entries of Windows' list of programs. */
const readUninstallEntries = async (): Promise<string> => {
  const { stdout } = await execFileAsync(
    'wine',
    ['reg', 'query', 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall', '/s'],
    { env: windows.env },
  );
  return stdout;
};

/** URL of the stand-in host in the repository, which Wine mounts as drive Z. */
const standInHostUrl = (): string => {
  const address = pathToFileURL(path.join(root, 'tests/support/standin/register.ts')).href;
  return address.replace('file:///', 'file:///Z:/');
};

/** Node's arguments for the installed app with the stand-in host. */
const startArguments = (): string[] => [
  '--disable-warning=ExperimentalWarning',
  '--import',
  standInHostUrl(),
  `${PROGRAM_FOLDER}\\resources\\app.asar\\out\\main\\index.js`,
];

/** Folder named by environment variables that a packaged app must ignore. */
const IGNORED_FOLDER = 'C:\\elsewhere';
const HOSTILE_ENVIRONMENT = {
  EKYC_BASE_URL: 'https://evil.example',
  KIOSK_DATA_DIR: IGNORED_FOLDER,
  KIOSK_POLICY_FILE: `${IGNORED_FOLDER}\\policy.json`,
  KIOSK_TRAINING: '1',
  KIOSK_IDLE_LOCK_SECONDS: '0',
  ProgramData: IGNORED_FOLDER,
};

/** Writes the policy file to the program's folder, as a bank's rollout does. */
const writePolicy = (): Promise<void> =>
  writeFile(installedFile('policy.json'), createRolloutPolicy(proxy.url));

const launchKiosk = async (): Promise<RunningKiosk> => {
  const args = startArguments();
  const kiosk = await launchInstalledKiosk({
    output: path.join(folder, 'output.txt'),
    camera: CAMERA_VIDEO,
    start: (env, output) =>
      windows.start(EXECUTABLE, args, output, {
        ...env,
        ...HOSTILE_ENVIRONMENT,
        FAKE_WIA_PICTURE: windowsPath(scannerPicture),
        FAKE_WIA_NOTES: windowsPath(path.join(folder, 'notes.txt')),
      }),
  });
  openKiosks.push(kiosk);
  return { kiosk, clerk: createClerk(kiosk.page) };
};

/** Makes the fake scanner return a scan of this side of the card. */
const placeOnScanner = async (card: string): Promise<void> => {
  const jpeg = await writeSkewedScan(card, folder, { dpi: SCAN_DPI });
  const png = path.join(folder, 'next.png');
  await sharp(jpeg).withMetadata({ density: SCAN_DPI }).png({ compressionLevel: 1 }).toFile(png);
  await copyFile(png, scannerPicture);
};

const readLog = (): Promise<string> =>
  readFile(path.join(toLinuxPath(DATA_FOLDER), 'log/kiosk.log'), 'utf8');

const readAppState = async (kiosk: InstalledKiosk): Promise<AppState> => {
  const result = await kiosk.page.evaluate(() =>
    (window as unknown as { kiosk: KioskBridge }).kiosk.app.state(),
  );
  if (!result.ok) throw new Error(result.error.code);
  return result.data;
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(packages.folder, 'wine-'));
  scannerPicture = path.join(folder, 'glass.png');
  newerPackage = await buildNewerPackage(
    path.join(folder, 'newer'),
    '.msi',
    '--win',
    '--electron-dist',
    packages.electronDist,
  );
  windows = await createWindows(path.join(folder, 'windows'));
  await installScanner(windows);
  service = await createTestService({ customers: await loadSampleCards(SAMPLES_FOLDER, 'smart') });
  proxy = await startFaultProxy(service.url);
}, TIME_LIMIT_MS);

afterAll(async () => {
  for (const kiosk of openKiosks) await kiosk.kill().catch(() => undefined);
  await proxy.close();
  await service.close();
  await windows.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('the MSI, installed silently on Windows', () => {
  it('writes the program below Program Files, creates the data folder and adds an entry to the list of programs', async () => {
    await runMsiexec('/i', windowsPath(packages.windows));
    await writePolicy();
    expect(existsSync(installedFile('ekyc-branch-kiosk.exe'))).toBe(true);
    expect(existsSync(toLinuxPath(DATA_FOLDER))).toBe(true);
    for (const { file, content } of policyTemplates())
      expect(await readFile(installedFile(`${TEMPLATES_FOLDER}/${file}`), 'utf8')).toBe(content);
    const entry = await readUninstallEntries();
    expect(entry).toContain('eKYC Branch Kiosk (not for release)');
    expect(entry).toMatch(
      /Comments\s+REG_SZ\s+NOT FOR RELEASE: .*Registrations and settings stay in %ProgramData%\\eKYC Branch Kiosk/,
    );
  });

  it('runs a registration from sign-in to verification, with a WIA scanner, Credential Manager and a kill in between', async () => {
    const first = await launchKiosk();
    await signIn(first.clerk, service);
    await first.clerk.startRegistration();
    await placeOnScanner(FRONT);
    await first.clerk.button('Scan front').click();
    await first.clerk.button('Retake front').waitFor();
    await placeOnScanner(BACK);
    await first.clerk.button('Scan back').click();
    await first.clerk.button('Retake back').waitFor();
    await registerWithKill(first, launchKiosk, service);
    const log = await readLog();
    expect(log).not.toMatch(/"level":"error"|KEY-UNAVAILABLE|helper\.died/);
    expect(await readdir(toLinuxPath(DATA_FOLDER))).toContain('store.sqlite');
    expect(existsSync(toLinuxPath(IGNORED_FOLDER))).toBe(false);
  });

  it('prefers a value of Group Policy to the policy file, and reports CFG-POLICY for a wrong one', async () => {
    const settingsKey = `HKLM\\${POLICY_KEY}\\settings`;
    const addRegistryValue = (...value: string[]): Promise<void> =>
      windows.run('reg', 'add', settingsKey, ...value, '/f');
    await addRegistryValue('/v', 'counterNumber', '/t', 'REG_SZ', '/d', '8');
    const { kiosk } = await launchKiosk();
    const { location, settings } = await readAppState(kiosk);
    expect(location).toMatchObject({ branchCode: '0142', counterNumber: '8' });
    expect(settings.locked).toEqual(expect.arrayContaining(['branchCode', 'counterNumber']));
    await kiosk.close();

    await addRegistryValue('/v', 'idleLockMinutes', '/t', 'REG_SZ', '/d', 'never');
    const second = await launchKiosk();
    const banner = second.kiosk.page.getByRole('alert').filter({ hasText: 'CFG-POLICY' });
    await banner.waitFor();
    expect(await banner.textContent()).toContain('HKLM: settings.idleLockMinutes');
    await second.kiosk.close();
    expect(await readLog()).toContain(
      '"event":"policy.unusable","problem":"wrong-value","source":"group-policy"',
    );
    await windows.run('reg', 'delete', `HKLM\\${POLICY_KEY}`, '/f');
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
      EXECUTABLE,
      [...startArguments(), argument],
      output,
      HOSTILE_ENVIRONMENT,
    );
    const [code] = (await once(child, 'exit')) as [number | null];
    closeSync(output);
    expect(code).toBe(EXIT_USAGE);
    const [name] = argument.split('=');
    expect(await readLog()).toContain(`"event":"app.argument-refused","argument":"${name ?? ''}"`);
  });

  it('keeps a waiting registration through an upgrade and submits it afterwards', async () => {
    const oldVersion = await readInstalledVersion();
    const upgrade = async (): Promise<void> => {
      await runMsiexec('/i', windowsPath(newerPackage));
      expect(await readInstalledVersion()).toBe(NEWER_VERSION);
      expect((await readUninstallEntries()).match(/DisplayVersion/g)).toHaveLength(1);
    };
    expect(oldVersion).not.toBe(NEWER_VERSION);
    await upgradeWhileWaiting(upgrade, launchKiosk, service, proxy);
  });

  it('refuses a downgrade and leaves the newer version as it is', async () => {
    await expect(runMsiexec('/i', windowsPath(packages.windows))).rejects.toThrow('msiexec');
    expect(await readInstalledVersion()).toBe(NEWER_VERSION);
  });

  it('repairs removed and changed files', async () => {
    const nativeModule = installedFile(
      'resources/app.asar.unpacked/node_modules/@napi-rs/keyring-win32-x64-msvc/keyring.win32-x64-msvc.node',
    );
    const size = (await stat(nativeModule)).size;
    await rm(nativeModule);
    await writeFile(installedFile('resources/app.asar'), 'broken');
    // The long form of /fa, because Wine's msiexec supports the short form only with a product code.
    await runMsiexec('/i', windowsPath(newerPackage), 'REINSTALL=ALL', 'REINSTALLMODE=amus');
    expect((await stat(nativeModule)).size).toBe(size);
    expect(await readInstalledVersion()).toBe(NEWER_VERSION);
  });

  it('removes the program and keeps the data folder and its path in the registry', async () => {
    await runMsiexec('/x', windowsPath(newerPackage));
    expect(existsSync(installedFile('ekyc-branch-kiosk.exe'))).toBe(false);
    expect(await readdir(toLinuxPath(DATA_FOLDER))).toContain('store.sqlite');
    const { stdout } = await execFileAsync(
      'wine',
      ['reg', 'query', 'HKLM\\Software\\eKYC Branch Kiosk'],
      { env: windows.env },
    );
    expect(stdout).toContain(`${DATA_FOLDER}\\`);
  });
});
