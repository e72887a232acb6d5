/** `npm start` opens a window: here on a virtual display, on the stand-in host where Electron's binary is absent. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

it(
  'opens the kiosk in training mode with a store of its own, and ends on request',
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
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
    try {
      await expect
        .poll(() => existsSync(path.join(dataDir, 'training/store.sqlite')), {
          timeout: 90_000,
          message: said,
        })
        .toBe(true);
      if (!existsSync(path.join(root, 'node_modules/electron/dist')))
        expect(said).toContain('stand-in host');
      expect(child.exitCode).toBeNull();
    } finally {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      await ended;
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  },
);
