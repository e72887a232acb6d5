import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { ScannerDriver } from '#main/scanner/port.ts';
import { createSaneDriver } from '#main/scanner/sane/driver.ts';
import { err } from '#shared/result.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'fake-sane-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const picturePath = path.join(folder, 'card.png');
writeFileSync(
  picturePath,
  await sharp({ create: { width: 1011, height: 638, channels: 3, background: '#888' } })
    .png()
    .toBuffer(),
);
const picture = readFileSync(picturePath);

const fakeScanimage = path.join(folder, 'scanimage');
const fakeScanimageScript = path.join(import.meta.dirname, 'fake-scanimage.ts');
writeFileSync(
  fakeScanimage,
  `#!/bin/sh\nexec '${process.execPath}' --disable-warning=ExperimentalWarning '${fakeScanimageScript}' "$@"\n`,
  { mode: 0o755 },
);

/** Creates a driver with a fake scanimage of the given behaviour. `readCalls` returns the arguments of each run. */
const createDriver = (
  behaviour: string,
): { driver: ScannerDriver; readCalls: () => string[][] } => {
  const callsFile = path.join(folder, `${behaviour}.calls`);
  writeFileSync(callsFile, '');
  return {
    driver: createSaneDriver({
      scanimage: fakeScanimage,
      env: {
        PATH: process.env['PATH'],
        FAKE: behaviour,
        FAKE_CALLS: callsFile,
        FAKE_PICTURE: picturePath,
        LC_ALL: 'bn_BD.UTF-8',
      },
    }),
    readCalls: () =>
      readFileSync(callsFile, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as string[]),
  };
};
const request = () => ({ dpi: 300, signal: new AbortController().signal });
const scan = (behaviour: string) => createDriver(behaviour).driver.scan('pixma:1', request());

describe('createSaneDriver', () => {
  it('determines the name of the colour mode once per device', async () => {
    const { driver, readCalls } = createDriver('vendor-colour-mode');
    for (let scans = 0; scans < 2; scans++) {
      const result = await driver.scan('pixma:1', request());
      expect(result.ok && Buffer.compare(result.data.bytes, picture)).toBe(0);
    }
    expect(
      readCalls().map((args) =>
        args.includes('--all-options') ? 'list options' : args[args.indexOf('--mode') + 1],
      ),
    ).toEqual(['Color', 'list options', '24bit Color[Fast]', '24bit Color[Fast]']);
  });

  it('lists devices with host and serial number', async () => {
    const listed = await createDriver('device-list').driver.list(new AbortController().signal);
    expect(listed.ok && listed.data.map(({ driver: _driver, ...info }) => info)).toEqual([
      { id: 'sane:genesys:libusb:001:004', name: 'Canon LiDE 220' },
      { id: 'sane:pixma:04A9190A_4C42F1', name: 'CANON LiDE 400', serial: '4C42F1' },
      { id: 'sane:airscan:e0:Canon MF440', name: 'Canon MF440', host: '10.0.0.5' },
      { id: 'sane:escl:https://10.0.0.6:443', name: 'HP 400', host: '10.0.0.6' },
      { id: 'sane:v4l:/dev/video0', name: 'Camera' },
    ]);
  });

  it('passes a device name with special characters as one argument', async () => {
    const { driver, readCalls } = createDriver('output-before-picture');
    await driver.scan('--help; rm -rf /', request());
    expect(readCalls()[0]?.[0]).toBe('--device-name=--help; rm -rf /');
  });

  it('skips output of a backend before the picture', async () => {
    const result = await scan('output-before-picture');
    expect(result.ok && Buffer.compare(result.data.bytes, picture)).toBe(0);
  });

  it('runs scanimage in the C locale', async () => {
    expect((await scan('locale')).ok).toBe(true);
  });

  it.each([
    ['empty', err('SCAN-BAD-IMAGE')],
    ['text-only', err('SCAN-BAD-IMAGE')],
    ['endless', err('SCAN-BAD-IMAGE')],
    ['busy-at-open', err('SCAN-BUSY', { params: { status: 1 } })],
    ['denied-at-open', err('SCAN-ACCESS-DENIED', { params: { status: 1 } })],
    ['crash', err('SCAN-DRIVER')],
  ])('maps the behaviour %s to its code', async (behaviour, expected) => {
    expect(await scan(behaviour)).toEqual(expected);
  });

  it('kills a program that ignores SIGINT', async () => {
    const abort = new AbortController();
    const { driver } = createDriver('ignores-sigint');
    const result = driver.scan('pixma:1', {
      dpi: 300,
      signal: abort.signal,
      onProgress: (percent) => percent === 1 && abort.abort(),
    });
    expect(await result).toEqual(err('SCAN-CANCELLED'));
  });

  it('returns the reported failure of a program that then hangs', async () => {
    expect(await scan('hangs-after-failure')).toEqual(err('SCAN-COVER-OPEN'));
  });

  it('does not wait for a child process that outlives the program', async () => {
    expect(await scan('leaves-a-process')).toEqual(err('SCAN-JAMMED', { params: { status: 6 } }));
    process.kill(Number(readFileSync(path.join(folder, 'leaves-a-process.calls.pid'), 'utf8')));
  });

  it('does not start when already cancelled', async () => {
    const { driver, readCalls } = createDriver('output-before-picture');
    expect(await driver.scan('pixma:1', { dpi: 300, signal: AbortSignal.abort() })).toEqual(
      err('SCAN-CANCELLED'),
    );
    // The file of the calls is empty and is therefore no JSON.
    expect(() => readCalls()).toThrow(SyntaxError);
  });
});
