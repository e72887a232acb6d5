import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDiskMonitor } from '#main/store/disk-space.ts';
import { createTemporaryFolders } from '#tests/support/temporary-folders.ts';

const MB = 1024 * 1024;
const folders = createTemporaryFolders();
let dataDir = '';
beforeEach(async () => {
  dataDir = await folders.make();
});
afterEach(folders.remove);

describe('createDiskMonitor', () => {
  it('measures the free space of the file system', async () => {
    const monitorAboveLimits = createDiskMonitor({
      dataDir,
      limits: { lowBytes: 1, fullBytes: 1 },
    });
    expect((await monitorAboveLimits.measure()).state).toBe('ok');
    const monitorBelowLimits = createDiskMonitor({
      dataDir,
      limits: { lowBytes: 2 ** 60, fullBytes: 2 ** 60 },
    });
    expect((await monitorBelowLimits.measure()).state).toBe('full');
  });

  it.each([
    [2_000 * MB, 'low'],
    [499 * MB, 'full'],
    [500 * MB, 'low'],
    [2_048 * MB, 'ok'],
    [null, 'ok'],
  ] as const)('reports for %s free bytes the state %s', async (freeBytes, state) => {
    const monitor = createDiskMonitor({ dataDir, freeBytes: async () => freeBytes });
    expect((await monitor.measure()).state).toBe(state);
    expect(monitor.state()).toBe(state);
  });
});
