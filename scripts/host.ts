/** Chooses the host of the app on this machine: Electron, or the stand-in host if Electron's binary can neither be found nor downloaded. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
const electronFolder = path.join(root, 'node_modules/electron');
const DOWNLOAD_TIMEOUT_MS = 180_000;

export interface Host {
  /** One file that takes the app's folder as its first argument, for tools that start it themselves. */
  readonly executable: string;
  /** The same host as a program with arguments, which needs no shell. */
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
}

const printLine = (text: string): void => void process.stdout.write(`${text}\n`);

/** Path of Electron's binary; null if it has not been downloaded. */
const findElectronBinary = (): string | null => {
  const pathFile = path.join(electronFolder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const binary = path.join(electronFolder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
};

const downloadElectron = (): string | null => {
  printLine('Electron’s binary is not here yet; trying to download it …');
  spawnSync(process.execPath, [path.join(electronFolder, 'install.js')], {
    stdio: 'ignore',
    timeout: DOWNLOAD_TIMEOUT_MS,
  });
  return findElectronBinary();
};

export const findHost = (): Host => {
  const electron = findElectronBinary() ?? downloadElectron();
  if (electron) return { executable: electron, command: [electron], env: {} };
  printLine(
    'It could not be downloaded: opening the kiosk on the stand-in host, a real Chromium window without Electron.',
  );
  printLine(
    '(What that host is and is not: tests/support/standin/README.md. It needs a chromium on the PATH and a display.)',
  );
  const standIn = path.join(root, 'tests/support/standin');
  return {
    executable: path.join(standIn, 'electron.sh'),
    command: [
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      '--import',
      path.join(standIn, 'register.ts'),
    ],
    env: { STANDIN_HEADED: '1' },
  };
};
