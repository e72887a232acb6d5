/**
 * Opens the kiosk: on Electron, or, where its binary can be neither found nor downloaded, on the stand-in host.
 * `npm start -- --training` opens it against the built-in service with invented customers.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const electronFolder = path.join(root, 'node_modules/electron');
const DOWNLOAD_LIMIT_MS = 180_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** Electron's binary, when it has been downloaded. */
const electronBinary = (): string | null => {
  const named = path.join(electronFolder, 'path.txt');
  if (!existsSync(named)) return null;
  const binary = path.join(electronFolder, 'dist', readFileSync(named, 'utf8').trim());
  return existsSync(binary) ? binary : null;
};

const download = (): string | null => {
  say('Electron’s binary is not here yet; trying to download it …');
  spawnSync(process.execPath, [path.join(electronFolder, 'install.js')], {
    stdio: 'ignore',
    timeout: DOWNLOAD_LIMIT_MS,
  });
  return electronBinary();
};

const command = (): { file: string; args: string[]; env: Record<string, string> } => {
  const electron = electronBinary() ?? download();
  if (electron) return { file: electron, args: [root], env: {} };
  say(
    'It could not be downloaded: opening the kiosk on the stand-in host, a real Chromium window without Electron.',
  );
  say(
    '(What that host is and is not: tests/support/standin/README.md. It needs a chromium on the PATH and a display.)',
  );
  const register = path.join(root, 'tests/support/standin/register.ts');
  return {
    file: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', '--import', register, root],
    env: { STANDIN_HEADED: '1' },
  };
};

const { file, args, env } = command();
const training = process.argv.includes('--training') ? { KIOSK_TRAINING: '1' } : {};
const child = spawn(file, args, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...training, ...env },
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
