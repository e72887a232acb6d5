/**
 * Runs the static checks: types, lint, dependency rules, dead code and format, two at a time.
 *
 * npm run check           the whole tree; a finding fails the run
 * npm run check:fast      types (incremental), lint and format of the files that differ from the merge base with main, or from
 *                         `--base REV`
 *
 * Oxlint checks TypeScript, including the scripts of components, with type information. ESLint checks templates and the constructs that
 * this product forbids (`build/lint`), for which it needs no type information.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { writeComponentScripts } from './component-scripts.ts';

const root = path.resolve(import.meta.dirname, '..');
const isFast = process.argv.includes('--fast');
const baseIndex = process.argv.indexOf('--base');
const MAX_CONCURRENT_CHECKS = 2;

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

const binPath = (name: string): string => path.join(root, 'node_modules/.bin', name);
const git = (...args: string[]): string[] =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\n')
    .filter(Boolean);

const TYPES_CHECK: Check = {
  name: 'types',
  command: [
    binPath('vue-tsc'),
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    'node_modules/.cache/vue-tsc.json',
  ],
};
const createLintCheck = (files: readonly string[]): Check => ({
  name: 'lint',
  command: [binPath('oxlint'), ...files],
});
const createTemplatesCheck = (files: readonly string[]): Check => ({
  name: 'templates and bans',
  command: [binPath('eslint'), '--max-warnings', '0', '--no-warn-ignored', ...files],
});
const formatCacheArgs = ['--cache', '--cache-location', 'node_modules/.cache/prettier-results'];
const createFormatCheck = (files: readonly string[]): Check => ({
  name: 'format',
  command: [
    binPath('prettier'),
    '--check',
    '--log-level',
    'warn',
    '--ignore-unknown',
    ...formatCacheArgs,
    ...files,
  ],
});

const createAllChecks = (): Check[] => [
  TYPES_CHECK,
  createLintCheck(['.', ...writeComponentScripts()]),
  createTemplatesCheck(['src']),
  {
    name: 'dependencies',
    command: [binPath('depcruise'), '--config', '.dependency-cruiser.mjs', 'src'],
  },
  { name: 'dead code', command: [binPath('knip')] },
  createFormatCheck(['.']),
];

/** The merge base of HEAD and main; HEAD itself on main, and in a clone without main. */
const findBase = (): string => {
  if (baseIndex >= 0) return process.argv[baseIndex + 1] ?? 'HEAD';
  for (const branch of ['main', 'origin/main']) {
    try {
      return git('merge-base', 'HEAD', branch)[0] ?? 'HEAD';
    } catch {
      // This clone has no such branch.
    }
  }
  return 'HEAD';
};

/** @returns paths relative to the root, of changed and deleted files. */
const listChangedFiles = (): string[] => {
  const files = [
    ...git('diff', '--name-only', '--relative', findBase()),
    ...git('ls-files', '--others', '--exclude-standard'),
  ];
  return [...new Set(files)];
};

const createChecksOfChanges = (): Check[] => {
  const changedOrDeleted = listChangedFiles();
  const changed = changedOrDeleted.filter((file) => existsSync(path.join(root, file)));
  // A deleted file may still be imported.
  const hasCode = changedOrDeleted.some((file) => /\.(ts|vue)$/.test(file));
  const scripts = changed.filter((file) => file.endsWith('.ts'));
  const components = changed.filter((file) => file.endsWith('.vue'));
  const componentScripts =
    components.length === 0
      ? []
      : writeComponentScripts().filter((copy) => components.some((file) => copy.includes(file)));
  const productFiles = changed.filter((file) => /^src\/.*\.(ts|vue)$/.test(file));
  return [
    ...(hasCode ? [TYPES_CHECK] : []),
    ...(scripts.length + components.length > 0
      ? [createLintCheck([...scripts, ...componentScripts])]
      : []),
    ...(productFiles.length > 0 ? [createTemplatesCheck(productFiles)] : []),
    ...(changed.length > 0 ? [createFormatCheck(changed)] : []),
  ];
};

const runCheck = ({ name, command }: Check): Promise<CheckResult> =>
  new Promise((resolve) => {
    const startedAt = performance.now();
    const [program = '', ...args] = command;
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    const finish = (ok: boolean): void =>
      resolve({
        name,
        ok,
        output: Buffer.concat(chunks).toString('utf8'),
        seconds: (performance.now() - startedAt) / 1_000,
      });
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${error.message}\n`));
      finish(false);
    });
    child.on('close', (status) => finish(status === 0));
  });

const printResult = ({ name, ok, output, seconds }: CheckResult): void => {
  if (!ok) process.stdout.write(`\n${output}`);
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)\n`);
};

const queue = isFast ? createChecksOfChanges() : createAllChecks();
const failures: string[] = [];
const worker = async (): Promise<void> => {
  for (let check = queue.shift(); check; check = queue.shift()) {
    const result = await runCheck(check);
    printResult(result);
    if (!result.ok) failures.push(result.name);
  }
};
if (queue.length === 0) process.stdout.write('Nothing changed.\n');
await Promise.all(Array.from({ length: MAX_CONCURRENT_CHECKS }, worker));
process.exitCode = failures.length === 0 ? 0 : 1;
