/**
 * Runs the test tiers and prints the number of passed and failed tests in its last line.
 *
 * npm test              the tiers that need no extra Debian package; lists those that it leaves out
 * npm run test:all      every tier; a tier that cannot run counts as a failure, except the Electron tier if Electron's binary is absent
 */
import { spawn } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import {
  createPlaywrightTier,
  createVitestTier,
  reportFileOf,
  resultsFolder,
  root,
  type Tier,
} from './test/tiers.ts';

const runsEveryTier = process.argv.includes('--all');

const totals = { passed: 0, failed: 0 };
/** The full name of each failed test, listed at the end of the output. */
const failures: string[] = [];
/** The full name of each test that passed only when it was repeated. */
const repeated: string[] = [];
/** The tiers that were not run, with the reason, listed at the end of the output. */
const omittedTiers: string[] = [];

const printLine = (text: string): void => void process.stdout.write(`${text}\n`);
const printList = (heading: string, lines: readonly string[]): void => {
  if (lines.length > 0)
    printLine(`\n${heading}:\n${lines.map((line) => `  - ${line}`).join('\n')}`);
};
const isOnPath = (program: string): boolean =>
  (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .some((folder) => existsSync(path.join(folder, program)));
const readJson = (file: string): unknown =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;

/** Runs a tier. Its output goes to the terminal, or to a file that is printed when the tier ends. @returns the exit code. */
const runTier = ({ name, command, env }: Tier, writesToFile: boolean): Promise<number> =>
  new Promise((resolve) => {
    const [program = '', ...args] = command;
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', writesToFile ? 'pipe' : 'inherit', writesToFile ? 'pipe' : 'inherit'],
      env: { ...process.env, ...env },
    });
    const file = path.join(resultsFolder, `${name}.txt`);
    const output = writesToFile ? createWriteStream(file) : null;
    if (output) {
      child.stdout?.pipe(output, { end: false });
      child.stderr?.pipe(output, { end: false });
    }
    child.on('error', () => resolve(1));
    child.on('close', (status) => {
      if (!output) return resolve(status ?? 1);
      output.end(() => {
        printLine(`\n── ${name} ──`);
        process.stdout.write(readFileSync(file, 'utf8'));
        resolve(status ?? 1);
      });
    });
  });

const runAndCount = async (tier: Tier, writesToFile: boolean): Promise<void> => {
  if (!writesToFile) printLine(`\n── ${tier.name} ──`);
  const status = await runTier(tier, writesToFile);
  const report = readJson(reportFileOf(tier.name));
  const { passed, failed, skipped } = tier.countTests(report);
  failures.push(...tier.listFailures(report).map((failure) => `${tier.name}: ${failure}`));
  repeated.push(...tier.listRepeated(report).map((test) => `${tier.name}: ${test}`));
  totals.passed += passed;
  // A runner that crashed counts as a failure even without a failed test.
  totals.failed += failed === 0 && status !== 0 ? 1 : failed;
  printLine(
    `${tier.name}: ${passed} passed, ${failed} failed${skipped ? `, ${skipped} left out` : ''}`,
  );
};

/** Runs tiers one after another, so that each can use the whole machine. */
const runSequentially = async (tiers: readonly Tier[]): Promise<void> => {
  for (const tier of tiers) await runAndCount(tier, false);
};
/** One more than the cores, because tests of kills, Wine and devices wait without using a core. */
const CONCURRENT_GROUPS = 3;
/** Runs groups of tiers concurrently, in the given order; the tiers of a group run one after another. */
const runConcurrently = async (groups: readonly (readonly Tier[])[]): Promise<void> => {
  const queue = [...groups];
  const worker = async (): Promise<void> => {
    for (let group = queue.shift(); group !== undefined; group = queue.shift())
      for (const tier of group) await runAndCount(tier, true);
  };
  await Promise.all(Array.from({ length: CONCURRENT_GROUPS }, worker));
};

