/**
 * Makes a Windows for one run of the tests: Wine in a fresh folder, Node for Windows, the built helper and the sources that
 * run there, a fake WIA. Removed afterwards.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { fetchPackages } from './packages.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of Wine's drive C and all else. */
    readonly winePrefix: string;
  }
}

const execute = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../..');
const sources = path.join(import.meta.dirname, 'fake-wia');
const LIMIT_MS = 120_000;

/** The class as COM finds it. Only the machine-wide half of the registry is looked at. */
const REGISTRATION = `REGEDIT4

[HKEY_LOCAL_MACHINE\\Software\\Classes\\WIA.DeviceManager\\CLSID]
@="{B7A8C6D0-3E1F-4C57-9A70-5D1B8E0F2A11}"

[HKEY_LOCAL_MACHINE\\Software\\Classes\\CLSID\\{B7A8C6D0-3E1F-4C57-9A70-5D1B8E0F2A11}\\InprocServer32]
@="C:\\\\kiosk\\\\fake-wia.dll"
"ThreadingModel"="Apartment"
`;

const build = (source: string, target: string, libraries: readonly string[]): Promise<unknown> =>
  execute('x86_64-w64-mingw32-gcc', ['-Wall', '-Werror', '-O1', '-shared', '-o', target, path.join(sources, source), ...libraries]);

/** The same folders as in the repository, with the libraries of Windows beside those that are the same everywhere. */
const install = async (kiosk: string, packages: Awaited<ReturnType<typeof fetchPackages>>): Promise<void> => {
  const copied = ['package.json', 'src', 'out/main', 'tests/support', 'tests/windows/programs', 'tests/unit/main/keychain'];
  for (const each of [...copied, 'node_modules/koffi', 'node_modules/@napi-rs/keyring', 'node_modules/valibot'])
    await cp(path.join(root, each), path.join(kiosk, each), { recursive: true });
  await cp(packages.koffi, path.join(kiosk, 'node_modules/@koromix/koffi-win32-x64'), { recursive: true });
  await cp(packages.keyring, path.join(kiosk, 'node_modules/@napi-rs/keyring-win32-x64-msvc'), { recursive: true });
  await cp(path.join(packages.node, 'bin/node.exe'), path.join(kiosk, 'node.exe'));
};

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  if (!existsSync(path.join(root, 'out/main/wia.js'))) throw new Error('out/main/wia.js is not there: npm run build');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kiosk-windows-'));
  const winePrefix = path.join(folder, 'wine');
  const { DISPLAY: _display, ...rest } = process.env;
  const env = { ...rest, WINEPREFIX: winePrefix, WINEDEBUG: '-all' };
  const wine = (...args: string[]): Promise<unknown> => execute('wine', args, { env, timeout: LIMIT_MS, killSignal: 'SIGKILL' });
  const tearDown = async (): Promise<void> => {
    // Ends this Windows with all that still runs in it, and no other.
    await execute('wineserver', ['-k', '-w'], { env, timeout: LIMIT_MS }).catch(() => undefined);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const packages = await fetchPackages(folder);
    await wine('wineboot', '-i');
    await wine('winecfg', '-v', 'win10');
    const kiosk = path.join(winePrefix, 'drive_c/kiosk');
    await mkdir(kiosk);
    await install(kiosk, packages);
    await build('fake-wia.c', path.join(kiosk, 'fake-wia.dll'), ['-lole32', '-loleaut32', '-luuid']);
    await build('process-prng.c', path.join(winePrefix, 'drive_c/windows/system32/bcryptprimitives.dll'), ['-ladvapi32']);
    await writeFile(path.join(kiosk, 'fake-wia.reg'), REGISTRATION);
    await wine('regedit', '/S', 'C:\\kiosk\\fake-wia.reg');
  } catch (error) {
    await tearDown();
    throw error;
  }
  project.provide('winePrefix', winePrefix);
  return tearDown;
};
