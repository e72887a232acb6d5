/** Runs a program of Windows' own folder. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import type { Command } from './lockdown-check.ts';

const LIMIT_MS = 10_000;

/**
 * Never rejects; a program that cannot be started has exit code −1. The folder is not taken from %SystemRoot%: it is a
 * variable like any other.
 */
export const runWindowsProgram = (program: string, args: readonly string[]): Promise<Command> =>
  new Promise((resolve) => {
    const { root } = path.win32.parse(process.execPath);
    const file = path.win32.join(root, 'Windows', 'System32', program);
    execFile(file, args, { timeout: LIMIT_MS, windowsHide: true }, (error, output) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exitCode, output });
    });
  });
