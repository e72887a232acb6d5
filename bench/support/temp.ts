/** Provides one temporary folder per run of the benchmarks. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

let folder: Promise<string> | null = null;

export const tempFolder = (): Promise<string> =>
  (folder ??= mkdtemp(path.join(os.tmpdir(), 'kiosk-bench-')));

export const removeTempFolder = async (): Promise<void> => {
  if (folder) await rm(await folder, { recursive: true, force: true });
  folder = null;
};
