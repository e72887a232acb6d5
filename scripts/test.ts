/**
 * Runs the test tiers and ends with one line that counts them.
 *
 * npm test              everything that needs no extra Debian package; says what it left out
 * npm run test:all      every tier; a tier that cannot run here is a failure (but real Electron, when its binary is absent)
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const results = path.join(root, 'test-results');
const everything = process.argv.includes('--all');

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const total: Count = { passed: 0, failed: 0, skipped: 0 };
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const onPath = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, program)));

const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): number => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  return status ?? 1;
};

const bin = (name: string): string => path.join(root, 'node_modules/.bin', name);

const add = (count: Count, status: number, tier: string): void => {
  total.passed += count.passed;
  total.failed += count.failed;
  total.skipped += count.skipped;
  // A runner that died has failed even when no single test says so.
  if (status !== 0 && count.failed === 0) total.failed += 1;
  say(`${tier}: ${count.passed} passed, ${count.failed} failed${count.skipped ? `, ${count.skipped} left out` : ''}`);
};

const readJson = (file: string): unknown => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null);

/** A vitest tier; `wrap` puts a program in front, such as the one that brings a keychain up. */
const vitest = (tier: string, wrap: readonly string[] = [], env: NodeJS.ProcessEnv = {}, options: readonly string[] = []): void => {
  say(`\n── ${tier} ──`);
  const file = path.join(results, `${tier}.json`);
  const command = [...wrap, process.execPath, path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', tier, ...options];
  const [first, ...rest] = [...command, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const status = run(first, rest, env);
  const report = readJson(file) as { numPassedTests: number; numFailedTests: number; numPendingTests: number } | null;
  add(
    { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0, skipped: report?.numPendingTests ?? 0 },
    status,
    tier,
  );
};

const playwright = (tier: string, env: NodeJS.ProcessEnv = {}, args: readonly string[] = [], wrap: readonly string[] = []): void => {
  say(`\n── ${tier} ──`);
  const file = path.join(results, `${tier}.json`);
  const [first = '', ...rest] = [...wrap, bin('playwright'), 'test', ...args];
  const status = run(first, rest, { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file });
  const report = readJson(file) as { stats: { expected: number; unexpected: number; flaky: number; skipped: number } } | null;
  const stats = report?.stats ?? { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
  add({ passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }, status, tier);
};

const leftOut: string[] = [];
const electronIsHere = existsSync(path.join(root, 'node_modules/electron/dist'));

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

vitest('unit');
vitest('contract');
playwright('e2e', {}, ['--grep-invert', '@device']);

const keyring = path.join(root, 'tests/support/with-keyring.sh');
const deviceNeeds = ['scanimage', 'gnome-keyring-daemon', 'dbus-run-session', 'openssl', 'chromium', 'xvfb-run'];
const missing = deviceNeeds.filter((program) => !onPath(program));
if (everything) vitest('capture', [], {}, ['--maxWorkers', '1']);
else leftOut.push('capture tier (finding, judging and reading hundreds of generated cards): some minutes; npm run test:capture or test:all');
if (everything && missing.length > 0) {
  say(`\nThe device tier cannot run: ${missing.join(', ')} not installed (scripts/install-debian-packages.sh).`);
  total.failed += 1;
} else if (everything) {
  vitest('device', [keyring], { KIOSK_TEST_SYSTEM_KEYCHAIN: '1' }, ['--maxWorkers', '1']);
  // One after another: each drives a whole kiosk, and a second one would only slow the first.
  vitest('faults', [], {}, ['--maxWorkers', '1']);
  // One kiosk at a time: there is one keychain, as on a counter.
  playwright('e2e-device', { KIOSK_TEST_SYSTEM_KEYCHAIN: '1' }, ['--workers', '1', '--grep', '@device|killed'], [keyring]);
} else {
  leftOut.push('fault tier (kills, power cuts, full disk, a day offline): many minutes; npm run test:faults or test:all');
  leftOut.push('device tier (real Secret Service, SANE backends): needs Debian packages, run by npm run test:all');
}

const windowsNeeds = ['wine', 'wineserver', 'x86_64-w64-mingw32-gcc', 'tar'];
const missingForWindows = windowsNeeds.filter((program) => !onPath(program));
if (!everything) {
  leftOut.push('Windows tier (WIA and Credential Manager under Wine): needs Debian packages, npm run test:windows or test:all');
} else if (missingForWindows.length > 0) {
  say(`\nThe Windows tier cannot run: ${missingForWindows.join(', ')} not installed (scripts/install-debian-packages.sh).`);
  total.failed += 1;
} else {
  vitest('windows', [], {}, ['--maxWorkers', '1']);
}
if (!electronIsHere) leftOut.push('Electron tier: its binary is not here; the end-to-end tests ran on the stand-in host');

if (leftOut.length > 0) say(`\nLeft out:\n${leftOut.map((line) => `  - ${line}`).join('\n')}`);
say(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
