/** Tests `npm start` on a virtual display, with the stand-in host if Electron's binary is absent. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

it(
  'npm start opens the kiosk in training mode with a separate store, and ends on SIGTERM',
  { timeout: 120_000 },
  async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'kiosk-start-'));
    const child = spawn(
      'xvfb-run',
      ['-a', '-s', '-screen 0 1366x768x24', process.execPath, 'scripts/start.ts', '--training'],
      {
        cwd: root,
        env: { ...process.env, KIOSK_DATA_DIR: dataDir },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()));
    try {
      await expect
        .poll(() => existsSync(path.join(dataDir, 'training/store.sqlite')), {
          timeout: 90_000,
          message: output,
        })
        .toBe(true);
      if (!existsSync(path.join(root, 'node_modules/electron/dist')))
        expect(output).toContain('stand-in host');
      expect(child.exitCode).toBeNull();
    } finally {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      await exited;
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  },
);
