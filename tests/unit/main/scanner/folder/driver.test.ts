import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderDriver, type FolderLimits } from '#main/scanner/folder/driver.ts';
import type { RawScan } from '#main/scanner/port.ts';
import { err, type Result } from '#shared/result.ts';
import { makeBmp } from '#tests/unit/main/imaging/pictures.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'scan-folder-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const picture = sharp({ create: { width: 700, height: 500, channels: 3, background: '#864' } });
const jpeg = await picture.clone().withMetadata({ density: 400 }).jpeg().toBuffer();
const other = await picture.clone().negate().jpeg().toBuffer();
const limits: FolderLimits = { pollMs: 20, stableMs: 80, completeMs: 20_000, idleTimeoutMs: 5_000 };

const put = (name: string, bytes: Uint8Array | string): void =>
  writeFileSync(path.join(folder, name), bytes);
const files = (sub = ''): string[] => readdirSync(path.join(folder, sub)).sort();

/** Starts a scan and waits until the driver has listed the folder. */
const begin = async (
  more: Partial<FolderLimits> = {},
): Promise<{ end: Promise<Result<RawScan>>; cancel: () => void; isOver: () => boolean }> => {
  const driver = createFolderDriver({ folder, limits: { ...limits, ...more } });
  const abort = new AbortController();
  let over = false;
  let looked = (): void => undefined;
  const alive = new Promise<void>((resolve) => (looked = resolve));
  const end = driver.scan('inbox', { dpi: 300, signal: abort.signal, onProgress: () => looked() });
  void end.then(() => (over = true));
  await Promise.race([alive, end]);
  return { end, cancel: () => abort.abort(), isOver: () => over };
};
const bytesOf = (result: Result<RawScan>): Uint8Array => {
  if (!result.ok) throw new Error(result.error.code);
  return result.data.bytes;
};

describe('createFolderDriver', () => {
  it('returns the next picture and removes it', async () => {
    const { end } = await begin();
    put('scan.jpg', jpeg);
    expect(await end).toEqual({ ok: true, data: { bytes: jpeg, dpi: 400 } });
    expect(files()).toEqual([]);
  });

  it('ignores files that existed before', async () => {
    put('yesterday.jpg', other);
    const { end } = await begin();
    put('today.jpg', jpeg);
    expect(Buffer.compare(bytesOf(await end), jpeg)).toBe(0);
    expect(files()).toEqual(['yesterday.jpg']);
  });

  it('takes a file that replaces an old one of the same name', async () => {
    put('scan.jpg', other);
    const { end } = await begin();
    await sleep(3 * limits.stableMs);
    put('scan.jpg', jpeg);
    expect(Buffer.compare(bytesOf(await end), jpeg)).toBe(0);
    expect(files()).toEqual([]);
  });

  it('waits while a file is being written', async () => {
    const { end, isOver } = await begin();
    for (let part = 1; part <= 8; part++) {
      put('scan.jpg', jpeg.subarray(0, Math.floor((jpeg.length * part) / 8)));
      await sleep(40);
      if (part < 8) expect(isOver()).toBe(false);
    }
    expect(Buffer.compare(bytesOf(await end), jpeg)).toBe(0);
  });

  it('waits for the rest of a picture after a pause of its writer', async () => {
    const { end, isOver } = await begin();
    put('scan.jpg', jpeg.subarray(0, jpeg.length / 2));
    await sleep(3 * limits.stableMs);
    expect(isOver()).toBe(false);
    put('scan.jpg', jpeg);
    expect(Buffer.compare(bytesOf(await end), jpeg)).toBe(0);
  });

  it('waits while another program locks the file', async () => {
    const administrator = process.geteuid?.() === 0;
    chmodSync(folder, 0o777);
    const { end, isOver } = await begin();
    put('scan.jpg', jpeg);
    chmodSync(path.join(folder, 'scan.jpg'), 0);
    if (administrator) process.seteuid?.(65_534);
    try {
      await sleep(4 * limits.stableMs);
      expect(isOver()).toBe(false);
    } finally {
      if (administrator) process.seteuid?.(0);
    }
    chmodSync(path.join(folder, 'scan.jpg'), 0o644);
    expect(Buffer.compare(bytesOf(await end), jpeg)).toBe(0);
  });

  it('moves a picture that stays incomplete to not-used', async () => {
    const { end } = await begin({ completeMs: 400 });
    put('scan.jpg', jpeg.subarray(0, jpeg.length / 2));
    expect(await end).toEqual(err('SCAN-BAD-IMAGE'));
    expect(files()).toEqual(['not-used']);
    expect(files('not-used')).toEqual(['scan.jpg']);
  });

  it('ignores temporary names', async () => {
    const { end, isOver } = await begin();
    put('scan.jpg.tmp', jpeg);
    put('~scan.jpg', jpeg);
    put('.scan.jpg', jpeg);
    await sleep(4 * limits.stableMs);
    expect(isOver()).toBe(false);
    renameSync(path.join(folder, 'scan.jpg.tmp'), path.join(folder, 'scan.jpg'));
    expect(Buffer.compare(bytesOf(await end), jpeg)).toBe(0);
    expect(files()).toEqual(['.scan.jpg', '~scan.jpg']);
  });

  it('takes the first of two pictures and moves the other to not-used', async () => {
    const { end } = await begin();
    put('scan-9.jpg', jpeg);
    put('scan-10.jpg', other);
    utimesSync(path.join(folder, 'scan-10.jpg'), 1_000, 1_000);
    expect(Buffer.compare(bytesOf(await end), other)).toBe(0);
    expect(files()).toEqual(['not-used']);
    expect(files('not-used')).toEqual(['scan-9.jpg']);
  });

  it('moves other files to not-used without overwriting', async () => {
    mkdirSync(path.join(folder, 'not-used'));
    put('not-used/scan.pdf', 'the first');
    const { end } = await begin();
    put('scan.pdf', '%PDF-1.7');
    expect(await end).toEqual(err('SCAN-BAD-IMAGE'));
    expect(files('not-used')).toEqual(['scan-2.pdf', 'scan.pdf']);
    expect(readFileSync(path.join(folder, 'not-used/scan.pdf'), 'utf8')).toBe('the first');
  });

  it('ignores empty files and folders', async () => {
    const { end, isOver } = await begin();
    put('empty.jpg', '');
    mkdirSync(path.join(folder, 'scan.jpg'));
    await sleep(4 * limits.stableMs);
    expect(isOver()).toBe(false);
    put('real.jpg', jpeg);
    expect(Buffer.compare(bytesOf(await end), jpeg)).toBe(0);
    expect(files()).toEqual(['empty.jpg', 'scan.jpg']);
  });

  it('stops waiting on cancellation and changes nothing', async () => {
    const { end, cancel } = await begin();
    cancel();
    expect(await end).toEqual(err('SCAN-CANCELLED'));
    put('scan.jpg', jpeg);
    await sleep(4 * limits.stableMs);
    expect(files()).toEqual(['scan.jpg']);
  });

  it.each(['jpeg', 'png', 'tiff', 'bmp'] as const)('takes a %s', async (format) => {
    const bytes =
      format === 'bmp'
        ? makeBmp(60, 40, { bits: 24 }, () => [1, 2, 3])
        : await picture.clone().withMetadata({ density: 600 }).toFormat(format).toBuffer();
    const { end } = await begin();
    put('scan', bytes);
    // This bitmap states no resolution, so the requested one is reported.
    expect(await end).toEqual({ ok: true, data: { bytes, dpi: format === 'bmp' ? 300 : 600 } });
  });
});

