/** Contract tests of the driver for a watched folder. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { createFolderDriver } from '#main/scanner/folder/driver.ts';
import { createTestPicture } from '#tests/support/card-picture.ts';
import { describeScannerDriver, type ScannerBench } from '#tests/support/scanner-contract.ts';

const card = createTestPicture();
const png = await sharp(card.pixels, {
  raw: { width: card.width, height: card.height, channels: 3 },
})
  .withMetadata({ density: 300 })
  .png()
  .toBuffer();

/** Simulates the vendor's software, which writes a file into the folder when the device's button is pressed. */
const createBench = (file: Uint8Array | null) => async (): Promise<ScannerBench> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'scan-folder-'));
  let fileCount = 0;
  const press = async (): Promise<void> => {
    await sleep(150);
    // Ignores that the folder was removed at the end of the test.
    if (file)
      await writeFile(path.join(folder, `scan-${++fileCount}.png`), file).catch(() => undefined);
  };
  return {
    driver: createFolderDriver({
      folder,
      limits: { pollMs: 25, stableMs: 80, incompleteTimeoutMs: 300, unavailableTimeoutMs: 300 },
    }),
    device: 'inbox',
    press,
    stop: () => rm(folder, { recursive: true, force: true }),
  };
};

const createBenchWithoutFolder = (): ScannerBench => ({
  driver: createFolderDriver({ folder: path.join(tmpdir(), 'no-such-scan-folder') }),
  device: 'inbox',
});

describeScannerDriver('the folder driver', {
  ready: createBench(png),
  slow: createBench(null),
  garbage: createBench(Buffer.from('%PDF-1.7 no picture at all')),
  faults: { offline: createBenchWithoutFolder },
  card,
});
