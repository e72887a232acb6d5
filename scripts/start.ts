/**
 * Starts the built kiosk. `npm start -- --training` uses the built-in service of the training mode with invented customers.
 */
import { spawn } from 'node:child_process';
import { findHost, root } from './host.ts';

const {
  command: [program, ...args],
  env,
} = findHost();
const trainingEnv = process.argv.includes('--training') ? { KIOSK_TRAINING: '1' } : {};
const child = spawn(program, [...args, root], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...trainingEnv, ...env },
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
