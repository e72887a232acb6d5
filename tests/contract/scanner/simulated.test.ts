/** Contract tests of the simulated scanner driver of the training mode. */
import sharp from 'sharp';
import { createSimulatedDriver } from '#main/scanner/simulated/driver.ts';
import { createTestPicture } from '#tests/support/card-picture.ts';
import { describeScannerDriver, type ScannerBench } from '#tests/support/scanner-contract.ts';

const card = createTestPicture();
const png = await sharp(card.pixels, {
  raw: { width: card.width, height: card.height, channels: 3 },
})
  .png()
  .toBuffer();

const createBench = (bytes: Uint8Array, durationMs: number) => (): ScannerBench => ({
  driver: createSimulatedDriver({
    loadFront: async () => bytes,
    loadBack: async () => bytes,
    durationMs,
  }),
  device: 'card',
});

describeScannerDriver('the simulated driver', {
  ready: createBench(png, 100),
  slow: createBench(png, 15_000),
  garbage: createBench(Buffer.from('no picture at all'), 100),
  faults: {},
  card,
});
