/** Creates a separate Windows 10 under Wine, in a new prefix and without a display. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const COMMAND_TIMEOUT_MS = 180_000;

export interface Windows {
  /** WINEPREFIX: the folder of drive C and of the registry. */
  readonly prefix: string;
  readonly driveC: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs a program to its end; rejects with its output when it fails. */
  run(program: string, ...args: string[]): Promise<void>;
  /** Starts a program; its output goes to a file, because Node for Windows cannot write to a pipe of Linux. */
  start(
    program: string,
    args: readonly string[],
    output: number,
    env?: NodeJS.ProcessEnv,
  ): ChildProcess;
  /** Ends all processes of this Windows, and of no other, and removes its folder. */
  remove(): Promise<void>;
}

/** The Windows path of a Linux file under Wine. */
export const windowsPath = (file: string): string => `Z:${file.replaceAll('/', '\\')}`;

/** Source of the library bcryptprimitives.dll, which Wine 8 lacks. */
const PROCESS_PRNG = path.resolve(import.meta.dirname, 'process-prng.c');

export const buildLibrary = async (
  source: string,
  target: string,
  libraries: readonly string[],
): Promise<void> => {
  await execute('x86_64-w64-mingw32-gcc', [
    '-Wall',
    '-Werror',
    '-O1',
    '-shared',
    '-o',
    target,
    source,
    ...libraries,
  ]);
};

export const createWindows = async (folder: string): Promise<Windows> => {
  const prefix = path.join(folder, 'wine');
  const { DISPLAY: _display, NODE_OPTIONS: _options, ...inheritedEnv } = process.env;
  const env = { ...inheritedEnv, WINEPREFIX: prefix, WINEDEBUG: '-all' };
  const windows: Windows = {
    prefix,
    driveC: path.join(prefix, 'drive_c'),
    env,
    run: async (program, ...args) => {
      await execute('wine', [program, ...args], {
        env,
        timeout: COMMAND_TIMEOUT_MS,
        killSignal: 'SIGKILL',
      });
    },
    start: (program, args, output, extraEnv = {}) =>
      spawn('wine', [program, ...args], {
        env: { ...env, ...extraEnv },
        stdio: ['ignore', output, output],
      }),
    remove: async () => {
      await execute('wineserver', ['-k', '-w'], { env, timeout: COMMAND_TIMEOUT_MS }).catch(
        () => undefined,
      );
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
  try {
    await mkdir(prefix, { recursive: true });
    await windows.run('wineboot', '-i');
    await windows.run('winecfg', '-v', 'win10');
    await buildLibrary(
      PROCESS_PRNG,
      path.join(windows.driveC, 'windows/system32/bcryptprimitives.dll'),
      ['-ladvapi32'],
    );
  } catch (error) {
    await windows.remove();
    throw error;
  }
  return windows;
};
