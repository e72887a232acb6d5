/** One look at an update share, on a real folder with real keys. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createShareCheck, type ShareCheckInput } from '#main/updates/check-share.ts';
import { fillShare, makeKey, packageName, writeSigned } from '#tests/support/update-share.ts';

const key = makeKey();
const DEB = packageName('1.2.0', 'deb');
let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'share-'));
  await fillShare(folder, { version: '1.2.0', key });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (file: string): string => path.join(folder, file);
const input = (more: Partial<ShareCheckInput> = {}): ShareCheckInput => ({
  share: { folder, publicKeys: [key.forPolicy] },
  installed: '1.1.9',
  platform: 'linux-x64',
  newestPublished: null,
  signal: new AbortController().signal,
  ...more,
});
const check = async (more: Partial<ShareCheckInput> = {}) =>
  (await createShareCheck()(input(more))).update;
const failure = (code: string) => ({ ok: false, error: { code } });
const manifest = (): Record<string, unknown> =>
  JSON.parse(readFileSync(at('manifest.json'), 'utf8')) as Record<string, unknown>;
/** Signs the manifest again after a change. */
const rewrite = (change: object): Promise<void> =>
  writeSigned(folder, JSON.stringify({ ...manifest(), ...change }), key);
const rewritePackage = (change: object): Promise<void> => {
  const { packages } = manifest() as { packages: Record<string, object> };
  return rewrite({
    packages: { ...packages, 'linux-x64': { ...packages['linux-x64'], ...change } },
  });
};

