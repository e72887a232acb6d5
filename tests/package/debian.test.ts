/**
 * Tests the .deb on a minimal Debian: installs it, registers a customer as an ordinary account, upgrades, removes and purges. The
 * installed app.asar runs there with its native modules and a real Secret Service; the page runs in this machine's Chromium.
 */
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DATA_FOLDER, INSTALL_FOLDER, KIOSK_GROUP } from '#build/deb/scripts.ts';
import { PACKAGE_NAME } from '#build/target.ts';
import { loadSampleCards } from '#tests/support/sample-cards.ts';
import { createClerk } from '#tests/support/clerk.ts';
import { createDebian, type Debian } from '#tests/support/debian/debian.ts';
import { startSecretService, type SecretService } from '#tests/support/debian/secret-service.ts';
import { type InstalledKiosk, launchInstalledKiosk } from '#tests/support/installed-kiosk.ts';
import { startFaultProxy, type FaultProxy } from '#tests/support/fault-proxy.ts';
import { createTestService, type TestService } from '#tests/support/service/service.ts';
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

const packages = inject('packages');
const root = path.resolve(import.meta.dirname, '../..');

const ACCOUNT = 'teller';
const OTHER_ACCOUNT = 'visitor';
const POLICY_FILE = '/etc/ekyc-branch-kiosk/policy.json';
const TIME_LIMIT_MS = 900_000;
/** EX_USAGE of sysexits.h, the exit code after a refused argument. */
const EXIT_USAGE = 64;
const EXECUTABLE = `${INSTALL_FOLDER}/${PACKAGE_NAME}`;

let debian: Debian;
let secretService: SecretService;
let folder: string;
let newerPackage: string;
let service: TestService;
let proxy: FaultProxy;
const openKiosks: InstalledKiosk[] = [];
/** Teardown steps, run in reverse order. */
const tearDownSteps: (() => Promise<void>)[] = [];

const runApt = (...args: string[]): Promise<string> =>
  debian.run('apt-get', '--assume-yes', '--quiet', ...args);

/** Copies a package into the installation. @returns its path there. */
const copyIntoDebian = async (deb: string): Promise<string> => {
  const name = `/srv/${path.basename(deb)}`;
  await copyFile(deb, debian.at(name));
  return name;
};

const readInstalledVersion = async (): Promise<string> =>
  debian.run('dpkg-query', '--show', '--showformat=${Version}', PACKAGE_NAME);

/** Node's arguments for the installed app with the stand-in host. */
const startArguments = (): string[] => [
  '--disable-warning=ExperimentalWarning',
  '--import',
  pathToFileURL(path.join(root, 'tests/support/standin/register.ts')).href,
  `${INSTALL_FOLDER}/resources/app.asar/out/main/index.js`,
];

/** Folder named by environment variables that a packaged app must ignore. */
const IGNORED_FOLDER = '/tmp/elsewhere';
const createHostileEnvironment = (): Record<string, string> => ({
  DBUS_SESSION_BUS_ADDRESS: secretService.address,
  EKYC_BASE_URL: 'https://evil.example',
  KIOSK_DATA_DIR: IGNORED_FOLDER,
  KIOSK_POLICY_FILE: `${IGNORED_FOLDER}/policy.json`,
  KIOSK_TRAINING: '1',
  KIOSK_IDLE_LOCK_SECONDS: '0',
});

/** Writes the policy file, as the bank's rollout does. */
const writePolicy = async (): Promise<void> => {
  await mkdir(path.dirname(debian.at(POLICY_FILE)), { recursive: true });
  await writeFile(debian.at(POLICY_FILE), createRolloutPolicy(proxy.url), { mode: 0o644 });
};

const launchKiosk = async (): Promise<RunningKiosk> => {
  const kiosk = await launchInstalledKiosk({
    output: path.join(folder, 'output.txt'),
    camera: CAMERA_VIDEO,
    start: (env, output) =>
      debian.start(EXECUTABLE, startArguments(), {
        user: ACCOUNT,
        groups: KIOSK_GROUP,
        env: { ...createHostileEnvironment(), ...env },
        output,
      }),
  });
  openKiosks.push(kiosk);
  return { kiosk, clerk: createClerk(kiosk.page) };
};

const readLog = (): Promise<string> => readFile(debian.at(`${DATA_FOLDER}/log/kiosk.log`), 'utf8');

