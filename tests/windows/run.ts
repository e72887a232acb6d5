/** Runs a program of tests/windows/programs with Node for Windows under Wine and returns its answer. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inject } from 'vitest';
import { windowsPath } from '#tests/support/wine/windows.ts';

const LIMIT_MS = 60_000;

const exitCodeOf = (
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  out: number,
): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', out, out],
      timeout: LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    child.on('error', reject);
    child.on('exit', resolve);
  });

export interface Run {
  /** The answer written by the program. */
  readonly answer: unknown;
  /** Folder of this run. */
  readonly folder: string;
}

/** @param question passed as JSON. */
export const runOnWindows = async (
  program: string,
  question: unknown,
  more: NodeJS.ProcessEnv = {},
): Promise<Run> => {
  const winePrefix = inject('winePrefix');
  const folder = await mkdtemp(path.join(winePrefix, 'run-'));
  const [questionFile, answerFile, outputFile] = ['question.json', 'answer.json', 'output.txt'].map(
    (name) => path.join(folder, name),
  ) as [string, string, string];
  await writeFile(questionFile, JSON.stringify(question));
  const { DISPLAY: _display, NODE_OPTIONS: _options, ...rest } = process.env;
  const env = {
    ...rest,
    WINEPREFIX: winePrefix,
    WINEDEBUG: '-all',
    FAKE_WIA_NOTES: windowsPath(path.join(folder, 'notes.txt')),
    ...more,
  };
  // Node for Windows cannot write to a Linux pipe.
  const out = openSync(outputFile, 'w');
  const args = [
    'C:\\kiosk\\node.exe',
    '--disable-warning=ExperimentalWarning',
    `C:\\kiosk\\tests\\windows\\programs\\${program}`,
  ];
  const status = await exitCodeOf(
    'wine',
    [...args, windowsPath(questionFile), windowsPath(answerFile)],
    env,
    out,
  );
  closeSync(out);
  if (status !== 0)
    throw new Error(`${program} ended with ${status}: ${await readFile(outputFile, 'utf8')}`);
  return { answer: JSON.parse(await readFile(answerFile, 'utf8')), folder };
};

/** Steps recorded by the fake scanner, in order. */
export const readRecordedSteps = async (folder: string): Promise<string[]> =>
  (await readFile(path.join(folder, 'notes.txt'), 'utf8'))
    .split(/\r?\n/)
    .filter((line) => line !== '');
