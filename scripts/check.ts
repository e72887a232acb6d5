/**
 * Static checks: types, lint, dependency rules, dead code and format, two at a time.
 *
 * npm run check           the whole tree; a finding fails the run
 * npm run check:fast      types (incremental), lint and format of the files that differ from where the branch left main, or from
 *                         `--base REV`
 *
 * Oxlint checks TypeScript with types, the scripts of components included; ESLint checks templates and this product's own bans,
 * for which it needs no types.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { writeComponentScripts } from './component-scripts.ts';

const root = path.resolve(import.meta.dirname, '..');
const fast = process.argv.includes('--fast');
const baseAt = process.argv.indexOf('--base');
const PARALLEL = 2;

interface Check {
  readonly name: string;
  readonly command: readonly string[];
}

interface Finished {
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
const lint = (files: readonly string[]): Check => ({
  name: 'lint',
  command: [bin('oxlint'), ...files],
});
const templates = (files: readonly string[]): Check => ({
  name: 'templates and bans',
  command: [bin('eslint'), '--max-warnings', '0', '--no-warn-ignored', ...files],
});
const cachedFormat = ['--cache', '--cache-location', 'node_modules/.cache/prettier-results'];
const formatting = (files: readonly string[]): Check => ({
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
  lint(['.', ...writeComponentScripts()]),
  templates(['src']),
  {
    name: 'dependencies',
    command: [bin('depcruise'), '--config', '.dependency-cruiser.mjs', 'src'],
  },
  { name: 'dead code', command: [bin('knip')] },
  formatting(['.']),
];

/** Where the branch left main; HEAD on main itself and where main is not known. */
const findBase = (): string => {
  if (baseAt >= 0) return process.argv[baseAt + 1] ?? 'HEAD';
  for (const main of ['main', 'origin/main']) {
    try {
      return git('merge-base', 'HEAD', main)[0] ?? 'HEAD';
    } catch {
      // There is no such branch here.
    }
  }
  return 'HEAD';
};

/** @returns paths relative to the root, of files that exist. */
const changedFiles = (): string[] => {
  const files = [
    ...git('diff', '--name-only', '--relative', findBase()),
    ...git('ls-files', '--others', '--exclude-standard'),
  ];
  return [...new Set(files)].filter((file) => existsSync(path.join(root, file)));
};

const changedOnly = (): Check[] => {
  const changed = changedFiles();
  const scripts = changed.filter((file) => file.endsWith('.ts'));
  const components = changed.filter((file) => file.endsWith('.vue'));
  const ofComponents =
    components.length === 0
      ? []
      : writeComponentScripts().filter((copy) => components.some((file) => copy.includes(file)));
  const product = changed.filter((file) => /^src\/.*\.(ts|vue)$/.test(file));
  return [
    ...(scripts.length + components.length > 0
      ? [typesCheck, lint([...scripts, ...ofComponents])]
      : []),
    ...(product.length > 0 ? [templates(product)] : []),
    ...(changed.length > 0 ? [formatting(changed)] : []),
  ];
};

const run = ({ name, command }: Check): Promise<Finished> =>
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

const report = ({ name, ok, output, seconds }: Finished): void => {
  if (!ok) process.stdout.write(`\n${output}`);
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)\n`);
};

const queue = fast ? changedOnly() : wholeTree();
const failures: string[] = [];
const worker = async (): Promise<void> => {
  for (let check = queue.shift(); check; check = queue.shift()) {
    const finished = await run(check);
    report(finished);
    if (!finished.ok) failures.push(finished.name);
  }
};
if (queue.length === 0) process.stdout.write('Nothing changed.\n');
await Promise.all(Array.from({ length: PARALLEL }, worker));
process.exitCode = failures.length === 0 ? 0 : 1;
