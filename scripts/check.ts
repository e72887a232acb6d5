/**
 * Static checks: types, lint, dependency rules, dead code and format, two at a time.
 *
 * npm run check           the whole tree; a finding fails the run
 * npm run check:fast      types (incremental), lint and format of the files that differ from HEAD or from `--base REV`
 *
 * Type-aware lint of Vue files runs as a process of its own: the TypeScript project service builds a new program for every
 * Vue file, because the script that the parser hands over differs from the file on disk. Next to the `.ts` files, which share
 * one program, this would discard that program again and again.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const fast = process.argv.includes('--fast');
const baseAt = process.argv.indexOf('--base');
const base = baseAt < 0 ? 'HEAD' : (process.argv[baseAt + 1] ?? 'HEAD');
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
const cached = (name: string): string[] => [
  '--cache',
  '--cache-location',
  path.join('node_modules/.cache/eslint', name),
];

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
const lint = (name: string, files: readonly string[], more: readonly string[] = []): Check => ({
  name,
  command: [
    bin('eslint'),
    '--max-warnings',
    '0',
    '--no-warn-ignored',
    ...cached(name),
    ...more,
    ...files,
  ],
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
  lint('lint', ['.'], ['--ignore-pattern', '**/*.vue']),
  typesCheck,
  lint('lint-vue', ['src/**/*.vue']),
  {
    name: 'dependencies',
    command: [bin('depcruise'), '--config', '.dependency-cruiser.mjs', 'src'],
  },
  { name: 'dead code', command: [bin('knip')] },
  formatting(['.']),
];

/** @returns paths relative to the root, of files that exist. */
const changedFiles = (): string[] => {
  const git = (...args: string[]): string[] =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean);
  const files = [
    ...git('diff', '--name-only', '--relative', base),
    ...git('ls-files', '--others', '--exclude-standard'),
  ];
  return [...new Set(files)].filter((file) => existsSync(path.join(root, file)));
};

const changedOnly = (): Check[] => {
  const changed = changedFiles();
  const code = changed.filter((file) => /\.(ts|vue|mjs)$/.test(file));
  return [
    ...(code.length > 0 ? [typesCheck, lint('lint', code)] : []),
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
