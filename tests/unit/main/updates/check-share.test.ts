/** Tests one check of an update share, with a real folder and real keys. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createShareCheck, type ShareCheckInput } from '#main/updates/check-share.ts';
import {
  fillShare,
  createSigningKey,
  packageName,
  writeSignedManifest,
} from '#tests/support/update-share.ts';

const key = createSigningKey();
const DEB_FILE = packageName('1.2.0', 'deb');
let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'share-'));
  await fillShare(folder, { version: '1.2.0', key });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pathOf = (file: string): string => path.join(folder, file);
const createInput = (overrides: Partial<ShareCheckInput> = {}): ShareCheckInput => ({
  share: { folder, publicKeys: [key.policyKey] },
  installed: '1.1.9',
  platform: 'linux-x64',
  newestPublished: null,
  signal: new AbortController().signal,
  ...overrides,
});
const checkShareWith = async (overrides: Partial<ShareCheckInput> = {}) =>
  (await createShareCheck()(createInput(overrides))).update;
const createFailure = (code: string) => ({ ok: false, error: { code } });
const readManifest = (): Record<string, unknown> =>
  JSON.parse(readFileSync(pathOf('manifest.json'), 'utf8')) as Record<string, unknown>;
/** Changes the manifest and signs it again. */
const rewriteManifest = (change: object): Promise<void> =>
  writeSignedManifest(folder, JSON.stringify({ ...readManifest(), ...change }), key);
const rewritePackage = (change: object): Promise<void> => {
  const { packages } = readManifest() as { packages: Record<string, object> };
  return rewriteManifest({
    packages: { ...packages, 'linux-x64': { ...packages['linux-x64'], ...change } },
  });
};

