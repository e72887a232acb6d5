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

const root = path.resolve(import.meta.dirname, '..');
const results = path.join(root, 'test-results');
const runsEveryTier = process.argv.includes('--all');
/**
 * On a CI server a failed test is repeated once, because the server may delay one of 4,000 tests for seconds. Tests that passed only when
 * repeated are listed, since each of them is a fault of the test or of the product.
 */
const repeatsFailedTests = process.env['CI'] !== undefined;

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A tier: the command that runs it, and functions that read its runner's report. */
interface Tier {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly count: (report: unknown) => Count;
  readonly failures: (report: unknown) => readonly string[];
  /** Tests that passed only when they were repeated. */
  readonly repeated: (report: unknown) => readonly string[];
}

const totals = { passed: 0, failed: 0 };
const printLine = (text: string): void => void process.stdout.write(`${text}\n`);
const isOnPath = (program: string): boolean =>
  (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .some((folder) => existsSync(path.join(folder, program)));
const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
const reportOf = (name: string): string => path.join(results, `${name}.json`);
const readJson = (file: string): unknown =>
  existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;

/** The full name of each failed test, listed at the end of the output. */
const failures: string[] = [];
/** The full name of each test that passed only when it was repeated. */
const repeated: string[] = [];

interface VitestTest {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages?: readonly string[];
}
interface VitestReport {
  readonly testResults?: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly VitestTest[];
  }[];
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
}
const describeTest = (file: string, { fullName, failureMessages }: VitestTest): string =>
  `${path.relative(root, file)}: ${fullName}: ${firstLine(failureMessages?.[0] ?? '')}`;

/**
 * @param more.wrap a program that runs the command, such as the one that starts a keychain.
 * @param more.files the folders and files of a part of the tier; the part is named after the first.
 */
