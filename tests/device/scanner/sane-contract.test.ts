/** Contract tests of the SANE driver with SANE's backends pnm and test. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll } from 'vitest';
import { createSaneDriver } from '#main/scanner/sane/driver.ts';
import { createTestPicture } from '#tests/support/card-picture.ts';
import { describeScannerDriver, type ScannerBench } from '#tests/support/scanner-contract.ts';
import { configureSane } from './sane-configuration.ts';

const sane = configureSane(['test', 'pnm']);
afterAll(() => sane.remove());
const card = createTestPicture();
const cardFile = path.join(sane.folder, 'card.ppm');
writeFileSync(cardFile, card.ppm);
/** A picture of 2 × 2 pixels, which is too small for a scan. */
const tinyFile = path.join(sane.folder, 'stamp.ppm');
writeFileSync(tinyFile, 'P6\n2 2\n255\n            ');

const createBench =
  (device: string, options: readonly string[], env = sane.env) =>
  (): ScannerBench => ({
    driver: createSaneDriver({ env, deviceOptions: { [device]: options } }),
    device,
  });
const createSlowBench = createBench('test:0', [
  '--read-limit=yes',
  '--read-limit-size',
  '4096',
  '--read-delay=yes',
  '--read-delay-duration',
  '50000',
]);
const createPictureBench = (file: string, ...options: string[]) =>
  createBench('pnm:0', [`--filename=${file}`, ...options]);

describeScannerDriver('the SANE driver on its pnm backend', {
  ready: createPictureBench(cardFile),
  slow: createSlowBench,
  garbage: createPictureBench(tinyFile),
  faults: {
    'cover-open': createPictureBench(cardFile, '--status=no', '--status-coveropen=yes'),
    jammed: createPictureBench(cardFile, '--status=no', '--status-jammed=yes'),
    'not-found': createBench('pnm:7', []),
  },
  card,
});

describeScannerDriver('the SANE driver on its test backend', {
  ready: createBench('test:0', ['--test-picture', 'Color pattern']),
  slow: createSlowBench,
  garbage: createBench('test:0', ['-x', '2', '-y', '2']),
  faults: {
    busy: createBench('test:0', ['--read-return-value=SANE_STATUS_DEVICE_BUSY']),
    'cover-open': createBench('test:0', ['--read-return-value=SANE_STATUS_COVER_OPEN']),
    jammed: createBench('test:0', ['--read-return-value=SANE_STATUS_JAMMED']),
    'not-found': createBench('test:7', []),
  },
  card: null,
});