/** @returns the tiers; none, after a message and one counted failure, if a program that they need is not installed. */
const requirePrograms = (
  tierName: string,
  programs: readonly string[],
  tiers: readonly Tier[],
): readonly Tier[] => {
  const missing = programs.filter((program) => !isOnPath(program));
  if (missing.length === 0) return tiers;
  printLine(
    `\nThe ${tierName} tier cannot run: ${missing.join(', ')} not installed (scripts/install-debian-packages.sh).`,
  );
  totals.failed += 1;
  return [];
};

/** Pattern for the titles of end-to-end tests that need a device or a drive, or that kill the app. */
const SINGLE_WORKER_TITLES = '@device|killed';

rmSync(resultsFolder, { recursive: true, force: true });
mkdirSync(resultsFolder, { recursive: true });

await runSequentially([
  createVitestTier('unit'),
  createVitestTier('contract'),
  // In a run of every tier, the tests that kill the app run in the device tier with the system's keychain.
  createPlaywrightTier('e2e', {
    args: ['--grep-invert', runsEveryTier ? SINGLE_WORKER_TITLES : '@device'],
  }),
]);

if (runsEveryTier) {
  const oneWorker = ['--maxWorkers', '1'];
  const keychainSession = [path.join(root, 'tests/support/with-keyring.sh')];
  /** A part of the fault tier. The tier is split, because as a whole it occupies one core long after the others have ended. */
  const createFaultTier = (...folders: readonly string[]): Tier =>
    createVitestTier('faults', {
      args: oneWorker,
      files: folders.map((folder) => `tests/faults/${folder}`),
    });
  const otherFaultFolders = readdirSync(path.join(root, 'tests/faults'), { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isDirectory() && !['app', 'exchange', 'store', 'simulation'].includes(entry.name),
    )
    .map((entry) => entry.name);
  const systemKeychain = { KIOSK_TEST_SYSTEM_KEYCHAIN: '1' };
  await runConcurrently([
    [createVitestTier('capture', { args: oneWorker })],
    [createFaultTier('app')],
    // The tiers that use Wine, one after another.
    [
      ...requirePrograms(
        'Windows',
        ['wine', 'wineserver', 'x86_64-w64-mingw32-gcc', 'tar'],
        [createVitestTier('windows', { args: oneWorker })],
      ),
      ...requirePrograms(
        'package',
        ['wine', 'wixl', 'msiextract', 'osslsigncode', 'dpkg-deb', 'gpg', 'debootstrap'],
        [createVitestTier('package', { args: oneWorker })],
      ),
    ],
    requirePrograms(
      'device',
      ['scanimage', 'gnome-keyring-daemon', 'dbus-run-session', 'openssl', 'chromium', 'xvfb-run'],
      [
        createVitestTier('device', { wrap: keychainSession, env: systemKeychain, args: oneWorker }),
        // One kiosk at a time, because all of them share the system's keychain.
        createPlaywrightTier('e2e-device', {
          wrap: keychainSession,
          env: systemKeychain,
          args: ['--workers', '1', '--grep', SINGLE_WORKER_TITLES],
        }),
        // Runs after the other tests of devices, because every kiosk on this computer lists the drives that it mounts.
        createFaultTier('exchange'),
      ],
    ),
    [createFaultTier('store')],
    [createFaultTier(...otherFaultFolders)],
    [createVitestTier('simulation', { args: oneWorker })],
  ]);
} else {
  omittedTiers.push(
    'capture tier (finding, judging and reading hundreds of generated cards): some minutes; npm run test:capture or test:all',
  );
  omittedTiers.push(
    'fault tier (kills, power cuts, full disk, a day offline): many minutes; npm run test:faults or test:all',
  );
  omittedTiers.push(
    'device tier (real Secret Service, SANE backends): needs Debian packages, run by npm run test:all',
  );
  omittedTiers.push(
    'Windows tier (WIA and Credential Manager under Wine): needs Debian packages, npm run test:windows or test:all',
  );
  omittedTiers.push(
    'package tier (both packages built, broken and installed): needs Debian packages, npm run test:package or test:all',
  );
}
if (!existsSync(path.join(root, 'node_modules/electron/dist'))) {
  omittedTiers.push(
    'Electron tier: its binary is not here; the end-to-end tests ran on the stand-in host',
  );
}

printList('Left out', omittedTiers);
printList('Passed only when repeated', repeated);
printList('Failed', failures);
printLine(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