/** Runs a program as this user. @returns its exit code. */
const runForExitCode = async (
  program: string,
  args: readonly string[],
  user: string,
  groups: string,
): Promise<number | null> => {
  const output = openSync(path.join(folder, 'other-output.txt'), 'a');
  const child = debian.start(program, args, {
    user,
    groups,
    env: createHostileEnvironment(),
    output,
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  closeSync(output);
  return code;
};

describe.skipIf(process.getuid?.() !== 0)('the .deb, installed on a bare Debian', () => {
  beforeAll(async () => {
    folder = await mkdtemp(path.join(packages.folder, 'debian-'));
    tearDownSteps.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const newerPackageBuild = buildNewerPackage(path.join(folder, 'newer'), '.deb', '--linux');
    debian = await createDebian(path.join(folder, 'root'));
    newerPackage = await newerPackageBuild;
    for (const user of [ACCOUNT, OTHER_ACCOUNT]) await debian.run('useradd', '--create-home', user);
    service = await createTestService({
      customers: await loadSampleCards(SAMPLES_FOLDER, 'smart'),
    });
    tearDownSteps.push(() => service.close());
    proxy = await startFaultProxy(service.url);
    tearDownSteps.push(() => proxy.close());
  }, TIME_LIMIT_MS);

  afterAll(async () => {
    for (const kiosk of openKiosks) await kiosk.kill().catch(() => undefined);
    for (const step of tearDownSteps.toReversed()) await step();
  });

  it(
    'installs its dependencies, the data folder for its group and a menu entry',
    async () => {
      const deb = await copyIntoDebian(packages.linux);
      await runApt('update');
      // gnome-keyring is only recommended by the package, since a bank may use another Secret Service.
      await runApt('install', '--no-install-recommends', deb, 'gnome-keyring');
      await debian.run('usermod', '--append', '--groups', KIOSK_GROUP, ACCOUNT);
      expect(await debian.run('dpkg', '--verify', PACKAGE_NAME)).toBe('');
      expect(await debian.run('stat', '--format=%U:%G %a', DATA_FOLDER)).toBe(
        `root:${KIOSK_GROUP} 2770\n`,
      );
      expect(
        await readFile(debian.at(`usr/share/applications/${PACKAGE_NAME}.desktop`), 'utf8'),
      ).toContain(`Exec=${EXECUTABLE}`);
      // The program that the scanner driver runs.
      expect(await debian.run('scanimage', '--version')).toContain('scanimage');
      await writePolicy();
      secretService = await startSecretService(debian, ACCOUNT, KIOSK_GROUP);
      tearDownSteps.push(() => secretService.stop());
      expect(await runForExitCode('ls', [DATA_FOLDER], ACCOUNT, KIOSK_GROUP)).toBe(0);
      expect(await runForExitCode('ls', [DATA_FOLDER], OTHER_ACCOUNT, OTHER_ACCOUNT)).not.toBe(0);
    },
    TIME_LIMIT_MS,
  );

  it(
    'registers a customer from sign-in to verification, with the Secret Service and a kill in between',
    async () => {
      const first = await launchKiosk();
      await signIn(first.clerk, service);
      await first.clerk.startRegistration();
      await first.clerk.importCard(FRONT, BACK);
      await registerWithKill(first, launchKiosk, service);
      expect(await readLog()).not.toMatch(/"level":"error"|KEY-UNAVAILABLE|helper\.died/);
      expect(await readdir(debian.at(DATA_FOLDER))).toContain('store.sqlite');
      expect(existsSync(debian.at(IGNORED_FOLDER))).toBe(false);
    },
    TIME_LIMIT_MS,
  );

  it.each(['--remote-debugging-port=9222', '--no-sandbox'])(
    'does not start with %s, and logs its name',
    async (argument) => {
      expect(
        await runForExitCode(EXECUTABLE, [...startArguments(), argument], ACCOUNT, KIOSK_GROUP),
      ).toBe(EXIT_USAGE);
      const [name] = argument.split('=');
      expect(await readLog()).toContain(
        `"event":"app.argument-refused","argument":"${name ?? ''}"`,
      );
    },
  );

  it(
    'keeps a waiting registration through an upgrade and submits it afterwards',
    async () => {
      const oldVersion = await readInstalledVersion();
      const upgrade = async (): Promise<void> => {
        await runApt('install', await copyIntoDebian(newerPackage));
        expect(await readInstalledVersion()).toBe(NEWER_VERSION);
      };
      expect(oldVersion).not.toBe(NEWER_VERSION);
      await upgradeWhileWaiting(upgrade, launchKiosk, service, proxy);
    },
    TIME_LIMIT_MS,
  );

  it('refuses a downgrade and leaves the newer version as it is', async () => {
    await expect(
      debian.run('dpkg', '--install', await copyIntoDebian(packages.linux)),
    ).rejects.toThrow(`version ${NEWER_VERSION} is installed and newer`);
    expect(await readInstalledVersion()).toBe(NEWER_VERSION);
    expect(await debian.run('dpkg', '--verify', PACKAGE_NAME)).toBe('');
  });

  it('removes and purges the program, keeps the data folder and prints its path', async () => {
    const { ino } = await stat(debian.at(`${DATA_FOLDER}/store.sqlite`));
    expect(await runApt('remove', PACKAGE_NAME)).toContain(
      `registrations and settings stay in ${DATA_FOLDER}`,
    );
    expect(existsSync(debian.at(INSTALL_FOLDER))).toBe(false);
    expect(await runApt('purge', PACKAGE_NAME)).toContain(DATA_FOLDER);
    expect((await stat(debian.at(`${DATA_FOLDER}/store.sqlite`))).ino).toBe(ino);
    expect(await readFile(debian.at(POLICY_FILE), 'utf8')).toContain('0142');
  });
});