describe('a check of the update share', () => {
  it('finds a newer version whose package is as it was signed', async () => {
    expect(await createShareCheck()(input())).toEqual({
      update: { ok: true, data: { version: '1.2.0' } },
      published: '2026-12-01T03:00:00Z',
    });
    expect(await check({ platform: 'win32-x64' })).toMatchObject({ data: { version: '1.2.0' } });
  });

  it('finds nothing to do when the version is installed', async () => {
    await rm(at(DEB));
    expect(await check({ installed: '1.2.0' })).toEqual({ ok: true, data: null });
  });

  it('accepts each of several keys, so that one can replace another', async () => {
    const next = makeKey();
    const share = { folder, publicKeys: [key.forPolicy, next.forPolicy] };
    expect(await check({ share })).toMatchObject({ ok: true });
    await fillShare(folder, { version: '1.2.0', key: next });
    expect(await check({ share })).toMatchObject({ ok: true });
    expect(await check()).toEqual(failure('UPDATE-SIGNATURE'));
  });

  it.each(['manifest.json', 'manifest.json.sig'])(
    'returns UPDATE-SIGNATURE for each changed byte of %s',
    async (file) => {
      const bytes = readFileSync(at(file));
      for (let position = 0; position < bytes.byteLength; position += 1) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(position) ^ 1, position);
        writeFileSync(at(file), changed);
        expect(await check(), String(position)).toEqual(failure('UPDATE-SIGNATURE'));
      }
    },
  );

  it('returns UPDATE-PACKAGE for each changed byte of the package', async () => {
    const bytes = readFileSync(at(DEB));
    for (let position = 0; position < bytes.byteLength; position += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(position) ^ 0x80, position);
      writeFileSync(at(DEB), changed);
      expect(await check(), String(position)).toEqual(failure('UPDATE-PACKAGE'));
    }
  });

  it('returns UPDATE-SIGNATURE without a signature, with a longer one and with another key’s', async () => {
    const signature = readFileSync(at('manifest.json.sig'));
    await writeFile(at('manifest.json.sig'), Buffer.concat([signature, Buffer.of(0)]));
    expect(await check()).toEqual(failure('UPDATE-SIGNATURE'));
    await rm(at('manifest.json.sig'));
    expect(await check()).toEqual(failure('UPDATE-SIGNATURE'));
    await fillShare(folder, { version: '1.2.0', key: makeKey() });
    expect(await check()).toEqual(failure('UPDATE-SIGNATURE'));
  });

  it('returns UPDATE-OLDER for a version below the installed one', async () => {
    expect(await check({ installed: '1.10.0' })).toEqual(failure('UPDATE-OLDER'));
  });

  it('returns UPDATE-OLDER for a manifest that is older than the newest one seen', async () => {
    expect(await check({ newestPublished: '2026-12-01T03:00:01Z' })).toEqual(
      failure('UPDATE-OLDER'),
    );
    expect(await check({ newestPublished: '2026-12-01T03:00:00Z' })).toMatchObject({ ok: true });
  });

  it('returns UPDATE-STEP when the installed version is too old for the package', async () => {
    await rewritePackage({ upgradesFrom: '1.1.10' });
    expect(await check()).toEqual(failure('UPDATE-STEP'));
  });

  it('returns UPDATE-PLATFORM for a system that the manifest does not name', async () => {
    for (const platform of ['linux-arm64', 'toString', '__proto__'])
      expect(await check({ platform }), platform).toEqual(failure('UPDATE-PLATFORM'));
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
    expect(await check()).toEqual(failure('UPDATE-MANIFEST'));
  });

  it.each([
    ['another product', { product: 'other' }],
    ['another format', { formatVersion: 2 }],
    ['a version that is no version', { version: '1.2' }],
    ['a moment that is none', { published: '2026-13-41T00:00:00Z' }],
    ['a moment of another form', { published: '2026-12-01T03:00:00+06:00' }],
    ['no packages', { packages: null }],
  ])('returns UPDATE-MANIFEST for %s', async (_what, change) => {
    await rewrite(change);
    expect(await check()).toEqual(failure('UPDATE-MANIFEST'));
  });

  it.each([-1, 0, 1.5, 2 ** 40, '9'])('returns UPDATE-MANIFEST for the size %j', async (size) => {
    await rewritePackage({ size });
    expect(await check()).toEqual(failure('UPDATE-MANIFEST'));
  });

  it('returns UPDATE-MANIFEST for signed content that is no JSON or no UTF-8', async () => {
    await writeSigned(folder, '{"product":', key);
    expect(await check()).toEqual(failure('UPDATE-MANIFEST'));
    await writeSigned(folder, Buffer.of(0xff, 0xfe, 0x00), key);
    expect(await check()).toEqual(failure('UPDATE-MANIFEST'));
  });

  it('does not read a manifest of several gigabytes', async () => {
    await truncate(at('manifest.json'), 8 * 1024 ** 3);
    expect(await check()).toEqual(failure('UPDATE-MANIFEST'));
  });

  it('returns UPDATE-PACKAGE for a package of another size, without hashing it', async () => {
    await truncate(at(DEB), 8 * 1024 ** 3);
    expect(await check()).toEqual(failure('UPDATE-PACKAGE'));
    await rm(at(DEB));
    expect(await check()).toEqual(failure('UPDATE-PACKAGE'));
  });

  it.runIf(process.platform === 'linux')('follows no link out of the share', async () => {
    const outside = mkdtempSync(path.join(os.tmpdir(), 'outside-'));
    try {
      for (const [file, code] of [
        [DEB, 'UPDATE-PACKAGE'],
        ['manifest.json.sig', 'UPDATE-SIGNATURE'],
        ['manifest.json', 'UPDATE-MANIFEST'],
      ] as const) {
        await copyFile(at(file), path.join(outside, file));
        await rm(at(file));
        await symlink(path.join(outside, file), at(file));
        expect(await check(), file).toEqual(failure(code));
      }
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it('returns UPDATE-UNREACHABLE without the folder, without a manifest and without rights', async () => {
    await rm(at('manifest.json'));
    expect(await check()).toEqual(failure('UPDATE-UNREACHABLE'));
    await rm(folder, { recursive: true });
    expect(await check()).toEqual(failure('UPDATE-UNREACHABLE'));
    writeFileSync(folder, 'a file in the place of the folder');
    expect(await check()).toEqual(failure('UPDATE-UNREACHABLE'));
  });

  it('returns UPDATE-MANIFEST for a folder in the place of the manifest', async () => {
    await rm(at('manifest.json'));
    await mkdir(at('manifest.json'));
    expect(await check()).toEqual(failure('UPDATE-MANIFEST'));
  });

  it('returns UPDATE-UNREACHABLE when the share is removed while the package is read', async () => {
    const controller = new AbortController();
    const signal = new Proxy(controller.signal, {
      get: (target, name) => {
        // Before the first read of the package.
        if (name === 'throwIfAborted')
          return () => {
            rmSync(folder, { recursive: true, force: true });
            throw Object.assign(new Error('gone'), { code: 'ENOENT' });
          };
        return Reflect.get(target, name) as unknown;
      },
    });
    expect(await check({ signal })).toEqual(failure('UPDATE-UNREACHABLE'));
  });

  it('returns UPDATE-UNREACHABLE when the check is ended', async () => {
    expect(await check({ signal: AbortSignal.abort() })).toEqual(failure('UPDATE-UNREACHABLE'));
  });

  it('notices a package that was replaced after an earlier check', async () => {
    const checkShare = createShareCheck();
    expect(await checkShare(input())).toMatchObject({ update: { ok: true } });
    const bytes = readFileSync(at(DEB));
    await rm(at(DEB));
    await writeFile(at(DEB), Buffer.from(bytes).fill(0x41));
    expect(await checkShare(input())).toMatchObject({ update: failure('UPDATE-PACKAGE') });
  });

  it('reads an unchanged package once', async () => {
    const checkShare = createShareCheck();
    await checkShare(input());
    // An aborted check fails at its first read of a package.
    expect(await checkShare(input({ signal: AbortSignal.abort() }))).toMatchObject({
      update: { ok: true },
    });
  });
});
