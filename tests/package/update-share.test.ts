/**
 * Tests the script that installs an update on Linux with the dpkg, jq and openssl of this machine, a small package, a share with real
 * keys, and a folder as the root of the system.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import {
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PACKAGE_NAME } from '#build/target.ts';
import {
  fillShare,
  createSigningKey,
  packageName,
  PUBLISHED_AT,
  writeSignedManifest,
  type TestShare,
} from '#tests/support/update-share.ts';

const execFileAsync = promisify(execFile);
const SCRIPT = path.resolve(import.meta.dirname, '../../build/linux/install-checked-update.sh');
/** Exit codes of the script: the update is tried again later, or it was refused. */
const EXIT_LATER = 75;
const EXIT_REFUSED = 1;
/** Larger than any file that the script copies. */
const OVERSIZE_BYTES = 8 * 1024 ** 3;

const key = createSigningKey();
let packagesDir: string;
let folder: string;
let root: string;
let share: string;
const inRoot = (file: string): string => path.join(root, file);
const onShare = (file: string): string => path.join(share, file);

/** Builds a package with one file, which contains the version. */
const makeDeb = async (version: string, name = PACKAGE_NAME, fields = ''): Promise<Buffer> => {
  const tree = path.join(packagesDir, `${name}-${version}`);
  const file = `${tree}.deb`;
  if (!existsSync(file)) {
    await mkdir(path.join(tree, 'DEBIAN'), { recursive: true });
    await mkdir(path.join(tree, `opt/${name}`), { recursive: true });
    await writeFile(path.join(tree, `opt/${name}/version`), version);
    await writeFile(
      path.join(tree, 'DEBIAN/control'),
      `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: Test <test@invalid>\n${fields}Description: test\n`,
    );
    await execFileAsync('dpkg-deb', ['--build', '--root-owner-group', tree, file]);
  }
  return readFileSync(file);
};

/** Replaces the content of the share. */
const fillShareWith = async (version: string, changes: Partial<TestShare> = {}): Promise<void> => {
  await rm(share, { recursive: true, force: true });
  await fillShare(share, { version, key, content: await makeDeb(version), ...changes });
};

const writePolicy = async (value: object): Promise<void> => {
  const file = inRoot(`etc/${PACKAGE_NAME}/policy.json`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(value), { mode: 0o644 });
};

/** Runs the script. @returns its exit code and its output. */
const runScript = async (...args: string[]): Promise<{ code: number; output: string }> => {
  try {
    const { stdout, stderr } = await execFileAsync(SCRIPT, ['--root', root, ...args]);
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, output: stderr };
  }
};
const readInstalledVersion = (): string =>
  readFileSync(inRoot(`opt/${PACKAGE_NAME}/version`), 'utf8');
/** Runs the script and expects this error code and an unchanged installation. */
const expectRefusal = async (errorCode: string): Promise<void> => {
  const { code, output } = await runScript();
  expect(output).toContain(`${errorCode}:`);
  expect(code).toBe(EXIT_REFUSED);
  expect(readInstalledVersion()).toBe('1.0.0');
};

