/** A real small drive: full while a file is saved, and removed while one is read. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLinuxDrives } from '#main/exchange/drives-linux.ts';
import { createExchange } from '#main/exchange/exchange.ts';
import type { Exchange } from '#main/exchange/port.ts';
import { err, ok } from '#shared/result.ts';

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
const name = `kiosk-drive-${String(process.pid)}`;
const drive = path.join('/media', name);

describe.skipIf(!isRoot)('file exchange with a real drive (needs root, for a small tmpfs)', () => {
  let exchange: Exchange;
  let root = '';
  const unmount = (): void => {
    execFileSync('umount', ['-l', drive], { stdio: 'ignore' });
  };

  beforeEach(async () => {
    mkdirSync(drive, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', drive]);
    const write = (): void => undefined;
    exchange = createExchange({
      drives: createLinuxDrives(),
      folders: () => [],
      log: { info: write, warn: write, error: write },
    });
    const { places } = await exchange.places();
    root = places.find((place) => place.name === name)?.id ?? '';
  });
  afterEach(() => {
    try {
      unmount();
    } catch {
      // The test has pulled it.
    }
    rmSync(drive, { recursive: true });
  });

  it('reports a full drive with FILE-FULL and leaves no part of the file', async () => {
    const megabyte = 'x'.repeat(1024 * 1024);
    expect(
      await exchange.save(
        root,
        'big.jsonl',
        Array.from({ length: 5 }, () => megabyte),
      ),
    ).toEqual(err('FILE-FULL'));
    expect(await readdir(drive)).toEqual([]);
    expect(await exchange.save(root, 'small.json', ['{}'])).toEqual(ok('small.json'));
  });

  it('reports a drive that is pulled while a picture is read with FILE-GONE', async () => {
    await writeFile(path.join(drive, 'card.jpg'), Buffer.alloc(3 * 1024 * 1024, 1));
    const listed = await exchange.list(root, 'picture');
    const id = listed.ok ? (listed.data.entries[0]?.id ?? '') : '';
    expect((await exchange.readPicture(id)).ok).toBe(true);
    const reading = exchange.readPicture(id);
    unmount();
    expect(await reading).toEqual(err('FILE-GONE'));
    expect(await exchange.save(root, 'report.json', ['{}'])).toEqual(err('FILE-GONE'));
    // The mount point is a folder of the machine's own disk.
    expect(await readdir(drive)).toEqual([]);
  });

  it('reports a drive that is pulled while a file is written with FILE-GONE', async () => {
    const content = async function* (): AsyncGenerator<string> {
      yield 'first';
      unmount();
      yield 'second';
    };
    expect(await exchange.save(root, 'report.json', content())).toEqual(err('FILE-GONE'));
    expect(await readdir(drive)).toEqual([]);
  });
});
