/**
 * Sets up a Windows environment for one test run and removes it afterwards: Wine in a new folder, Node for Windows, the built helper
 * process, the sources that run there and a fake WIA.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { fetchLocked, fetchNodeForWine } from '#tests/support/wine/packages.ts';
import { installScanner } from '#tests/support/wine/wia.ts';
import { createWindows } from '#tests/support/wine/windows.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the Wine prefix. */
    readonly winePrefix: string;
  }
}

const root = path.resolve(import.meta.dirname, '../..');

/** Copies sources and packages into the same folders as in the repository, and adds the native packages for Windows. */
const installKiosk = async (kiosk: string, downloads: string): Promise<void> => {
  const sources = [
    'package.json',
    'src',
    'out/main',
    'tests/support',
    'tests/windows/programs',
    'tests/unit/main/keychain',
  ];
  for (const copiedPath of [
    ...sources,
    'node_modules/koffi',
    'node_modules/@napi-rs/keyring',
    'node_modules/valibot',
  ])
    await cp(path.join(root, copiedPath), path.join(kiosk, copiedPath), { recursive: true });
  await cp(
    await fetchLocked('@koromix/koffi-win32-x64', downloads),
    path.join(kiosk, 'node_modules/@koromix/koffi-win32-x64'),
    { recursive: true },
  );
  await cp(
    await fetchLocked('@napi-rs/keyring-win32-x64-msvc', downloads),
    path.join(kiosk, 'node_modules/@napi-rs/keyring-win32-x64-msvc'),
    { recursive: true },
  );
  await cp(
    path.join(await fetchNodeForWine(downloads), 'bin/node.exe'),
    path.join(kiosk, 'node.exe'),
  );
};

export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  if (!existsSync(path.join(root, 'out/main/wia.js')))
    throw new Error('out/main/wia.js is not there: npm run build');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'kiosk-windows-'));
  const windows = await createWindows(folder);
  try {
    const kiosk = path.join(windows.driveC, 'kiosk');
    await mkdir(kiosk);
    await installKiosk(kiosk, folder);
    await installScanner(windows);
  } catch (error) {
    await windows.remove();
    throw error;
  }
  project.provide('winePrefix', windows.prefix);
  return windows.remove;
};
