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
const otherJpeg = await picture.clone().negate().jpeg().toBuffer();
/** The account `nobody` on Linux. */
const NOBODY_UID = 65_534;
const limits: FolderLimits = {
  pollMs: 20,
  stableMs: 80,
  incompleteTimeoutMs: 20_000,
  unavailableTimeoutMs: 5_000,
};

const writeToFolder = (name: string, bytes: Uint8Array | string): void =>
  writeFileSync(path.join(folder, name), bytes);
const listFiles = (subfolder = ''): string[] => readdirSync(path.join(folder, subfolder)).sort();

/** Starts a scan and waits until the driver has listed the folder. */
const startScan = async (
  overrides: Partial<FolderLimits> = {},
): Promise<{ result: Promise<Result<RawScan>>; cancel: () => void; isFinished: () => boolean }> => {
  const driver = createFolderDriver({ folder, limits: { ...limits, ...overrides } });
  const abort = new AbortController();
  let isSettled = false;
  let onListed = (): void => undefined;
  const listed = new Promise<void>((resolve) => (onListed = resolve));
  const result = driver.scan('inbox', {
    dpi: 300,
    signal: abort.signal,
    onProgress: () => onListed(),
  });
  void result.then(() => (isSettled = true));
  await Promise.race([listed, result]);
  return { result, cancel: () => abort.abort(), isFinished: () => isSettled };
};
const bytesOf = (result: Result<RawScan>): Uint8Array => {
  if (!result.ok) throw new Error(result.error.code);
  return result.data.bytes;
};

