/** Describes the test tiers: the command that runs one, and the counts and failures in its runner's JSON report. */
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');
export const resultsFolder = path.join(root, 'test-results');

/**
 * On a CI server a failed test is repeated once, because the server may delay one of 4,000 tests for seconds. Tests that passed only when
 * repeated are listed, since each of them is a fault of the test or of the product.
 */
const repeatsFailedTests = process.env['CI'] !== undefined;

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Tier {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** @param report parsed JSON of the runner; null if it wrote none, as after a crash. The same applies to the other functions. */
  readonly countTests: (report: unknown) => TestCounts;
  /** @returns the full name and the first line of the error of each failed test. */
  readonly listFailures: (report: unknown) => readonly string[];
  /** @returns the tests that passed only when they were repeated. */
  readonly listRepeated: (report: unknown) => readonly string[];
}

export interface TierOptions {
  /** A program that runs the command, such as the one that starts a keychain. */
  readonly wrap?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Arguments of the test runner. */
  readonly args?: readonly string[];
}

/** Path of the JSON report of a tier. */
export const reportFileOf = (tierName: string): string =>
  path.join(resultsFolder, `${tierName}.json`);

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

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

/** @param options.files the folders and files of a part of the tier; the part is named after the first. */
export const createVitestTier = (
  project: string,
  {
    wrap = [],
    env,
    args = [],
    files = [],
  }: TierOptions & { readonly files?: readonly string[] } = {},
): Tier => {
  const name = [project, ...files.slice(0, 1).map((file) => path.basename(file))].join('-');
  return {
    name,
    command: [
      ...wrap,
      ...[
        process.execPath,
        path.join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--project',
        project,
        ...files,
      ],
      ...args,
      ...(repeatsFailedTests ? ['--retry=1'] : []),
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${reportFileOf(name)}`],
    ],
    ...(env && { env }),
    countTests: (report) => {
      const {
        numPassedTests = 0,
        numFailedTests = 0,
        numPendingTests = 0,
      } = (report ?? {}) as Partial<VitestReport>;
      return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
    },
    listFailures: (report) =>
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
    listRepeated: (report) =>
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
interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
}

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

export const createPlaywrightTier = (
  name: string,
  { wrap = [], env, args = [] }: TierOptions,
): Tier => ({
  name,
  command: [
    ...wrap,
    path.join(root, 'node_modules/.bin/playwright'),
    'test',
    ...args,
    ...(repeatsFailedTests ? ['--retries=1'] : []),
  ],
  env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: reportFileOf(name) },
  countTests: (report) => {
    const {
      expected = 0,
      unexpected = 0,
      flaky = 0,
      skipped = 0,
    } = (report as PlaywrightReport | null)?.stats ?? {};
    return { passed: expected + flaky, failed: unexpected, skipped };
  },
  listFailures: (report) =>
    describeSpecs((report as PlaywrightReport | null) ?? {}, ({ ok }) => !ok),
  listRepeated: (report) => describeSpecs((report as PlaywrightReport | null) ?? {}, isRepeated),
});
