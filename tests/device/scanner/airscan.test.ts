/** Validates the fake eSCL device of the driver tests with an independent client, SANE's airscan backend. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '#main/log/log.ts';
import { createEsclDriver } from '#main/scanner/escl/driver.ts';
import { createSaneDriver } from '#main/scanner/sane/driver.ts';
import { createScanner } from '#main/scanner/scanner.ts';
import { cardPicture } from '#tests/support/card-picture.ts';
import { startEsclServer, type EsclServer } from '#tests/support/escl-server.ts';
import { startSaneBackends } from './sane-backends.ts';

const card = cardPicture();
const sane = startSaneBackends(['airscan']);
let server: EsclServer;
beforeAll(async () => {
  server = await startEsclServer({
    card,
    formats: ['image/png', 'image/jpeg'],
    behaviour: { notReady: 2, retryAfter: '1' },
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
const createOwnDriver = () =>
  createEsclDriver({ devices: [{ url: server.url, name: 'Kiosk Mock' }] });
const createSignal = () => new AbortController().signal;

it('the fake eSCL device is listed and scanned by SANE’s airscan backend', async () => {
  const listed = await saneDriver.list(createSignal());
  if (!listed.ok || !listed.data[0]) throw new Error('not listed');
  expect(listed.data).toMatchObject([{ name: 'Kiosk Mock', host: '127.0.0.1' }]);
  const before = server.requests.length;
  const result = await saneDriver.scan(listed.data[0].id.slice('sane:'.length), {
    dpi: 300,
    signal: createSignal(),
  });
  if (!result.ok) throw new Error(result.error.code);
  const { width, height } = await sharp(result.data.bytes).metadata();
  expect(Math.abs(width - 1_299)).toBeLessThan(4);
  expect(Math.abs(height - 945)).toBeLessThan(4);
  const cardPixels = await sharp(result.data.bytes)
    .removeAlpha()
    .extract({ left: 0, top: 0, width: card.width, height: card.height })
    .raw()
    .toBuffer();
  expect(Buffer.compare(cardPixels, card.pixels)).toBe(0);
  const requestLines = server.requests
    .slice(before)
    .map((line) => line.replace(/[\w-]{36}/, 'JOB'));
  expect(requestLines).toContain('POST /eSCL/ScanJobs');
  expect(
    requestLines.filter((line) => line === 'GET /eSCL/ScanJobs/JOB/NextDocument').length,
  ).toBeGreaterThanOrEqual(3);
  expect(server.openJobs()).toBe(0);
});

it('the eSCL driver requests the same settings as SANE’s airscan backend', async () => {
  const result = await createOwnDriver().scan(server.url, { dpi: 300, signal: createSignal() });
  expect(result.ok).toBe(true);
  const [airscanJob = '', driverJob = ''] = server.jobs;
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
    const valueOf = (job: string) =>
      new RegExp(`<(?:\\w+:)?${name}>\\s*([^<]+?)\\s*<`).exec(job)?.[1];
    expect(valueOf(driverJob), name).toBe(valueOf(airscanJob));
  }
});

it('a device that both drivers find is listed once, with the eSCL driver preferred', async () => {
  const scanner = createScanner({
    drivers: [saneDriver, createOwnDriver()],
    log: createLog({ stderr: false }),
  });
  const listed = await scanner.list();
  if (!listed.ok) throw new Error(listed.error.code);
  expect(listed.data.map(({ id }) => id)).toEqual([`escl:${server.url}`]);
  expect(listed.data[0]?.alternatives?.map(({ id }) => id)).toEqual(['sane:airscan:e0:Kiosk Mock']);
});
