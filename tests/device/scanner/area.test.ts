/** Tests the scan area that the SANE driver requests, with SANE's test backends. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPictureSize } from '#main/scanner/validate/picture-size.ts';
import type { ScanArea } from '#main/scanner/port.ts';
import { createSaneDriver } from '#main/scanner/sane/driver.ts';
import { setUpSane } from '#tests/support/sane.ts';

const front = path.resolve(import.meta.dirname, '../../../resources/samples/smart-front.jpg');
let folder = '';
let env: Readonly<Record<string, string>> = {};
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kiosk-area-'));
  env = (await setUpSane(folder, { first: front })).env;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Scans at 300 dpi. @returns the size of the picture in pixels. */
const scanForSize = async (device: string, options: readonly string[] = [], area?: ScanArea) => {
  const driver = createSaneDriver({
    env: { ...process.env, ...env },
    deviceOptions: { [device]: options },
  });
  const result = await driver.scan(device, {
    dpi: 300,
    signal: new AbortController().signal,
    ...(area ? { area } : {}),
  });
  if (!result.ok) throw new Error(result.error.code);
  return readPictureSize(result.data.bytes);
};

it('the SANE driver requests the card area', async () => {
  const size = await scanForSize('test:0');
  expect(size?.width).toBe(1299);
  expect(size?.height).toBe(944);
});

it('the SANE driver keeps a configured area', async () => {
  expect((await scanForSize('test:0', ['-x', '90', '-y', '60']))?.width).toBe(1062);
});

it('the SANE driver scans the whole glass of a device without a selectable area', async () => {
  expect(
    await scanForSize('pnm:0', [`--filename=${path.join(folder, 'pnm-0.ppm')}`]),
  ).toMatchObject({
    width: 1348,
    height: 850,
  });
});

it('the SANE driver scans the whole glass on demand, also with a configured area', async () => {
  // The glass is 200 × 200 mm; the default area is 80 × 100 mm.
  expect(await scanForSize('test:0', [], 'glass')).toEqual({ width: 2_362, height: 2_362 });
  expect(
    await scanForSize(
      'test:0',
      ['-x', '90', '--test-picture', 'Color pattern', '-y', '60'],
      'glass',
    ),
  ).toEqual({ width: 2_362, height: 2_362 });
});

it('the SANE driver scans the whole glass on demand with a device without a selectable area', async () => {
  expect(
    await scanForSize('pnm:0', [`--filename=${path.join(folder, 'pnm-0.ppm')}`], 'glass'),
  ).toMatchObject({ width: 1348, height: 850 });
});
