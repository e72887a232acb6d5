/**
 * Runs the static checks: types, lint, dependency rules, dead code and format, two at a time.
 *
 * npm run check           the whole tree; a finding fails the run
 * npm run check:fast      types (incremental), lint and format of the files that differ from the merge base with main, or from
 *                         `--base REV`
 *
 * Oxlint checks TypeScript, including the scripts of components, with type information. ESLint checks templates and this product's own
 * bans, for which it needs no type information.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { writeComponentScripts } from './component-scripts.ts';

const root = path.resolve(import.meta.dirname, '..');
const isFast = process.argv.includes('--fast');
const baseIndex = process.argv.indexOf('--base');
const PARALLEL = 2;

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

const bin = (name: string): string => path.join(root, 'node_modules/.bin', name);
const git = (...args: string[]): string[] =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\n')
    .filter(Boolean);

const typesCheck: Check = {
  name: 'types',
  command: [
    bin('vue-tsc'),
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    'node_modules/.cache/vue-tsc.json',
  ],
};
const lintCheck = (files: readonly string[]): Check => ({
  name: 'lint',
  command: [bin('oxlint'), ...files],
});
const templatesCheck = (files: readonly string[]): Check => ({
  name: 'templates and bans',
  command: [bin('eslint'), '--max-warnings', '0', '--no-warn-ignored', ...files],
});
const cachedFormat = ['--cache', '--cache-location', 'node_modules/.cache/prettier-results'];
const formatCheck = (files: readonly string[]): Check => ({
  name: 'format',
  command: [
    bin('prettier'),
    '--check',
    '--log-level',
    'warn',
    '--ignore-unknown',
    ...cachedFormat,
    ...files,
  ],
});

const wholeTree = (): Check[] => [
  typesCheck,
  lintCheck(['.', ...writeComponentScripts()]),
  templatesCheck(['src']),
  {
    name: 'dependencies',
    command: [bin('depcruise'), '--config', '.dependency-cruiser.mjs', 'src'],
  },
  { name: 'dead code', command: [bin('knip')] },
  formatCheck(['.']),
];

/** The merge base of HEAD and main; HEAD itself on main, and in a clone without main. */
const findBase = (): string => {
  if (baseIndex >= 0) return process.argv[baseIndex + 1] ?? 'HEAD';
  for (const main of ['main', 'origin/main']) {
    try {
      return git('merge-base', 'HEAD', main)[0] ?? 'HEAD';
    } catch {
      // This clone has no such branch.
    }
  }
  return 'HEAD';
};

/** @returns paths relative to the root, of changed and deleted files. */
const changedFiles = (): string[] => {
  const files = [
    ...git('diff', '--name-only', '--relative', findBase()),
    ...git('ls-files', '--others', '--exclude-standard'),
  ];
  return [...new Set(files)];
};

const changedOnly = (): Check[] => {
  const all = changedFiles();
  const changed = all.filter((file) => existsSync(path.join(root, file)));
  // A deleted file may still be imported.
  const hasCode = all.some((file) => /\.(ts|vue)$/.test(file));
  const scripts = changed.filter((file) => file.endsWith('.ts'));
  const components = changed.filter((file) => file.endsWith('.vue'));
  const componentScripts =
    components.length === 0
      ? []
      : writeComponentScripts().filter((copy) => components.some((file) => copy.includes(file)));
  const product = changed.filter((file) => /^src\/.*\.(ts|vue)$/.test(file));
  return [
    ...(hasCode ? [typesCheck] : []),
    ...(scripts.length + components.length > 0
      ? [lintCheck([...scripts, ...componentScripts])]
      : []),
    ...(product.length > 0 ? [templatesCheck(product)] : []),
    ...(changed.length > 0 ? [formatCheck(changed)] : []),
  ];
};

const run = ({ name, command }: Check): Promise<CheckResult> =>
  new Promise((resolve) => {
    const started = performance.now();
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
        seconds: (performance.now() - started) / 1_000,
      });
    child.on('error', (error) => {
      chunks.push(Buffer.from(`${error.message}\n`));
      finish(false);
    });
    child.on('close', (status) => finish(status === 0));
  });

const report = ({ name, ok, output, seconds }: CheckResult): void => {
  if (!ok) process.stdout.write(`\n${output}`);
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)\n`);
};

const queue = isFast ? changedOnly() : wholeTree();
const failures: string[] = [];
const worker = async (): Promise<void> => {
  for (let check = queue.shift(); check; check = queue.shift()) {
    const result = await run(check);
    report(result);
    if (!result.ok) failures.push(result.name);
  }
};
if (queue.length === 0) process.stdout.write('Nothing changed.\n');
await Promise.all(Array.from({ length: PARALLEL }, worker));
process.exitCode = failures.length === 0 ? 0 : 1;
