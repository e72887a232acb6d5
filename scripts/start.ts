/**
 * Opens the kiosk: on Electron, or, where its binary can be neither found nor downloaded, on the stand-in host.
 * `npm start -- --training` opens it against the built-in service with invented customers.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { standInCommand } from '../tests/support/kiosk.ts';

const root = path.resolve(import.meta.dirname, '..');
const electronFolder = path.join(root, 'node_modules/electron');

/** Electron's binary, when it has been downloaded. */
const electronBinary = (): string | null => {
  const named = path.join(electronFolder, 'path.txt');
  if (!existsSync(named)) return null;
  const binary = path.join(electronFolder, 'dist', readFileSync(named, 'utf8').trim());
  return existsSync(binary) ? binary : null;
};

const downloadElectron = (): string | null => {
  process.stdout.write('Electron is not here yet; trying to download it …\n');
  spawnSync(process.execPath, [path.join(electronFolder, 'install.js')], { stdio: 'ignore', timeout: 60_000 });
  return electronBinary();
};

const env = { ...process.env, ...(process.argv.includes('--training') ? { KIOSK_TRAINING: '1' } : {}) };
const electron = electronBinary() ?? downloadElectron();
if (!electron) {
  process.stdout.write('Electron could not be downloaded: opening the kiosk on the stand-in host (tests/support/standin/README.md).\n');
}
const command = electron ? { file: electron, args: [root], env: {} } : standInCommand({ headed: true });
const child = spawn(command.file, command.args, { cwd: root, stdio: 'inherit', env: { ...env, ...command.env } });
child.on('exit', (code) => process.exit(code ?? 1));