const vitestTier = (
  project: string,
  more: {
    wrap?: readonly string[];
    env?: NodeJS.ProcessEnv;
    options?: readonly string[];
    files?: readonly string[];
  } = {},
): Tier => {
  const name = [project, ...(more.files ?? []).slice(0, 1).map((file) => path.basename(file))].join(
    '-',
  );
  return {
    name,
    command: [
      ...(more.wrap ?? []),
      ...[
        process.execPath,
        path.join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--project',
        project,
        ...(more.files ?? []),
      ],
      ...(more.options ?? []),
      ...(repeatsFailedTests ? ['--retry=1'] : []),
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(name)}`],
    ],
    ...(more.env && { env: more.env }),
    count: (report) => {
      const {
        numPassedTests = 0,
        numFailedTests = 0,
        numPendingTests = 0,
      } = (report ?? {}) as Partial<VitestReport>;
      return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
    },
    failures: (report) =>
      ((report as VitestReport | null)?.testResults ?? []).flatMap(
        ({ name: file, status, message, assertionResults }) => {
          const failed = assertionResults.filter((test) => test.status === 'failed');
          // A file that cannot be loaded fails without a failed test.
          if (failed.length === 0)
            return status === 'failed'
              ? [`${path.relative(root, file)}: ${firstLine(message)}`]
              : [];
          return failed.map((test) => describeTest(file, test));
        },
      ),
    repeated: (report) =>
      ((report as VitestReport | null)?.testResults ?? []).flatMap(
        ({ name: file, assertionResults }) =>
          assertionResults
            // A passed test has failure messages only if its first run failed.
            .filter((test) => test.status === 'passed' && (test.failureMessages ?? []).length > 0)
            .map((test) => describeTest(file, test)),
      ),
  };
};

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly ok: boolean;
    readonly tests: readonly {
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}
type PlaywrightSpec = NonNullable<PlaywrightSuite['specs']>[number];
const describeSpecs = (
  { suites = [], specs = [] }: PlaywrightSuite,
  matches: (spec: PlaywrightSpec) => boolean,
): readonly string[] => [
  ...specs
    .filter(matches)
    .map(
      ({ file, title, tests }) =>
        `${file}: ${title}: ${firstLine(tests.flatMap((test) => test.results).find((result) => result.error)?.error?.message ?? '')}`,
    ),
  ...suites.flatMap((suite) => describeSpecs(suite, matches)),
];
const isRepeated = ({ ok, tests }: PlaywrightSpec): boolean =>
  ok && tests.some(({ results }) => results.some(({ error }) => error));
interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
}
const playwrightTier = (
  name: string,
  more: { wrap?: readonly string[]; env?: NodeJS.ProcessEnv; options: readonly string[] },
): Tier => ({
  name,
  command: [
    ...(more.wrap ?? []),
    path.join(root, 'node_modules/.bin/playwright'),
    'test',
    ...more.options,
    ...(repeatsFailedTests ? ['--retries=1'] : []),
  ],
  env: { ...more.env, PLAYWRIGHT_JSON_OUTPUT_FILE: reportOf(name) },
  count: (report) => {
    const {
      expected = 0,
      unexpected = 0,
      flaky = 0,
      skipped = 0,
    } = (report as PlaywrightReport | null)?.stats ?? {};
    return { passed: expected + flaky, failed: unexpected, skipped };
  },
  failures: (report) => describeSpecs((report as PlaywrightReport | null) ?? {}, ({ ok }) => !ok),
  repeated: (report) => describeSpecs((report as PlaywrightReport | null) ?? {}, isRepeated),
});

/** Runs a tier. Its output goes to the terminal, or to a file that is printed when the tier ends. @returns the exit code. */
const runTier = ({ name, command, env }: Tier, toFile: boolean): Promise<number> =>
  new Promise((resolve) => {
    const [program = '', ...args] = command;
    const child = spawn(program, args, {
      cwd: root,
      stdio: ['ignore', toFile ? 'pipe' : 'inherit', toFile ? 'pipe' : 'inherit'],
      env: { ...process.env, ...env },
    });
    const file = path.join(results, `${name}.txt`);
    const output = toFile ? createWriteStream(file) : null;
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

const runAndCount = async (tier: Tier, toFile: boolean): Promise<void> => {
  if (!toFile) printLine(`\n── ${tier.name} ──`);
  const status = await runTier(tier, toFile);
  const report = readJson(reportOf(tier.name));
  const { passed, failed, skipped } = tier.count(report);
  failures.push(...tier.failures(report).map((failure) => `${tier.name}: ${failure}`));
  repeated.push(...tier.repeated(report).map((test) => `${tier.name}: ${test}`));
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
  const waiting = [...groups];
  const worker = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift())
      for (const tier of group) await runAndCount(tier, true);
  };
  await Promise.all(Array.from({ length: CONCURRENT_GROUPS }, worker));
};

const leftOut: string[] = [];
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

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

await runSequentially([
  vitestTier('unit'),
  vitestTier('contract'),
  // In a run of every tier, the tests that kill the app run in the device tier with the system's keychain.
  playwrightTier('e2e', {
    options: ['--grep-invert', runsEveryTier ? SINGLE_WORKER_TITLES : '@device'],
  }),
]);

if (runsEveryTier) {
  const oneWorker = ['--maxWorkers', '1'];
  const keyring = [path.join(root, 'tests/support/with-keyring.sh')];
  /** A part of the fault tier. The tier is split, because as a whole it occupies one core long after the others have ended. */
  const faults = (...folders: readonly string[]): Tier =>
    vitestTier('faults', {
      options: oneWorker,
      files: folders.map((folder) => `tests/faults/${folder}`),
    });
  const otherFaults = readdirSync(path.join(root, 'tests/faults'), { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isDirectory() && !['app', 'exchange', 'store', 'simulation'].includes(entry.name),
    )
    .map((entry) => entry.name);
  const systemKeychain = { KIOSK_TEST_SYSTEM_KEYCHAIN: '1' };
  await runConcurrently([
    [vitestTier('capture', { options: oneWorker })],
    [faults('app')],
    // The tiers that use Wine, one after another.
    [
      ...requirePrograms(
        'Windows',
        ['wine', 'wineserver', 'x86_64-w64-mingw32-gcc', 'tar'],
        [vitestTier('windows', { options: oneWorker })],
      ),
      ...requirePrograms(
        'package',
        ['wine', 'wixl', 'msiextract', 'osslsigncode', 'dpkg-deb', 'gpg', 'debootstrap'],
        [vitestTier('package', { options: oneWorker })],
      ),
    ],
    requirePrograms(
      'device',
      ['scanimage', 'gnome-keyring-daemon', 'dbus-run-session', 'openssl', 'chromium', 'xvfb-run'],
      [
        vitestTier('device', { wrap: keyring, env: systemKeychain, options: oneWorker }),
        // One kiosk at a time, because all of them share the system's keychain.
        playwrightTier('e2e-device', {
          wrap: keyring,
          env: systemKeychain,
          options: ['--workers', '1', '--grep', SINGLE_WORKER_TITLES],
        }),
        // Runs after the other tests of devices, because every kiosk on this computer lists the drives that it mounts.
        faults('exchange'),
      ],
    ),
    [faults('store')],
    [faults(...otherFaults)],
    [vitestTier('simulation', { options: oneWorker })],
  ]);
} else {
  leftOut.push(
    'capture tier (finding, judging and reading hundreds of generated cards): some minutes; npm run test:capture or test:all',
  );
  leftOut.push(
    'fault tier (kills, power cuts, full disk, a day offline): many minutes; npm run test:faults or test:all',
  );
  leftOut.push(
    'device tier (real Secret Service, SANE backends): needs Debian packages, run by npm run test:all',
  );
  leftOut.push(
    'Windows tier (WIA and Credential Manager under Wine): needs Debian packages, npm run test:windows or test:all',
  );
  leftOut.push(
    'package tier (both packages built, broken and installed): needs Debian packages, npm run test:package or test:all',
  );
}
if (!existsSync(path.join(root, 'node_modules/electron/dist'))) {
  leftOut.push(
    'Electron tier: its binary is not here; the end-to-end tests ran on the stand-in host',
  );
}

if (leftOut.length > 0)
  printLine(`\nLeft out:\n${leftOut.map((line) => `  - ${line}`).join('\n')}`);
if (repeated.length > 0)
  printLine(`\nPassed only when repeated:\n${repeated.map((line) => `  - ${line}`).join('\n')}`);
if (failures.length > 0)
  printLine(`\nFailed:\n${failures.map((line) => `  - ${line}`).join('\n')}`);
printLine(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
