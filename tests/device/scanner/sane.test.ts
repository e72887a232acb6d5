/** Tests of the SANE driver with SANE's test backends: devices, pictures, progress, cancellation and failures. */
import { readdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createLog } from '#main/log/log.ts';
import type { RawScan } from '#main/scanner/port.ts';
import { createSaneDriver } from '#main/scanner/sane/driver.ts';
import { createScanner } from '#main/scanner/scanner.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import { err, type Result } from '#shared/result.ts';
import { createTestPicture } from '#tests/support/card-picture.ts';
import { configureSane } from './sane-configuration.ts';

const sane = configureSane(['test', 'pnm']);
const saneWithoutBackends = configureSane([]);
afterAll(() => {
  sane.remove();
  saneWithoutBackends.remove();
});

const card = createTestPicture();
const cardFile = path.join(sane.folder, 'card.ppm');
writeFileSync(cardFile, card.ppm);

const log = createLog({ stderr: false });
const createScannerWith = (deviceOptions: Record<string, string[]>, env = sane.env) =>
  createScanner({ drivers: [createSaneDriver({ env, deviceOptions })], log });

const createScanRequest = (dpi: number) => ({ dpi, signal: new AbortController().signal });
const codeOf = (result: Result<RawScan>): ErrorCode | 'ok' =>
  result.ok ? 'ok' : result.error.code;

const cardArea = ['-x', '90', '-y', '60'];
/** Options of a scan that takes about ten seconds: small buffers with delays. */
const slowOptions = [
  '--read-limit=yes',
  '--read-limit-size',
  '4096',
  '--read-delay=yes',
  '--read-delay-duration',
  '20000',
  ...cardArea,
];

describe('scanning with SANE', () => {
  it('lists the devices under stable ids with readable names', async () => {
    expect(await createScannerWith({}).list()).toEqual({
      ok: true,
      data: ['pnm:0', 'pnm:1', 'test:0', 'test:1'].map((device) => ({
        id: `sane:${device}`,
        driver: 'sane',
        name: device.startsWith('pnm') ? 'PNM file reader' : 'frontend-tester',
      })),
    });
  });

  it('returns the picture pixel for pixel from a device without a colour mode', async () => {
    const scanner = createScannerWith({ 'pnm:0': ['--filename', cardFile] });
    for (const attempt of ['before the options are known', 'with known options']) {
      const result = await scanner.scan('sane:pnm:0', createScanRequest(300));
      if (!result.ok) throw new Error(`${attempt}: ${result.error.code}`);
      const { data, info } = await sharp(result.data.bytes)
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([info.width, info.height, info.channels, result.data.dpi]).toEqual([
        card.width,
        card.height,
        3,
        300,
      ]);
      expect(Buffer.compare(data, card.pixels)).toBe(0);
    }
  });

  it('requests colour from a device whose default is greyscale', async () => {
    const options = ['--test-picture', 'Color pattern', '-x', '100', '-y', '80'];
    const result = await createScannerWith({ 'test:0': options }).scan(
      'sane:test:0',
      createScanRequest(300),
    );
    if (!result.ok) throw new Error(result.error.code);
    const metadata = await sharp(result.data.bytes).metadata();
    expect([metadata.width, metadata.height, metadata.channels]).toEqual([1181, 944, 3]);
  });

  it('returns the resolution used by the device', async () => {
    const result = await createScannerWith({ 'pnm:0': ['--filename', cardFile] }).scan(
      'sane:pnm:0',
      createScanRequest(400),
    );
    expect(result.ok && result.data.dpi).toBe(300);
  });

  it('rejects a picture from a device that silently scanned at one dot per inch', async () => {
    expect(await createScannerWith({}).scan('sane:test:0', createScanRequest(99_999))).toEqual(
      err('SCAN-BAD-IMAGE'),
    );
  });

  it('reports monotonic progress in whole percents', async () => {
    const percents: number[] = [];
    const onProgress = (percent: number | null): void => {
      if (percent !== null) percents.push(percent);
    };
    const options = ['--read-limit=yes', '--read-limit-size', '16384', ...cardArea];
    const result = await createScannerWith({ 'test:0': options }).scan('sane:test:0', {
      ...createScanRequest(300),
      onProgress,
    });
    expect(codeOf(result)).toBe('ok');
    expect(percents.length).toBeGreaterThan(10);
    expect(percents.length).toBeLessThanOrEqual(102);
    expect(
      percents.every(
        (percent, index) => Number.isInteger(percent) && percent >= (percents[index - 1] ?? 0),
      ),
    ).toBe(true);
    expect(percents.at(-1)).toBe(100);
  });

  it('stops a running scan on cancellation and can scan again afterwards', async () => {
    const scanner = createScannerWith({ 'test:0': slowOptions, 'test:1': cardArea });
    const controller = new AbortController();
    const percents: (number | null)[] = [];
    const onProgress = (percent: number | null): void => {
      percents.push(percent);
      if (percent !== null && percent >= 2) controller.abort();
    };
    expect(
      await scanner.scan('sane:test:0', { dpi: 300, signal: controller.signal, onProgress }),
    ).toEqual(err('SCAN-CANCELLED'));
    expect(percents.every((percent) => percent === null || percent < 50)).toBe(true);
    expect(codeOf(await scanner.scan('sane:test:1', createScanRequest(300)))).toBe('ok');
  });

  it('returns SCAN-BUSY for a device that is scanning', async () => {
    const scanner = createScannerWith({ 'test:0': slowOptions });
    const controller = new AbortController();
    const firstScan = scanner.scan('sane:test:0', { dpi: 300, signal: controller.signal });
    expect(await scanner.scan('sane:test:0', createScanRequest(300))).toEqual(err('SCAN-BUSY'));
    controller.abort();
    expect(await firstScan).toEqual(err('SCAN-CANCELLED'));
  });

  it('ends a scan on timeout', async () => {
    const driver = createSaneDriver({ env: sane.env, deviceOptions: { 'test:0': slowOptions } });
    const scanner = createScanner({ drivers: [driver], log, limits: { scanTotalTimeoutMs: 700 } });
    expect(await scanner.scan('sane:test:0', createScanRequest(300))).toEqual(err('SCAN-TIMEOUT'));
  });

  it('leaves no files', async () => {
    const filesBefore = readdirSync(os.tmpdir());
    expect(
      codeOf(
        await createScannerWith({ 'pnm:0': ['--filename', cardFile] }).scan(
          'sane:pnm:0',
          createScanRequest(300),
        ),
      ),
    ).toBe('ok');
    expect(
      readdirSync(os.tmpdir()).filter((name) => !filesBefore.includes(name) && /scan/i.test(name)),
    ).toEqual([]);
    expect(readdirSync(sane.folder).sort()).toEqual(['card.ppm', 'dll.conf', 'test.conf']);
  });
});