describe('createFolderDriver with an unusable folder', () => {
  it('returns SCAN-OFFLINE when the folder does not exist', async () => {
    const driver = createFolderDriver({ folder: path.join(folder, 'gone'), limits });
    const result = await driver.scan('inbox', { dpi: 300, signal: new AbortController().signal });
    expect(result).toEqual(err('SCAN-OFFLINE', { params: { cause: 'ENOENT' } }));
  });

  it('tolerates a short absence of the folder during a scan, but not a long one', async () => {
    const away = `${folder}-away`;
    const { end, isOver } = await begin();
    renameSync(folder, away);
    await sleep(150);
    expect(isOver()).toBe(false);
    renameSync(away, folder);
    await sleep(60);
    put('scan.jpg', jpeg);
    expect((await end).ok).toBe(true);

    const second = await begin({ idleTimeoutMs: 200 });
    renameSync(folder, away);
    expect(await second.end).toEqual(err('SCAN-OFFLINE', { params: { cause: 'ENOENT' } }));
    renameSync(away, folder);
  });

  it('returns SCAN-ACCESS-DENIED when pictures cannot be removed', async () => {
    // root ignores permissions, so the test drops its privileges.
    const administrator = process.geteuid?.() === 0;
    const { end } = await begin({ idleTimeoutMs: 200 });
    put('scan.jpg', jpeg);
    chmodSync(folder, 0o555);
    if (administrator) process.seteuid?.(65_534);
    try {
      expect(await end).toEqual(err('SCAN-ACCESS-DENIED', { params: { cause: 'EACCES' } }));
    } finally {
      if (administrator) process.seteuid?.(0);
    }
    expect(existsSync(path.join(folder, 'scan.jpg'))).toBe(true);
  });

  it('lists the folder under its own name', async () => {
    const listed = await createFolderDriver({ folder: path.join(folder, 'Scans') }).list(
      new AbortController().signal,
    );
    expect(listed).toEqual({
      ok: true,
      data: [{ id: 'folder:inbox', driver: 'folder', name: 'Scans' }],
    });
  });
});
