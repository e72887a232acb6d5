/**
 * Starts the kiosk for development: a change of the page is shown at once, and a change of the main process restarts the app.
 *
 * npm run dev -- --training    uses the built-in service of the training mode with invented customers
 * npm run dev -- --sourcemap   passes any other argument to `electron-vite dev`
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { findHost, root } from './host.ts';

const { executable, env } = findHost();
const args = process.argv.slice(2);
const trainingEnv = args.includes('--training') ? { KIOSK_TRAINING: '1' } : {};
const child = spawn(
  process.execPath,
  [
    path.join(root, 'node_modules/electron-vite/bin/electron-vite.js'),
    'dev',
    '--watch',
    ...args.filter((arg) => arg !== '--training'),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...trainingEnv, ...env, ELECTRON_EXEC_PATH: executable },
  },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
