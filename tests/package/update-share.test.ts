/**
 * Runs the script that installs an update on Linux, with the dpkg, jq and openssl of this machine: a small package, a share with
 * real keys, and a folder in the place of the system's root.
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
  makeKey,
  packageName,
  PUBLISHED,
  writeSigned,
  type TestShare,
} from '#tests/support/update-share.ts';

const execute = promisify(execFile);
const SCRIPT = path.resolve(import.meta.dirname, '../../build/linux/install-checked-update.sh');
const LATER = 75;
const REFUSED = 1;

const key = makeKey();
let made: string;
let folder: string;
let root: string;
let share: string;
const at = (place: string): string => path.join(root, place);
const onShare = (file: string): string => path.join(share, file);

/** A package with one file, which holds the version. */
const makeDeb = async (version: string, name = PACKAGE_NAME, fields = ''): Promise<Buffer> => {
  const tree = path.join(made, `${name}-${version}`);
  const file = `${tree}.deb`;
  if (!existsSync(file)) {
    await mkdir(path.join(tree, 'DEBIAN'), { recursive: true });
    await mkdir(path.join(tree, `opt/${name}`), { recursive: true });
    await writeFile(path.join(tree, `opt/${name}/version`), version);
    await writeFile(
      path.join(tree, 'DEBIAN/control'),
      `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: Test <test@invalid>\n${fields}Description: test\n`,
    );
    await execute('dpkg-deb', ['--build', '--root-owner-group', tree, file]);
  }
  return readFileSync(file);
};

const offer = async (version: string, more: Partial<TestShare> = {}): Promise<void> => {
  await rm(share, { recursive: true, force: true });
  await fillShare(share, { version, key, content: await makeDeb(version), ...more });
};

const writePolicy = async (value: object): Promise<void> => {
  const file = at(`etc/${PACKAGE_NAME}/policy.json`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(value), { mode: 0o644 });
};

/** Runs the script. @returns its exit code and what it said. */
const run = async (...args: string[]): Promise<{ code: number; said: string }> => {
  try {
    const { stdout, stderr } = await execute(SCRIPT, ['--root', root, ...args]);
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, said: stderr };
  }
};
const installed = (): string => readFileSync(at(`opt/${PACKAGE_NAME}/version`), 'utf8');
const expectRefusal = async (refusal: string): Promise<void> => {
  const { code, said } = await run();
  expect(said).toContain(`${refusal}:`);
  expect(code).toBe(REFUSED);
  expect(installed()).toBe('1.0.0');
};

