/** Tests the file exchange with a mounted drive that becomes full while a file is saved, or is removed during a read or write. */
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
const driveName = `kiosk-drive-${String(process.pid)}`;
const drive = path.join('/media', driveName);

describe.skipIf(!isRoot)('file exchange with a real drive (needs root, for a small tmpfs)', () => {
  let exchange: Exchange;
  /** Id of the drive's root folder in the exchange. */
  let rootId = '';
  const unmount = (): void => {
    execFileSync('umount', ['-l', drive], { stdio: 'ignore' });
  };

  beforeEach(async () => {
    mkdirSync(drive, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', drive]);
    const discard = (): void => undefined;
    exchange = createExchange({
      drives: createLinuxDrives(),
      folders: () => [],
      log: { info: discard, warn: discard, error: discard },
    });
    const { places } = await exchange.places();
    rootId = places.find((place) => place.name === driveName)?.id ?? '';
  });
  afterEach(() => {
    try {
      unmount();
    } catch {
      // The test has already unmounted it.
    }
    rmSync(drive, { recursive: true });
  });

  it('returns FILE-FULL on a full drive and leaves no part of the file', async () => {
    const megabyte = 'x'.repeat(1024 * 1024);
    expect(
      await exchange.save(
        rootId,
        'big.jsonl',
        Array.from({ length: 5 }, () => megabyte),
      ),
    ).toEqual(err('FILE-FULL'));
    expect(await readdir(drive)).toEqual([]);
    expect(await exchange.save(rootId, 'small.json', ['{}'])).toEqual(ok('small.json'));
  });

  it('returns FILE-GONE when the drive is removed while a picture is read', async () => {
    await writeFile(path.join(drive, 'card.jpg'), Buffer.alloc(3 * 1024 * 1024, 1));
    const listed = await exchange.list(rootId, 'picture');
    const id = listed.ok ? (listed.data.entries[0]?.id ?? '') : '';
    expect((await exchange.readPicture(id)).ok).toBe(true);
    const reading = exchange.readPicture(id);
    unmount();
    expect(await reading).toEqual(err('FILE-GONE'));
    expect(await exchange.save(rootId, 'report.json', ['{}'])).toEqual(err('FILE-GONE'));
    // After unmounting, the mount point is a folder of the machine's own disk. Nothing may be written to it.
    expect(await readdir(drive)).toEqual([]);
  });

  it('returns FILE-GONE when the drive is removed while a file is written', async () => {
    const content = async function* (): AsyncGenerator<string> {
      yield 'first';
      unmount();
      yield 'second';
    };
    expect(await exchange.save(rootId, 'report.json', content())).toEqual(err('FILE-GONE'));
    expect(await readdir(drive)).toEqual([]);
  });
});
