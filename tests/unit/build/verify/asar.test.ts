/** Tests the check of app.asar with archives that are written byte by byte. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { targets } from '#build/target.ts';
import { checkAsar } from '#build/verify/asar.ts';

interface PackedFile {
  readonly content: string;
  /** Bytes from the end of the header. */
  readonly offset: number;
}

let installed: string;
beforeEach(async () => {
  installed = await mkdtemp(path.join(os.tmpdir(), 'kiosk-asar-'));
  await mkdir(path.join(installed, 'resources'));
});
afterEach(() => rm(installed, { recursive: true, force: true }));

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Writes an archive of the files. `content` is everything after the header. */
const writeArchive = async (
  files: Readonly<Record<string, PackedFile>>,
  content: string,
): Promise<void> => {
  const entries = Object.entries(files).map(([name, file]) => {
    const hash = createHash('sha256').update(file.content).digest('hex');
    const integrity = { algorithm: 'SHA256', hash, blockSize: 4_194_304, blocks: [hash] };
    return [name, { size: file.content.length, offset: String(file.offset), integrity }];
  });
  const header = Buffer.from(JSON.stringify({ files: Object.fromEntries(entries) }));
  const padding = Buffer.alloc((4 - (header.length % 4)) % 4);
  const pickle = Buffer.concat([
    uint32(4 + header.length + padding.length),
    uint32(header.length),
    header,
    padding,
  ]);
  await writeFile(
    path.join(installed, 'resources/app.asar'),
    Buffer.concat([uint32(4), uint32(pickle.length), pickle, Buffer.from(content)]),
  );
};

const checkArchive = (): Promise<string[]> =>
  checkAsar({
    file: '',
    target: targets.linux,
    tree: installed,
    installFolder: installed,
    controlFolder: '',
    info: { version: '1.0.0', platform: 'linux', release: true, electron: null, commit: '' },
    close: async () => undefined,
  });

describe('checkAsar', () => {
  it('finds no problem in files that follow one another', async () => {
    await writeArchive(
      { 'b.js': { content: 'bb', offset: 3 }, 'a.js': { content: 'aaa', offset: 0 } },
      'aaabb',
    );
    await expect(checkArchive()).resolves.toEqual([]);
  });

  it('finds no problem in files of the same content that share their bytes', async () => {
    await writeArchive(
      { 'a.js': { content: 'same', offset: 0 }, 'copy.js': { content: 'same', offset: 0 } },
      'same',
    );
    await expect(checkArchive()).resolves.toEqual([]);
  });

  it('reports bytes in a gap between two files', async () => {
    await writeArchive(
      { 'a.js': { content: 'aaa', offset: 0 }, 'b.js': { content: 'bb', offset: 9 } },
      'aaahiddenbb',
    );
    await expect(checkArchive()).resolves.toEqual(['app.asar has bytes that belong to no file']);
  });

  it('reports bytes after the last file', async () => {
    await writeArchive({ 'a.js': { content: 'aaa', offset: 0 } }, 'aaahidden');
    await expect(checkArchive()).resolves.toEqual(['app.asar has bytes that belong to no file']);
  });
});