describe.skipIf(process.getuid?.() !== 0)('install-checked-update.sh', () => {
  beforeAll(async () => {
    made = await mkdtemp(path.join(os.tmpdir(), 'update-packages-'));
    return () => rm(made, { recursive: true, force: true });
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'update-'));
    root = path.join(folder, 'root');
    share = path.join(folder, 'share');
    for (const place of ['info', 'updates', 'triggers'])
      await mkdir(at(`var/lib/dpkg/${place}`), { recursive: true });
    await writeFile(at('var/lib/dpkg/status'), '');
    await makeDeb('1.0.0');
    await execute('dpkg', [
      `--root=${root}`,
      '--install',
      path.join(made, `${PACKAGE_NAME}-1.0.0.deb`),
    ]);
    await writePolicy({ updateShare: { folder: share, publicKeys: [key.forPolicy] } });
    await offer('1.2.0');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('installs a newer version that is signed, and nothing the second time', async () => {
    expect(await run()).toMatchObject({ code: 0 });
    expect(installed()).toBe('1.2.0');
    expect(await run()).toEqual({ code: 0, said: '' });
    expect(await readdir(at(`var/lib/${PACKAGE_NAME}-update`))).toEqual(['lock', 'published']);
  });

  it('does nothing without a policy and without a share in it', async () => {
    await writePolicy({ settings: {} });
    expect(await run()).toEqual({ code: 0, said: '' });
    await rm(at('etc'), { recursive: true });
    expect(await run()).toEqual({ code: 0, said: '' });
    expect(installed()).toBe('1.0.0');
  });

  it('refuses a policy that others can change', async () => {
    await chmod(at(`etc/${PACKAGE_NAME}/policy.json`), 0o666);
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
    const bytes = readFileSync(file);
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(200) ^ 1, 200);
    await writeFile(file, changed);
    await expectRefusal('UPDATE-PACKAGE');
    await truncate(file, 8 * 1024 ** 3);
    await expectRefusal('UPDATE-PACKAGE');
  });

  it('refuses a share without a signature and one that is signed with another key', async () => {
    await rm(onShare('manifest.json.sig'));
    await expectRefusal('UPDATE-SIGNATURE');
    await offer('1.2.0', { key: makeKey() });
    await expectRefusal('UPDATE-SIGNATURE');
  });

  it('accepts each of several keys', async () => {
    const updateShare = { folder: share, publicKeys: [makeKey().forPolicy, key.forPolicy] };
    await writePolicy({ updateShare });
    expect(await run()).toMatchObject({ code: 0 });
  });

  it('refuses an older version, an earlier manifest and a step that is too large', async () => {
    await offer('0.9.0');
    await expectRefusal('UPDATE-OLDER');
    await offer('1.1.0', { published: PUBLISHED - 1_000 });
    await expectRefusal('UPDATE-OLDER');
    await offer('1.2.0', { upgradesFrom: '1.1.0' });
    await expectRefusal('UPDATE-STEP');
  });

  it('refuses a package of another program or version under a right signature', async () => {
    await offer('1.2.0', { content: await makeDeb('1.1.0') });
    await expectRefusal('UPDATE-PACKAGE');
    await offer('1.2.0', { content: await makeDeb('1.2.0', 'other-program') });
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
    await writeSigned(share, JSON.stringify(manifest), key);
    await expectRefusal('UPDATE-MANIFEST');
    expect(existsSync('evil')).toBe(false);
  });

  it('refuses a manifest that is too large, and a signed one that is no JSON', async () => {
    await writeSigned(share, '{"product":', key);
    await expectRefusal('UPDATE-MANIFEST');
    await truncate(onShare('manifest.json'), 8 * 1024 ** 3);
    await expectRefusal('UPDATE-MANIFEST');
  });

  it('follows no link', async () => {
    for (const [file, refusal] of [
      [packageName('1.2.0', 'deb'), 'UPDATE-PACKAGE'],
      ['manifest.json.sig', 'UPDATE-SIGNATURE'],
      ['manifest.json', 'UPDATE-MANIFEST'],
    ] as const) {
      await copyFile(onShare(file), path.join(folder, file));
      await rm(onShare(file));
      await symlink(path.join(folder, file), onShare(file));
      await expectRefusal(refusal);
    }
  });

  it('tries again later when the share is gone', async () => {
    await rm(share, { recursive: true });
    expect(await run()).toMatchObject({ code: LATER });
    expect(installed()).toBe('1.0.0');
  });

  it('copies while the kiosk runs, and installs that copy when it has ended, whatever is on the share then', async () => {
    const program = at(`opt/${PACKAGE_NAME}/${PACKAGE_NAME}`);
    await copyFile('/bin/sleep', program);
    await chmod(program, 0o755);
    const kiosk = spawn(program, ['600']);
    try {
      expect(await run()).toEqual({ code: LATER, said: 'the kiosk is running\n' });
      expect(installed()).toBe('1.0.0');
    } finally {
      const ended = new Promise((resolve) => kiosk.once('exit', resolve));
      kiosk.kill();
      await ended;
    }
    await writeFile(onShare(packageName('1.2.0', 'deb')), await makeDeb('6.6.6'));
    expect(await run('--boot')).toMatchObject({ code: 0 });
    expect(installed()).toBe('1.2.0');
  });

  it('installs again what a missing dependency left half installed', async () => {
    const fields = 'Depends: other-program\n';
    await offer('1.3.0', { content: await makeDeb('1.3.0', PACKAGE_NAME, fields) });
    expect((await run()).said).toContain('other-program is not installed');
    await makeDeb('1.0.0', 'other-program');
    await execute('dpkg', [
      `--root=${root}`,
      '--install',
      path.join(made, 'other-program-1.0.0.deb'),
    ]);
    expect(await run()).toMatchObject({ code: 0 });
    expect(await run()).toEqual({ code: 0, said: '' });
  });

  it('keeps state and copies where only root can write', async () => {
    await run();
    const { stdout } = await execute('stat', [
      '--format=%U %a',
      at(`var/lib/${PACKAGE_NAME}-update`),
    ]);
    expect(stdout).toBe('root 700\n');
  });
});
