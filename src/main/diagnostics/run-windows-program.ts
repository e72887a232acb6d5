/** Runs a program of the System32 folder on Windows. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import type { CommandResult } from './lockdown-check.ts';

const TIMEOUT_MS = 10_000;

/**
 * Never rejects; a program that cannot be started has exit code −1. The folder is not read from %SystemRoot%, because the
 * account that runs the kiosk can set that variable to another folder.
 */
export const runWindowsProgram = (
  program: string,
  args: readonly string[],
): Promise<CommandResult> =>
  new Promise((resolve) => {
    const { root } = path.win32.parse(process.execPath);
    const file = path.win32.join(root, 'Windows', 'System32', program);
    execFile(file, args, { timeout: TIMEOUT_MS, windowsHide: true }, (error, output) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, output });
    });
  });
