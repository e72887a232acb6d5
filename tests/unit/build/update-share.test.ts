/** Tests the manifest and the signature of an update share, and the commands that make and verify them. */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UPGRADE_CODE } from '#build/msi/identity.ts';
import { writeManifest, policyKeyOf, verifyShare } from '#build/update-share.ts';
import {
  fillShare,
  createSigningKey,
  packageName,
  PUBLISHED_AT,
} from '#tests/support/update-share.ts';

const key = createSigningKey();
const root = path.resolve(import.meta.dirname, '../../..');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'share-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const makeTestManifest = (overrides: object = {}): Promise<unknown> =>
  writeManifest({
    folder,
    key: key.privateKey,
    upgradesFrom: '0.1.0',
    now: PUBLISHED_AT,
    ...overrides,
  });

describe('writeManifest', () => {
  it('names both packages and is verified with the public key', async () => {
    await fillShare(folder, { version: '1.2.0', key });
    const { manifest, problems } = await verifyShare(folder, key.publicKey);
    expect(problems).toEqual([]);
    expect(manifest).toMatchObject({
      version: '1.2.0',
      published: '2026-12-01T03:00:00Z',
      packages: {
        'win32-x64': { file: packageName('1.2.0', 'msi') },
        'linux-x64': { file: packageName('1.2.0', 'deb'), upgradesFrom: '0.1.0' },
      },
    });
  });

  it('refuses a folder without a package for release, and one with two versions', async () => {
    writeFileSync(path.join(folder, 'ekyc-branch-kiosk-1.2.0-x64-not-for-release.deb'), 'x');
    await expect(makeTestManifest()).rejects.toThrow('no package');
    writeFileSync(path.join(folder, packageName('1.2.0', 'deb')), 'x');
    writeFileSync(path.join(folder, packageName('1.3.0', 'msi')), 'x');
    await expect(makeTestManifest()).rejects.toThrow('several versions');
  });

  it('refuses a key of another kind and a version of another form', async () => {
    writeFileSync(path.join(folder, packageName('1.2.0', 'deb')), 'x');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const ecKey = privateKey.export({ format: 'pem', type: 'pkcs8' });
    await expect(makeTestManifest({ key: ecKey })).rejects.toThrow('no Ed25519 key');
    await expect(makeTestManifest({ upgradesFrom: '1' })).rejects.toThrow('form');
  });
});

describe('verifyShare', () => {
  it('reports a changed package and a manifest that is signed with another key', async () => {
    await fillShare(folder, { version: '1.2.0', key });
    writeFileSync(path.join(folder, packageName('1.2.0', 'msi')), 'another');
    expect((await verifyShare(folder, key.publicKey)).problems).toEqual([
      `${packageName('1.2.0', 'msi')} is missing or not the package that was signed`,
    ]);
    expect(await verifyShare(folder, createSigningKey().publicKey)).toEqual({
      manifest: null,
      problems: ['manifest.json is not signed with this key'],
    });
  });
});

describe('update-manifest and verify-update', () => {
  const runScript = (script: string, ...args: string[]): string =>
    execFileSync(process.execPath, [path.join(root, 'scripts', script), ...args], {
      encoding: 'utf8',
      stdio: 'pipe',
    });

  it('make and verify a manifest, and print the key as the policy has it', () => {
    writeFileSync(path.join(folder, packageName('1.2.0', 'deb')), 'x');
    const [privateFile, publicFile] = ['key.pem', 'pub.pem'].map((name) => path.join(folder, name));
    writeFileSync(privateFile ?? '', key.privateKey);
    writeFileSync(publicFile ?? '', key.publicKey);
    expect(runScript('update-manifest.ts', '--key', privateFile ?? '', folder)).toContain(
      'Version 1.2.0',
    );
    const verified = runScript('verify-update.ts', '--key', publicFile ?? '', folder);
    expect(verified).toContain(policyKeyOf(key.publicKey));
    expect(verified).toContain('as they were signed');
    const bytes = readFileSync(path.join(folder, 'manifest.json'));
    writeFileSync(path.join(folder, 'manifest.json'), Buffer.concat([bytes, Buffer.from(' ')]));
    expect(() => runScript('verify-update.ts', '--key', publicFile ?? '', folder)).toThrow(
      'Command failed',
    );
  });
});

describe('Install-CheckedUpdate.ps1', () => {
  it('identifies the program by the upgrade code and the product name of its MSI', () => {
    const script = readFileSync(path.join(root, 'build/windows/Install-CheckedUpdate.ps1'), 'utf8');
    const { productName } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      productName: string;
    };
    expect(script).toContain(`$upgradeCode = '{${UPGRADE_CODE}}'`);
    expect(script).toContain(`$productName = '${productName}'`);
  });
});