describe('createShareCheck', () => {
  it('returns a newer version with an unchanged package', async () => {
    expect(await createShareCheck()(createInput())).toEqual({
      update: { ok: true, data: { version: '1.2.0' } },
      published: '2026-12-01T03:00:00Z',
    });
    expect(await checkShareWith({ platform: 'win32-x64' })).toMatchObject({
      data: { version: '1.2.0' },
    });
  });

  it('returns null when the version is installed', async () => {
    await rm(pathOf(DEB_FILE));
    expect(await checkShareWith({ installed: '1.2.0' })).toEqual({ ok: true, data: null });
  });

  it('accepts each of several keys, so that one can replace another', async () => {
    const next = createSigningKey();
    const share = { folder, publicKeys: [key.policyKey, next.policyKey] };
    expect(await checkShareWith({ share })).toMatchObject({ ok: true });
    await fillShare(folder, { version: '1.2.0', key: next });
    expect(await checkShareWith({ share })).toMatchObject({ ok: true });
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-SIGNATURE'));
  });

  it.each(['manifest.json', 'manifest.json.sig'])(
    'returns UPDATE-SIGNATURE for each changed byte of %s',
    async (file) => {
      const bytes = readFileSync(pathOf(file));
      for (let position = 0; position < bytes.byteLength; position += 1) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(position) ^ 1, position);
        writeFileSync(pathOf(file), changed);
        expect(await checkShareWith(), String(position)).toEqual(createFailure('UPDATE-SIGNATURE'));
      }
    },
  );

  it('returns UPDATE-PACKAGE for each changed byte of the package', async () => {
    const bytes = readFileSync(pathOf(DEB_FILE));
    for (let position = 0; position < bytes.byteLength; position += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(position) ^ 0x80, position);
      writeFileSync(pathOf(DEB_FILE), changed);
      expect(await checkShareWith(), String(position)).toEqual(createFailure('UPDATE-PACKAGE'));
    }
  });

  it('returns UPDATE-SIGNATURE without a signature, with a longer one and with one of another key', async () => {
    const signature = readFileSync(pathOf('manifest.json.sig'));
    await writeFile(pathOf('manifest.json.sig'), Buffer.concat([signature, Buffer.of(0)]));
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-SIGNATURE'));
    await rm(pathOf('manifest.json.sig'));
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-SIGNATURE'));
    await fillShare(folder, { version: '1.2.0', key: createSigningKey() });
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-SIGNATURE'));
  });

  it('returns UPDATE-OLDER for a version below the installed one', async () => {
    expect(await checkShareWith({ installed: '1.10.0' })).toEqual(createFailure('UPDATE-OLDER'));
  });

  it('returns UPDATE-OLDER for a manifest that is older than the newest known one', async () => {
    expect(await checkShareWith({ newestPublished: '2026-12-01T03:00:01Z' })).toEqual(
      createFailure('UPDATE-OLDER'),
    );
    expect(await checkShareWith({ newestPublished: '2026-12-01T03:00:00Z' })).toMatchObject({
      ok: true,
    });
  });

  it('returns UPDATE-STEP when the installed version is too old for the package', async () => {
    await rewritePackage({ upgradesFrom: '1.1.10' });
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-STEP'));
  });

  it('returns UPDATE-PLATFORM for a platform that the manifest does not contain', async () => {
    for (const platform of ['linux-arm64', 'toString', '__proto__'])
      expect(await checkShareWith({ platform }), platform).toEqual(
        createFailure('UPDATE-PLATFORM'),
      );
  });

  it.each([
    '../evil.deb',
    '..\\evil.deb',
    '/etc/evil.deb',
    'C:evil.deb',
    'evil.deb:stream.deb',
    '.hidden.deb',
    'a.deb\0',
    'a.exe',
    '',
  ])('returns UPDATE-MANIFEST for the file name %j', async (file) => {
    await rewritePackage({ file });
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-MANIFEST'));
  });

  it.each([
    ['another product', { product: 'other' }],
    ['another format', { formatVersion: 2 }],
    ['an invalid version', { version: '1.2' }],
    ['an invalid time', { published: '2026-13-41T00:00:00Z' }],
    ['a time in another format', { published: '2026-12-01T03:00:00+06:00' }],
    ['no packages', { packages: null }],
  ])('returns UPDATE-MANIFEST for %s', async (_case, change) => {
    await rewriteManifest(change);
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-MANIFEST'));
  });

  it.each([-1, 0, 1.5, 2 ** 40, '9'])('returns UPDATE-MANIFEST for the size %j', async (size) => {
    await rewritePackage({ size });
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-MANIFEST'));
  });

  it('returns UPDATE-MANIFEST for signed content that is not JSON or not UTF-8', async () => {
    await writeSignedManifest(folder, '{"product":', key);
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-MANIFEST'));
    await writeSignedManifest(folder, Buffer.of(0xff, 0xfe, 0x00), key);
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-MANIFEST'));
  });

  it('does not read a manifest of several gigabytes', async () => {
    await truncate(pathOf('manifest.json'), 8 * 1024 ** 3);
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-MANIFEST'));
  });

  it('returns UPDATE-PACKAGE for a package of another size, without hashing it', async () => {
    await truncate(pathOf(DEB_FILE), 8 * 1024 ** 3);
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-PACKAGE'));
    await rm(pathOf(DEB_FILE));
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-PACKAGE'));
  });

  it.runIf(process.platform === 'linux')('follows no symbolic link out of the share', async () => {
    const outside = mkdtempSync(path.join(os.tmpdir(), 'outside-'));
    try {
      for (const [file, code] of [
        [DEB_FILE, 'UPDATE-PACKAGE'],
        ['manifest.json.sig', 'UPDATE-SIGNATURE'],
        ['manifest.json', 'UPDATE-MANIFEST'],
      ] as const) {
        await copyFile(pathOf(file), path.join(outside, file));
        await rm(pathOf(file));
        await symlink(path.join(outside, file), pathOf(file));
        expect(await checkShareWith(), file).toEqual(createFailure(code));
      }
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it('returns UPDATE-UNREACHABLE without a manifest, without the folder, and for a file in its place', async () => {
    await rm(pathOf('manifest.json'));
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-UNREACHABLE'));
    await rm(folder, { recursive: true });
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-UNREACHABLE'));
    writeFileSync(folder, 'a file in the place of the folder');
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-UNREACHABLE'));
  });

  it('returns UPDATE-MANIFEST for a folder at the path of the manifest', async () => {
    await rm(pathOf('manifest.json'));
    await mkdir(pathOf('manifest.json'));
    expect(await checkShareWith()).toEqual(createFailure('UPDATE-MANIFEST'));
  });

  it('returns UPDATE-UNREACHABLE when the share is removed while the package is read', async () => {
    const controller = new AbortController();
    const signal = new Proxy(controller.signal, {
      get: (target, name) => {
        // `throwIfAborted` is called before the first read of the package.
        if (name === 'throwIfAborted')
          return () => {
            rmSync(folder, { recursive: true, force: true });
            throw Object.assign(new Error('gone'), { code: 'ENOENT' });
          };
        return Reflect.get(target, name) as unknown;
      },
    });
    expect(await checkShareWith({ signal })).toEqual(createFailure('UPDATE-UNREACHABLE'));
  });

  it('returns UPDATE-UNREACHABLE when the check is aborted', async () => {
    expect(await checkShareWith({ signal: AbortSignal.abort() })).toEqual(
      createFailure('UPDATE-UNREACHABLE'),
    );
  });

  it('returns UPDATE-PACKAGE for a package that was replaced after an earlier check', async () => {
    const checkShare = createShareCheck();
    expect(await checkShare(createInput())).toMatchObject({ update: { ok: true } });
    const bytes = readFileSync(pathOf(DEB_FILE));
    await rm(pathOf(DEB_FILE));
    await writeFile(pathOf(DEB_FILE), Buffer.from(bytes).fill(0x41));
    expect(await checkShare(createInput())).toMatchObject({
      update: createFailure('UPDATE-PACKAGE'),
    });
  });

  it('reads an unchanged package only once', async () => {
    const checkShare = createShareCheck();
    await checkShare(createInput());
    // An aborted check fails at its first read of a package.
    expect(await checkShare(createInput({ signal: AbortSignal.abort() }))).toMatchObject({
      update: { ok: true },
    });
  });
});