describe('createFolderDriver', () => {
  it('returns the next picture and removes it', async () => {
    const { result } = await startScan();
    writeToFolder('scan.jpg', jpeg);
    expect(await result).toEqual({ ok: true, data: { bytes: jpeg, dpi: 400 } });
    expect(listFiles()).toEqual([]);
  });

  it('ignores files that existed before', async () => {
    writeToFolder('yesterday.jpg', otherJpeg);
    const { result } = await startScan();
    writeToFolder('today.jpg', jpeg);
    expect(Buffer.compare(bytesOf(await result), jpeg)).toBe(0);
    expect(listFiles()).toEqual(['yesterday.jpg']);
  });

  it('returns a file that replaces an older one of the same name', async () => {
    writeToFolder('scan.jpg', otherJpeg);
    const { result } = await startScan();
    await sleep(3 * limits.stableMs);
    writeToFolder('scan.jpg', jpeg);
    expect(Buffer.compare(bytesOf(await result), jpeg)).toBe(0);
    expect(listFiles()).toEqual([]);
  });

  it('waits while a file is being written', async () => {
    const { result, isFinished } = await startScan();
    for (let step = 1; step <= 8; step++) {
      writeToFolder('scan.jpg', jpeg.subarray(0, Math.floor((jpeg.length * step) / 8)));
      await sleep(40);
      if (step < 8) expect(isFinished()).toBe(false);
    }
    expect(Buffer.compare(bytesOf(await result), jpeg)).toBe(0);
  });

  it('waits for the rest of a picture after a pause of its writer', async () => {
    const { result, isFinished } = await startScan();
    writeToFolder('scan.jpg', jpeg.subarray(0, jpeg.length / 2));
    await sleep(3 * limits.stableMs);
    expect(isFinished()).toBe(false);
    writeToFolder('scan.jpg', jpeg);
    expect(Buffer.compare(bytesOf(await result), jpeg)).toBe(0);
  });

  it('waits while another program locks the file', async () => {
    // A file without read permission stands for a locked one. The root account ignores permissions.
    const isRoot = process.geteuid?.() === 0;
    chmodSync(folder, 0o777);
    const { result, isFinished } = await startScan();
    writeToFolder('scan.jpg', jpeg);
    chmodSync(path.join(folder, 'scan.jpg'), 0);
    if (isRoot) process.seteuid?.(NOBODY_UID);
    try {
      await sleep(4 * limits.stableMs);
      expect(isFinished()).toBe(false);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
    chmodSync(path.join(folder, 'scan.jpg'), 0o644);
    expect(Buffer.compare(bytesOf(await result), jpeg)).toBe(0);
  });

  it('moves a picture that stays incomplete to not-used', async () => {
    const { result } = await startScan({ incompleteTimeoutMs: 400 });
    writeToFolder('scan.jpg', jpeg.subarray(0, jpeg.length / 2));
    expect(await result).toEqual(err('SCAN-BAD-IMAGE'));
    expect(listFiles()).toEqual(['not-used']);
    expect(listFiles('not-used')).toEqual(['scan.jpg']);
  });

  it('ignores temporary names', async () => {
    const { result, isFinished } = await startScan();
    writeToFolder('scan.jpg.tmp', jpeg);
    writeToFolder('~scan.jpg', jpeg);
    writeToFolder('.scan.jpg', jpeg);
    await sleep(4 * limits.stableMs);
    expect(isFinished()).toBe(false);
    renameSync(path.join(folder, 'scan.jpg.tmp'), path.join(folder, 'scan.jpg'));
    expect(Buffer.compare(bytesOf(await result), jpeg)).toBe(0);
    expect(listFiles()).toEqual(['.scan.jpg', '~scan.jpg']);
  });

  it('returns the first of two pictures and moves the other to not-used', async () => {
    const { result } = await startScan();
    writeToFolder('scan-9.jpg', jpeg);
    writeToFolder('scan-10.jpg', otherJpeg);
    utimesSync(path.join(folder, 'scan-10.jpg'), 1_000, 1_000);
    expect(Buffer.compare(bytesOf(await result), otherJpeg)).toBe(0);
    expect(listFiles()).toEqual(['not-used']);
    expect(listFiles('not-used')).toEqual(['scan-9.jpg']);
  });

  it('moves other files to not-used without overwriting', async () => {
    mkdirSync(path.join(folder, 'not-used'));
    writeToFolder('not-used/scan.pdf', 'the first');
    const { result } = await startScan();
    writeToFolder('scan.pdf', '%PDF-1.7');
    expect(await result).toEqual(err('SCAN-BAD-IMAGE'));
    expect(listFiles('not-used')).toEqual(['scan-2.pdf', 'scan.pdf']);
    expect(readFileSync(path.join(folder, 'not-used/scan.pdf'), 'utf8')).toBe('the first');
  });

  it('ignores empty files and folders', async () => {
    const { result, isFinished } = await startScan();
    writeToFolder('empty.jpg', '');
    mkdirSync(path.join(folder, 'scan.jpg'));
    await sleep(4 * limits.stableMs);
    expect(isFinished()).toBe(false);
    writeToFolder('real.jpg', jpeg);
    expect(Buffer.compare(bytesOf(await result), jpeg)).toBe(0);
    expect(listFiles()).toEqual(['empty.jpg', 'scan.jpg']);
  });

  it('stops waiting on cancellation and changes nothing', async () => {
    const { result, cancel } = await startScan();
    cancel();
    expect(await result).toEqual(err('SCAN-CANCELLED'));
    writeToFolder('scan.jpg', jpeg);
    await sleep(4 * limits.stableMs);
    expect(listFiles()).toEqual(['scan.jpg']);
  });

  it.each(['jpeg', 'png', 'tiff', 'bmp'] as const)('returns a %s', async (format) => {
    const bytes =
      format === 'bmp'
        ? makeBmp(60, 40, { bits: 24 }, () => [1, 2, 3])
        : await picture.clone().withMetadata({ density: 600 }).toFormat(format).toBuffer();
    const { result } = await startScan();
    writeToFolder('scan', bytes);
    // The bitmap states no resolution, so the driver returns the requested one.
    expect(await result).toEqual({ ok: true, data: { bytes, dpi: format === 'bmp' ? 300 : 600 } });
  });
});

describe('createFolderDriver with an unusable folder', () => {
  it('returns SCAN-OFFLINE when the folder does not exist', async () => {
    const driver = createFolderDriver({ folder: path.join(folder, 'gone'), limits });
    const result = await driver.scan('inbox', { dpi: 300, signal: new AbortController().signal });
    expect(result).toEqual(err('SCAN-OFFLINE', { params: { cause: 'ENOENT' } }));
  });

  it('tolerates a short absence of the folder during a scan, but not a long one', async () => {
    const renamedFolder = `${folder}-away`;
    const { result, isFinished } = await startScan();
    renameSync(folder, renamedFolder);
    await sleep(150);
    expect(isFinished()).toBe(false);
    renameSync(renamedFolder, folder);
    await sleep(60);
    writeToFolder('scan.jpg', jpeg);
    expect((await result).ok).toBe(true);

    const second = await startScan({ unavailableTimeoutMs: 200 });
    renameSync(folder, renamedFolder);
    expect(await second.result).toEqual(err('SCAN-OFFLINE', { params: { cause: 'ENOENT' } }));
    renameSync(renamedFolder, folder);
  });

  it('returns SCAN-ACCESS-DENIED when pictures cannot be removed', async () => {
    // The root account ignores permissions, so the test changes to another account.
    const isRoot = process.geteuid?.() === 0;
    const { result } = await startScan({ unavailableTimeoutMs: 200 });
    writeToFolder('scan.jpg', jpeg);
    chmodSync(folder, 0o555);
    if (isRoot) process.seteuid?.(NOBODY_UID);
    try {
      expect(await result).toEqual(err('SCAN-ACCESS-DENIED', { params: { cause: 'EACCES' } }));
    } finally {
      if (isRoot) process.seteuid?.(0);
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
