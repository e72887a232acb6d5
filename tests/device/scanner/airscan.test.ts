/** Validates the fake eSCL device of the driver tests with an independent client, SANE's airscan backend. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '#main/log/log.ts';
import { createEsclDriver } from '#main/scanner/escl/driver.ts';
import { createSaneDriver } from '#main/scanner/sane/driver.ts';
import { createScanner } from '#main/scanner/scanner.ts';
import { createTestPicture } from '#tests/support/card-picture.ts';
import { startEsclServer, type EsclServer } from '#tests/support/escl-server.ts';
import { configureSane } from './sane-configuration.ts';

/** Size of the card area at 300 dpi, and the difference allowed for rounding. */
const CARD_AREA_PX = { width: 1_299, height: 945 };
const SIZE_TOLERANCE_PX = 4;

const card = createTestPicture();
const sane = configureSane(['airscan']);
let server: EsclServer;
beforeAll(async () => {
  server = await startEsclServer({
    card,
    formats: ['image/png', 'image/jpeg'],
    behaviour: { notReadyCount: 2, retryAfter: '1' },
  });
  writeFileSync(
    path.join(sane.folder, 'airscan.conf'),
    `[devices]\n"Kiosk Mock" = ${server.url}, eSCL\n[options]\ndiscovery = disable\nws-discovery = off\n`,
  );
});
afterAll(async () => {
  await server.close();
  sane.remove();
});

const saneDriver = createSaneDriver({ env: sane.env });
const createDriverUnderTest = () =>
  createEsclDriver({ devices: [{ url: server.url, name: 'Kiosk Mock' }] });
const createSignal = () => new AbortController().signal;

it('the fake eSCL device is listed and scanned by SANE’s airscan backend', async () => {
  const listed = await saneDriver.list(createSignal());
  if (!listed.ok || !listed.data[0]) throw new Error('not listed');
  expect(listed.data).toMatchObject([{ name: 'Kiosk Mock', host: '127.0.0.1' }]);
  const requestsBefore = server.requests.length;
  const result = await saneDriver.scan(listed.data[0].id.slice('sane:'.length), {
    dpi: 300,
    signal: createSignal(),
  });
  if (!result.ok) throw new Error(result.error.code);
  const { width, height } = await sharp(result.data.bytes).metadata();
  expect(Math.abs(width - CARD_AREA_PX.width)).toBeLessThan(SIZE_TOLERANCE_PX);
  expect(Math.abs(height - CARD_AREA_PX.height)).toBeLessThan(SIZE_TOLERANCE_PX);
  const cardPixels = await sharp(result.data.bytes)
    .removeAlpha()
    .extract({ left: 0, top: 0, width: card.width, height: card.height })
    .raw()
    .toBuffer();
  expect(Buffer.compare(cardPixels, card.pixels)).toBe(0);
  const requestLines = server.requests
    .slice(requestsBefore)
    .map((line) => line.replace(/[\w-]{36}/, 'JOB'));
  expect(requestLines).toContain('POST /eSCL/ScanJobs');
  expect(
    requestLines.filter((line) => line === 'GET /eSCL/ScanJobs/JOB/NextDocument').length,
  ).toBeGreaterThanOrEqual(3);
  expect(server.openJobs()).toBe(0);
});

it('the eSCL driver requests the same settings as SANE’s airscan backend', async () => {
  const result = await createDriverUnderTest().scan(server.url, {
    dpi: 300,
    signal: createSignal(),
  });
  expect(result.ok).toBe(true);
  const [airscanJob = '', driverJob = ''] = server.jobSettings;
  for (const name of [
    'InputSource',
    'ColorMode',
    'XResolution',
    'YResolution',
    'XOffset',
    'YOffset',
    'ContentRegionUnits',
    'Version',
  ]) {
    const readSetting = (job: string) =>
      new RegExp(`<(?:\\w+:)?${name}>\\s*([^<]+?)\\s*<`).exec(job)?.[1];
    expect(readSetting(driverJob), name).toBe(readSetting(airscanJob));
  }
});

it('a device that both drivers find is listed once, with the eSCL driver preferred', async () => {
  const scanner = createScanner({
    drivers: [saneDriver, createDriverUnderTest()],
    log: createLog({ stderr: false }),
  });
  const listed = await scanner.list();
  if (!listed.ok) throw new Error(listed.error.code);
  expect(listed.data.map(({ id }) => id)).toEqual([`escl:${server.url}`]);
  expect(listed.data[0]?.alternatives?.map(({ id }) => id)).toEqual(['sane:airscan:e0:Kiosk Mock']);
});
