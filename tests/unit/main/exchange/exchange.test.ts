import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createExchange } from '#main/exchange/exchange.ts';
import type { Exchange, Place } from '#main/exchange/port.ts';
import { limits } from '#shared/limits.ts';
import { err, ok } from '#shared/result.ts';

let base = '';
let drive = '';
let secretFile = '';
let connectedDrives: readonly Place[] = [];
let exchange: Exchange;
const logged: string[] = [];
const recordEvent = (event: string): void => void logged.push(event);

beforeEach(async () => {
  base = await realpath(await mkdtemp(path.join(tmpdir(), 'kiosk-exchange-')));
  drive = path.join(base, 'STICK');
  secretFile = path.join(base, 'secret.jpg');
  await mkdir(drive);
  await writeFile(secretFile, 'not for the page');
  connectedDrives = [{ kind: 'removable', path: drive, name: 'STICK', writable: true }];
  logged.length = 0;
  exchange = createExchange({
    drives: async () => connectedDrives,
    folders: () => [],
    log: { info: recordEvent, warn: recordEvent, error: recordEvent },
  });
});
afterEach(() => rm(base, { recursive: true, force: true }));

const readRootId = async (): Promise<string> => (await exchange.places()).places[0]?.id ?? '';
const listFolder = async (
  purpose: 'picture' | 'transfer' | 'save' = 'picture',
  folder?: string,
) => {
  const listing = await exchange.list(folder ?? (await readRootId()), purpose);
  if (!listing.ok) throw new Error(listing.error.code);
  return listing.data;
};
const listAndGetId = async (name: string): Promise<string> =>
  (await listFolder()).entries.find((entry) => entry.name === name)?.id ?? '';
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