describe('failures of SANE devices', () => {
  const statuses: [string, ErrorCode][] = [
    ['CANCELLED', 'SCAN-CANCELLED'],
    ['DEVICE_BUSY', 'SCAN-BUSY'],
    ['INVAL', 'SCAN-DRIVER'],
    ['EOF', 'SCAN-DRIVER'],
    ['JAMMED', 'SCAN-JAMMED'],
    ['NO_DOCS', 'SCAN-NO-DOCS'],
    ['COVER_OPEN', 'SCAN-COVER-OPEN'],
    ['IO_ERROR', 'SCAN-IO'],
    ['NO_MEM', 'SCAN-DRIVER'],
    ['ACCESS_DENIED', 'SCAN-ACCESS-DENIED'],
    ['UNSUPPORTED', 'SCAN-DRIVER'],
  ];
  it.each(statuses)('map %s to %s', async (status, code) => {
    const scanner = createScannerWith({
      'test:0': ['--read-return-value', `SANE_STATUS_${status}`],
    });
    expect(codeOf(await scanner.scan('sane:test:0', createScanRequest(300)))).toBe(code);
  });

  const pictureStatuses: [string, ErrorCode][] = [
    ['coveropen', 'SCAN-COVER-OPEN'],
    ['jammed', 'SCAN-JAMMED'],
    ['nodocs', 'SCAN-NO-DOCS'],
    ['ioerror', 'SCAN-IO'],
    ['accessdenied', 'SCAN-ACCESS-DENIED'],
  ];
  it.each(pictureStatuses)('map %s during the picture to %s', async (status, code) => {
    const scanner = createScannerWith({
      'pnm:0': ['--filename', cardFile, '--status=no', `--status-${status}=yes`],
    });
    expect(codeOf(await scanner.scan('sane:pnm:0', createScanRequest(300)))).toBe(code);
  });

  it('map a missing device to SCAN-NOT-FOUND', async () => {
    expect(codeOf(await createScannerWith({}).scan('sane:test:9', createScanRequest(300)))).toBe(
      'SCAN-NOT-FOUND',
    );
    expect(
      codeOf(
        await createScannerWith({}, saneWithoutBackends.env).scan(
          'sane:pixma:04A9190A_4C42F1',
          createScanRequest(300),
        ),
      ),
    ).toBe('SCAN-NOT-FOUND');
  });

  it('do not occur when there are no devices, and the list is empty', async () => {
    expect(await createScannerWith({}, saneWithoutBackends.env).list()).toEqual({
      ok: true,
      data: [],
    });
  });

  it('map an unknown option to SCAN-DRIVER', async () => {
    expect(
      codeOf(
        await createScannerWith({ 'test:0': ['--no-such-option', '1'] }).scan(
          'sane:test:0',
          createScanRequest(300),
        ),
      ),
    ).toBe('SCAN-DRIVER');
  });

  it('map a missing scanimage to SCAN-DRIVER-MISSING for list and scan', async () => {
    const scanner = createScanner({
      drivers: [
        createSaneDriver({ scanimage: path.join(sane.folder, 'scanimage'), env: sane.env }),
      ],
      log,
    });
    expect(await scanner.list()).toEqual(err('SCAN-DRIVER-MISSING'));
    expect(await scanner.scan('sane:test:0', createScanRequest(300))).toEqual(
      err('SCAN-DRIVER-MISSING'),
    );
  });
});
