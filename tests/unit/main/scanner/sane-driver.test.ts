import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { ScannerDriver } from '#main/scanner/port.ts';
import { createSaneDriver } from '#main/scanner/sane-driver.ts';
import { colourMode } from '#main/scanner/sane-errors.ts';
import { err } from '#shared/result.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'fake-sane-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const png = path.join(folder, 'card.png');
writeFileSync(png, await sharp({ create: { width: 1011, height: 638, channels: 3, background: '#888' } }).png().toBuffer());
const picture = readFileSync(png);

const program = path.join(folder, 'scanimage');
const fake = path.join(import.meta.dirname, 'fake-scanimage.ts');
writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' --disable-warning=ExperimentalWarning '${fake}' "$@"\n`, { mode: 0o755 });

/** The driver with a program in place of scanimage that does what `behaviour` names; `calls` reads its arguments, run by run. */
const driverFor = (behaviour: string): { driver: ScannerDriver; calls: () => string[][] } => {
  const notes = path.join(folder, `${behaviour}.calls`);
  writeFileSync(notes, '');
  return {
    driver: createSaneDriver({
      scanimage: program,
      env: { PATH: process.env['PATH'], FAKE: behaviour, FAKE_CALLS: notes, FAKE_PICTURE: png, LC_ALL: 'bn_BD.UTF-8' },
    }),
    calls: () => readFileSync(notes, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as string[]),
  };
};
const request = () => ({ dpi: 300, signal: new AbortController().signal });
const scan = (behaviour: string) => driverFor(behaviour).driver.scan('pixma:1', request());

describe('the SANE driver', () => {
  it('finds out what a device calls colour, once', async () => {
    const { driver, calls } = driverFor('own-word-for-colour');
    for (let scans = 0; scans < 2; scans++) {
      const result = await driver.scan('pixma:1', request());
      expect(result.ok && Buffer.compare(result.data.bytes, picture)).toBe(0);
    }
    expect(calls().map((args) => (args.includes('--all-options') ? 'ask' : args[args.indexOf('--mode') + 1]))).toEqual([
      'Color',
      'ask',
      '24bit Color[Fast]',
      '24bit Color[Fast]',
    ]);
  });

  it('hands a device name over as one argument, whatever it looks like', async () => {
    const { driver, calls } = driverFor('chatty');
    await driver.scan('--help; rm -rf /', request());
    expect(calls()[0]?.[0]).toBe('--device-name=--help; rm -rf /');
  });

  it('skips what a backend prints before the picture', async () => {
    const result = await scan('chatty');
    expect(result.ok && Buffer.compare(result.data.bytes, picture)).toBe(0);
  });

  it('reads the texts in English whatever the language of the counter', async () => {
    expect((await scan('locale')).ok).toBe(true);
  });

  it.each([
    ['empty', err('SCAN-BAD-IMAGE')],
    ['text-only', err('SCAN-BAD-IMAGE')],
    ['endless', err('SCAN-BAD-IMAGE')],
    ['busy-at-open', err('SCAN-BUSY', { params: { status: 1 } })],
    ['denied-at-open', err('SCAN-ACCESS-DENIED', { params: { status: 1 } })],
    ['crash', err('SCAN-DRIVER')],
  ])('a scan that ends %s is told apart', async (behaviour, expected) => {
    expect(await scan(behaviour)).toEqual(expected);
  });

  it('ends a program that does not react to being interrupted', async () => {
    const abort = new AbortController();
    const { driver } = driverFor('stubborn');
    const result = driver.scan('pixma:1', { dpi: 300, signal: abort.signal, onProgress: (percent) => percent === 1 && abort.abort() });
    expect(await result).toEqual(err('SCAN-CANCELLED'));
  });

  it('believes a program that says why it failed, even when it then hangs', async () => {
    expect(await scan('hangs-after-failure')).toEqual(err('SCAN-COVER-OPEN'));
  });

  it('does not wait for a process that the program leaves behind', async () => {
    expect(await scan('leaves-a-process')).toEqual(err('SCAN-JAMMED', { params: { status: 6 } }));
    process.kill(Number(readFileSync(path.join(folder, 'leaves-a-process.calls.pid'), 'utf8')));
  });

  it('does not start for a request that is cancelled already', async () => {
    const { driver, calls } = driverFor('chatty');
    expect(await driver.scan('pixma:1', { dpi: 300, signal: AbortSignal.abort() })).toEqual(err('SCAN-CANCELLED'));
    expect(() => calls()).toThrow();
  });
});

describe('the colour mode in a list of options', () => {
  it.each([
    ['    --mode Gray|Color [Gray]\n', 'Color'],
    ['    --mode Lineart|Gray|Color [Lineart]\n', 'Color'],
    ['    --mode Black & White|24bit Color[Fast] [24bit Color[Fast]]\n', '24bit Color[Fast]'],
    ['    --mode Binary|Colour 24 bit [inactive]\n', 'Colour 24 bit'],
    ['    --mode Lineart|Gray [Gray]\n', null],
    ['    --resolution 300dpi [300]\n', null],
  ])('%s', (options, expected) => {
    expect(colourMode(options)).toBe(expected);
  });
});