describe('createExchange', () => {
  it('lists drives and folders of the policy without their paths', async () => {
    exchange = createExchange({
      drives: async () => connectedDrives,
      folders: () => [base, 'relative'],
      log: { info: recordEvent, warn: recordEvent, error: recordEvent },
    });
    const { places } = await exchange.places();
    expect(places.map(({ kind, name, writable }) => [kind, name, writable])).toEqual([
      ['removable', 'STICK', true],
      ['folder', path.basename(base), true],
    ]);
    expect(JSON.stringify(places)).not.toContain(base);
    // The ids stay the same in repeated calls, because the page requests the places about every second.
    expect((await exchange.places()).places).toEqual(places);
  });

  it('lists folders by name, then files of the purpose, the newest first', async () => {
    for (const folder of ['জেলা ১০', 'জেলা ২', '.Trashes', 'System Volume Information'])
      await mkdir(path.join(drive, folder));
    for (const [name, hour] of [
      ['old.JPG', 1],
      ['ছবি নতুন.png', 3],
      ['move.ekycmove', 2],
      ['notes.txt', 2],
      ['._old.JPG', 2],
    ] as const) {
      await writeFile(path.join(drive, name), name);
      await utimes(path.join(drive, name), hour * 3_600, hour * 3_600);
    }
    expect((await listFolder()).entries.map(({ name }) => name)).toEqual([
      'জেলা ২',
      'জেলা ১০',
      'ছবি নতুন.png',
      'old.JPG',
    ]);
    expect((await listFolder()).entries.at(-1)).toMatchObject({ bytes: 7, modifiedAt: 3_600_000 });
    expect((await listFolder('transfer')).entries.map(({ name }) => name)).toEqual([
      'জেলা ২',
      'জেলা ১০',
      'move.ekycmove',
    ]);
    expect((await listFolder('save')).entries.map(({ kind }) => kind)).toEqual([
      'folder',
      'folder',
    ]);
  });

  it('opens folders with Bangla names, returns to the parent folder, and reads their files', async () => {
    await mkdir(path.join(drive, 'গ্রাহক', 'কার্ড'), { recursive: true });
    await writeFile(path.join(drive, 'গ্রাহক', 'কার্ড', 'সামনে.jpg'), 'front');
    const outer = await listFolder('picture', await listAndGetId('গ্রাহক'));
    const inner = await listFolder('picture', outer.entries[0]?.id);
    expect(inner.trail.map(({ name }) => name)).toEqual(['STICK', 'গ্রাহক', 'কার্ড']);
    const picture = await exchange.readPicture(inner.entries[0]?.id ?? '');
    expect(picture.ok && textOf(picture.data)).toBe('front');
    const parentFolder = await listFolder('picture', inner.trail[1]?.id);
    expect(parentFolder.entries.map(({ name }) => name)).toEqual(['কার্ড']);
  });

  it('lists 10,000 files and returns the number of further files', async () => {
    const fileCount = limits.fileChooserMaxEntries + 5;
    const names = Array.from({ length: fileCount }, (_, index) =>
      path.join(drive, `${String(index)}.jpg`),
    );
    for (let index = 0; index < fileCount; index += 500)
      await Promise.all(names.slice(index, index + 500).map((name) => writeFile(name, '')));
    const { entries, left } = await listFolder();
    expect([entries.length, left]).toEqual([limits.fileChooserMaxEntries, 5]);
  });

  it('does not list links', async () => {
    await symlink(secretFile, path.join(drive, 'link.jpg'));
    await symlink(base, path.join(drive, 'folder'));
    expect((await listFolder()).entries).toEqual([]);
  });

  it('refuses a file that was replaced by a link since it was listed', async () => {
    await writeFile(path.join(drive, 'card.jpg'), 'card');
    const id = await listAndGetId('card.jpg');
    await rm(path.join(drive, 'card.jpg'));
    await symlink(secretFile, path.join(drive, 'card.jpg'));
    expect(await exchange.readPicture(id)).toEqual(err('FILE-GONE'));
    expect(logged).toContain('exchange.link-refused');
  });

  it('refuses a folder that was replaced by a link, for reading and for saving', async () => {
    await mkdir(path.join(drive, 'cards'));
    await writeFile(path.join(drive, 'cards', 'secret.jpg'), 'card');
    const folder = await listAndGetId('cards');
    await rename(path.join(drive, 'cards'), path.join(drive, 'moved'));
    await symlink(base, path.join(drive, 'cards'));
    expect(await exchange.list(folder, 'picture')).toEqual(err('FILE-GONE'));
    expect(await exchange.save(folder, 'report.json', ['{}'])).toEqual(err('FILE-GONE'));
    expect(await readdir(base)).not.toContain('report.json');
  });

  it('refuses ids that were not issued, were replaced by a newer listing or were invalidated by a lock', async () => {
    await writeFile(path.join(drive, 'card.jpg'), 'card');
    expect(await exchange.readPicture('00000000-0000-4000-8000-000000000000')).toEqual(
      err('FILE-GONE'),
    );
    const earlierId = await listAndGetId('card.jpg');
    const currentId = await listAndGetId('card.jpg');
    expect(await exchange.readPicture(earlierId)).toEqual(err('FILE-GONE'));
    expect((await exchange.readPicture(currentId)).ok).toBe(true);
    // The id of a folder is not accepted for a file or the reverse, nor the id of a picture for a transfer file.
    expect(await exchange.readPicture(await readRootId())).toEqual(err('FILE-GONE'));
    expect(await exchange.save(currentId, 'x.json', ['{}'])).toEqual(err('FILE-GONE'));
    expect(await exchange.transferFilePath(currentId)).toEqual(err('FILE-GONE'));
    const root = await readRootId();
    exchange.invalidateIds();
    expect(await exchange.readPicture(currentId)).toEqual(err('FILE-GONE'));
    expect(await exchange.list(root, 'picture')).toEqual(err('FILE-GONE'));
  });

  it('refuses a name that resolves outside the folder', async () => {
    for (const name of ['../escaped.json', 'a/b.json'])
      expect(await exchange.save(await readRootId(), name, ['{}'])).toEqual(err('FILE-WRITE'));
    expect(await readdir(base)).toEqual(['STICK', 'secret.jpg']);
  });

  it('returns FILE-GONE when the drive is removed while a picture is read', async () => {
    await writeFile(path.join(drive, 'card.jpg'), Buffer.alloc(3 * 1024 * 1024, 1));
    const id = await listAndGetId('card.jpg');
    const connectedBefore = connectedDrives;
    let driveQueries = 0;
    exchange.invalidateIds();
    exchange = createExchange({
      // `places` queries the drives once, each other call twice. The drive is removed at the fifth query, after the reading.
      drives: async () => (++driveQueries < 5 ? connectedBefore : []),
      folders: () => [],
      log: { info: recordEvent, warn: recordEvent, error: recordEvent },
    });
    const newId = await listAndGetId('card.jpg');
    expect(newId).not.toBe(id);
    expect(await exchange.readPicture(newId)).toEqual(err('FILE-GONE'));
    expect(driveQueries).toBe(5);
  });

  it('does not save onto the mount point of a removed drive', async () => {
    const root = await readRootId();
    connectedDrives = [];
    expect(await exchange.save(root, 'report.json', ['{}'])).toEqual(err('FILE-GONE'));
    expect(await readdir(drive)).toEqual([]);
  });

  it('refuses pictures that are empty or larger than the limit for pictures', async () => {
    await writeFile(path.join(drive, 'empty.jpg'), '');
    await writeFile(path.join(drive, 'huge.jpg'), '');
    await truncate(path.join(drive, 'huge.jpg'), limits.importMaxBytes + 1);
    expect(await exchange.readPicture(await listAndGetId('empty.jpg'))).toEqual(
      err('IMG-NOT-IMAGE'),
    );
    expect(await exchange.readPicture(await listAndGetId('huge.jpg'))).toEqual(
      err('IMG-FILE-SIZE'),
    );
  });

  it('saves a complete file, adds a number when the name exists, and replaces no file', async () => {
    const root = await readRootId();
    expect(await exchange.save(root, 'report.json', ['{"a":', '1}'])).toEqual(ok('report.json'));
    expect(await exchange.save(root, 'report.json', ['{}'])).toEqual(ok('report-2.json'));
    expect(await readFile(path.join(drive, 'report.json'), 'utf8')).toBe('{"a":1}');
    expect((await readdir(drive)).sort()).toEqual(['report-2.json', 'report.json']);
  });

  it('leaves no file when its content fails halfway', async () => {
    const content = function* (): Generator<string> {
      yield 'half';
      throw Object.assign(new Error(), { code: 'ENOSPC' });
    };
    expect(await exchange.save(await readRootId(), 'report.json', content())).toEqual(
      err('FILE-FULL'),
    );
    expect(await readdir(drive)).toEqual([]);
  });

  it('refuses to save on a write-protected drive', async () => {
    connectedDrives = connectedDrives.map((place) => ({ ...place, writable: false }));
    expect((await listFolder('save')).writable).toBe(false);
    expect(await exchange.save(await readRootId(), 'report.json', ['{}'])).toEqual(
      err('FILE-WRITE'),
    );
    expect(await exchange.newFilePath(await readRootId(), 'x.ekycmove')).toEqual(err('FILE-WRITE'));
  });

  it.skipIf(process.getuid?.() === 0)(
    'returns FILE-READ for a folder without read permission',
    async () => {
      await chmod(drive, 0o000);
      expect(await exchange.list(await readRootId(), 'picture')).toEqual(err('FILE-READ'));
      await chmod(drive, 0o700);
    },
  );

  it('gives the store process the path of a transfer file and of a new one', async () => {
    await writeFile(path.join(drive, 'a.ekycmove'), 'sealed');
    const { entries } = await listFolder('transfer');
    expect(await exchange.transferFilePath(entries[0]?.id ?? '')).toEqual(
      ok(path.join(drive, 'a.ekycmove')),
    );
    expect(await exchange.newFilePath(await readRootId(), 'a.ekycmove')).toEqual(
      ok(path.join(drive, 'a-2.ekycmove')),
    );
  });
});
