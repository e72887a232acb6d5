/** Runs a program of the tool chain. If it fails, the error contains its output. */
import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Length of the end of the output that an error message contains. */
const MAX_MESSAGE_OUTPUT_CHARS = 4_000;

export class ProgramError extends Error {
  readonly output: string;
  constructor(program: string, status: number | string, output: string) {
    super(`${program} ended with ${status}:\n${output.slice(-MAX_MESSAGE_OUTPUT_CHARS)}`);
    this.output = output;
  }
}

/** @returns the program's stdout. @throws {ProgramError} if it ends with another status than 0. */
export const run = (
  program: string,
  args: readonly string[],
  { cwd, env }: RunOptions = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => void (stdout.push(chunk), output.push(chunk)));
    child.stderr.on('data', (chunk: Buffer) => void output.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT'
          ? new Error(
              `${program} is not installed (scripts/install-debian-packages.sh installs it)`,
            )
          : error,
      ),
    );
    child.on('close', (status, signal) => {
      if (status === 0) resolve(Buffer.concat(stdout).toString('utf8'));
      else
        reject(
          new ProgramError(
            program,
            status ?? String(signal),
            Buffer.concat(output).toString('utf8'),
          ),
        );
    });
  });