describe.skipIf(process.getuid?.() !== 0)('install-checked-update.sh', () => {
  beforeAll(async () => {
    packagesDir = await mkdtemp(path.join(os.tmpdir(), 'update-packages-'));
    return () => rm(packagesDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'update-'));
    root = path.join(folder, 'root');
    share = path.join(folder, 'share');
    for (const directory of ['info', 'updates', 'triggers'])
      await mkdir(inRoot(`var/lib/dpkg/${directory}`), { recursive: true });
    await writeFile(inRoot('var/lib/dpkg/status'), '');
    await makeDeb('1.0.0');
    await execFileAsync('dpkg', [
      `--root=${root}`,
      '--install',
      path.join(packagesDir, `${PACKAGE_NAME}-1.0.0.deb`),
    ]);
    await writePolicy({ updateShare: { folder: share, publicKeys: [key.policyKey] } });
    await fillShareWith('1.2.0');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('installs a newer signed version, and does nothing in a second run', async () => {
    expect(await runScript()).toMatchObject({ code: 0 });
    expect(readInstalledVersion()).toBe('1.2.0');
    expect(await runScript()).toEqual({ code: 0, output: '' });
    expect(await readdir(inRoot(`var/lib/${PACKAGE_NAME}-update`))).toEqual(['lock', 'published']);
  });

  it('does nothing without a policy and without a share in it', async () => {
    await writePolicy({ settings: {} });
    expect(await runScript()).toEqual({ code: 0, output: '' });
    await rm(inRoot('etc'), { recursive: true });
    expect(await runScript()).toEqual({ code: 0, output: '' });
    expect(readInstalledVersion()).toBe('1.0.0');
  });

  it('refuses a policy that others can change', async () => {
    await chmod(inRoot(`etc/${PACKAGE_NAME}/policy.json`), 0o666);
    await expectRefusal('CFG-POLICY');
  });

  it.each(['manifest.json', 'manifest.json.sig'])('refuses a changed byte of %s', async (file) => {
    const bytes = readFileSync(onShare(file));
    for (const position of [0, 30, 63, bytes.byteLength - 1]) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(position) ^ 1, position);
      await writeFile(onShare(file), changed);
      await expectRefusal('UPDATE-SIGNATURE');
    }
  });

  it('refuses a changed byte of the package and one of another size', async () => {
    const file = onShare(packageName('1.2.0', 'deb'));
    const changed = Buffer.from(readFileSync(file));
    changed.writeUInt8(changed.readUInt8(200) ^ 1, 200);
    await writeFile(file, changed);
    await expectRefusal('UPDATE-PACKAGE');
    await truncate(file, OVERSIZE_BYTES);
    await expectRefusal('UPDATE-PACKAGE');
  });

  it('refuses a share without a signature and one that is signed with another key', async () => {
    await rm(onShare('manifest.json.sig'));
    await expectRefusal('UPDATE-SIGNATURE');
    await fillShareWith('1.2.0', { key: createSigningKey() });
    await expectRefusal('UPDATE-SIGNATURE');
  });

  it('accepts each of several keys', async () => {
    const updateShare = {
      folder: share,
      publicKeys: [createSigningKey().policyKey, key.policyKey],
    };
    await writePolicy({ updateShare });
    expect(await runScript()).toMatchObject({ code: 0 });
  });

  it('refuses an older version, an earlier manifest and a step that is too large', async () => {
    await fillShareWith('0.9.0');
    await expectRefusal('UPDATE-OLDER');
    await fillShareWith('1.1.0', { publishedAt: PUBLISHED_AT - 1_000 });
    await expectRefusal('UPDATE-OLDER');
    await fillShareWith('1.2.0', { upgradesFrom: '1.1.0' });
    await expectRefusal('UPDATE-STEP');
  });

  it('refuses a package of another program or version under a valid signature', async () => {
    await fillShareWith('1.2.0', { content: await makeDeb('1.1.0') });
    await expectRefusal('UPDATE-PACKAGE');
    await fillShareWith('1.2.0', { content: await makeDeb('1.2.0', 'other-program') });
    await expectRefusal('UPDATE-PACKAGE');
  });

  it.each([
    ['a path', { file: '../evil.deb' }],
    ['an option', { file: '-evil.deb' }],
    ['a command', { file: '$(touch evil).deb' }],
    ['a size that is an expression', { size: 'a[$(touch evil)]' }],
    ['a negative size', { size: -1 }],
    ['a hash of another form', { sha256: 'x' }],
  ])('refuses a signed manifest with %s', async (_what, change) => {
    const manifest = JSON.parse(readFileSync(onShare('manifest.json'), 'utf8')) as {
      packages: Record<string, object>;
    };
    Object.assign(manifest.packages['linux-x64'] ?? {}, change);
    await writeSignedManifest(share, JSON.stringify(manifest), key);
    await expectRefusal('UPDATE-MANIFEST');
    expect(existsSync('evil')).toBe(false);
  });

  it('refuses a manifest that is too large, and a signed one that is no JSON', async () => {
    await writeSignedManifest(share, '{"product":', key);
    await expectRefusal('UPDATE-MANIFEST');
    await truncate(onShare('manifest.json'), OVERSIZE_BYTES);
    await expectRefusal('UPDATE-MANIFEST');
  });

  it('refuses links', async () => {
    for (const [file, errorCode] of [
      [packageName('1.2.0', 'deb'), 'UPDATE-PACKAGE'],
      ['manifest.json.sig', 'UPDATE-SIGNATURE'],
      ['manifest.json', 'UPDATE-MANIFEST'],
    ] as const) {
      await copyFile(onShare(file), path.join(folder, file));
      await rm(onShare(file));
      await symlink(path.join(folder, file), onShare(file));
      await expectRefusal(errorCode);
    }
  });

  it('exits with 75 when the share is missing', async () => {
    await rm(share, { recursive: true });
    expect(await runScript()).toMatchObject({ code: EXIT_LATER });
    expect(readInstalledVersion()).toBe('1.0.0');
  });

  it('copies while the kiosk runs, and installs the copy after it has ended although the share has changed', async () => {
    const program = inRoot(`opt/${PACKAGE_NAME}/${PACKAGE_NAME}`);
    await copyFile('/bin/sleep', program);
    await chmod(program, 0o755);
    const kiosk = spawn(program, ['600']);
    try {
      expect(await runScript()).toEqual({ code: EXIT_LATER, output: 'the kiosk is running\n' });
      expect(readInstalledVersion()).toBe('1.0.0');
    } finally {
      const exited = new Promise((resolve) => kiosk.once('exit', resolve));
      kiosk.kill();
      await exited;
    }
    await writeFile(onShare(packageName('1.2.0', 'deb')), await makeDeb('6.6.6'));
    expect(await runScript('--boot')).toMatchObject({ code: 0 });
    expect(readInstalledVersion()).toBe('1.2.0');
  });

  it('completes an installation that a missing dependency interrupted', async () => {
    const fields = 'Depends: other-program\n';
    await fillShareWith('1.3.0', { content: await makeDeb('1.3.0', PACKAGE_NAME, fields) });
    expect((await runScript()).output).toContain('other-program is not installed');
    await makeDeb('1.0.0', 'other-program');
    await execFileAsync('dpkg', [
      `--root=${root}`,
      '--install',
      path.join(packagesDir, 'other-program-1.0.0.deb'),
    ]);
    expect(await runScript()).toMatchObject({ code: 0 });
    expect(await runScript()).toEqual({ code: 0, output: '' });
  });

  it('keeps state and copies in a folder that only root can access', async () => {
    await runScript();
    const { stdout } = await execFileAsync('stat', [
      '--format=%U %a',
      inRoot(`var/lib/${PACKAGE_NAME}-update`),
    ]);
    expect(stdout).toBe('root 700\n');
  });
});
