import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchKiosk } from '#tests/support/kiosk.ts';
import type { Kiosk } from '#tests/support/kiosk.ts';
import { filterRunning, runningDescendants, findProfiles, waitUntil } from './processes.ts';
import type {} from './sample-api.ts';
import { writeSampleApp } from './sample-app.ts';

const folder = mkdtempSync(join(tmpdir(), 'standin-sample-'));
const main = writeSampleApp(join(folder, 'app'));
const dataDir = join(folder, 'data');
process.env['KIOSK_HOST'] = 'standin';

let app: Kiosk;
beforeAll(async () => {
  app = await launchKiosk({ main, dataDir });
}, 120_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

describe('a killed main process', () => {
  it('leaves no browser process, an intact keychain and a free single-instance lock', async () => {
    await app.page.evaluate(() => kiosk.keep('secret text'));
    const pid = await app.evaluate(() => process.pid);
    const processIds = runningDescendants(pid);
    expect(processIds.length).toBeGreaterThan(2);
    await app.kill();
    await waitUntil(() => Promise.resolve(filterRunning(processIds).length === 0));
    expect(findProfiles(pid)).toEqual([]);
    await app.close(); // Removes the files of its printer.
    app = await launchKiosk({ main, dataDir });
    expect(await app.page.evaluate(() => kiosk.kept())).toBe('secret text');
    await app.close();
  }, 60_000);

  it('leaves no browser process, although the test does no clean-up', async () => {
    const { NODE_OPTIONS: _options, ...env } = process.env;
    const register = join(import.meta.dirname, '..', '..', 'support', 'standin', 'register.ts');
    const child = spawn(process.execPath, ['--import', register, main], {
      env: { ...env, KIOSK_DATA_DIR: join(folder, 'other'), STANDIN_KEYCHAIN: 'none' },
      stdio: 'ignore',
    });
    const pid = child.pid ?? 0;
    await waitUntil(() => Promise.resolve(runningDescendants(pid).length > 2)).catch(
      (error: unknown) => {
        child.kill();
        throw error;
      },
    );
    const processIds = runningDescendants(pid);
    child.kill('SIGKILL');
    await waitUntil(() => Promise.resolve(filterRunning([pid, ...processIds]).length === 0));
    for (const name of findProfiles(pid)) rmSync(join(tmpdir(), name), { recursive: true });
  }, 60_000);
});

describe('another start', () => {
  it('plays a video file as the camera, and runs without a keychain', async () => {
    const video = join(folder, 'video.mjpeg');
    const first = await launchKiosk({ main, dataDir: join(folder, 'video-data') });
    const frame = await first.page.screenshot({ type: 'jpeg' });
    await first.close();
    writeFileSync(video, Buffer.concat([frame, frame, frame]));
    const second = await launchKiosk({
      main,
      dataDir: join(folder, 'video-data'),
      camera: video,
      keychain: 'none',
    });
    const media = await second.page.evaluate(async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      const { width } = stream.getVideoTracks()[0]?.getSettings() ?? {};
      return {
        width,
        cameras: (await navigator.mediaDevices.enumerateDevices()).filter(
          (device) => device.kind === 'videoinput',
        ).length,
        kept: await kiosk.kept().then(
          () => 'kept',
          (error: unknown) => (error as Error).message,
        ),
      };
    });
    await second.close();
    expect(media.width).toBeGreaterThan(0);
    expect(media.cameras).toBe(1);
    expect(media.kept).toContain('secure storage');
  }, 60_000);
});
