/** Runs a program of tests/windows/programs with Node for Windows under Wine and returns its answer. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inject } from 'vitest';
import { windowsPath } from '#tests/support/wine/windows.ts';

const TIME_LIMIT_MS = 60_000;

/** Runs a command. @param output file descriptor of its output. @returns its exit code; null if it was ended on timeout. */
const runCommand = (
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  output: number,
): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env,
      stdio: ['ignore', output, output],
      timeout: TIME_LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    child.on('error', reject);
    child.on('exit', resolve);
  });

export interface ProgramRun {
  /** The answer written by the program. */
  readonly answer: unknown;
  /** Folder of this run. */
  readonly folder: string;
}

/**
 * Runs a program in its own folder.
 *
 * @param question passed to the program as JSON.
 * @throws with the output of the program if it fails.
 */
export const runOnWindows = async (
  program: string,
  question: unknown,
  additionalEnv: NodeJS.ProcessEnv = {},
): Promise<ProgramRun> => {
  const winePrefix = inject('winePrefix');
  const folder = await mkdtemp(path.join(winePrefix, 'run-'));
  const [questionFile, answerFile, outputFile] = ['question.json', 'answer.json', 'output.txt'].map(
    (name) => path.join(folder, name),
  ) as [string, string, string];
  await writeFile(questionFile, JSON.stringify(question));
  const { DISPLAY: _display, NODE_OPTIONS: _options, ...environment } = process.env;
  const env = {
    ...environment,
    WINEPREFIX: winePrefix,
    WINEDEBUG: '-all',
    FAKE_WIA_NOTES: windowsPath(path.join(folder, 'notes.txt')),
    ...additionalEnv,
  };
  // Node for Windows cannot write to a Linux pipe.
  const output = openSync(outputFile, 'w');
  const args = [
    'C:\\kiosk\\node.exe',
    '--disable-warning=ExperimentalWarning',
    `C:\\kiosk\\tests\\windows\\programs\\${program}`,
  ];
  const exitCode = await runCommand(
    'wine',
    [...args, windowsPath(questionFile), windowsPath(answerFile)],
    env,
    output,
  );
  closeSync(output);
  if (exitCode !== 0)
    throw new Error(`${program} ended with ${exitCode}: ${await readFile(outputFile, 'utf8')}`);
  return { answer: JSON.parse(await readFile(answerFile, 'utf8')), folder };
};

/** Steps recorded by the fake scanner, in order. */
export const readRecordedSteps = async (folder: string): Promise<string[]> =>
  (await readFile(path.join(folder, 'notes.txt'), 'utf8'))
    .split(/\r?\n/)
    .filter((line) => line !== '');
