/** Lists and hashes the files below a folder, and sets their times. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lutimes, readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** @returns paths below the folder with forward slashes, sorted. Links are listed, not followed. */
export const listFiles = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'),
    )
    .sort();
};

export const sha256 = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
};

/** Sets the access and modification time of everything below the folder, so that archives of it are reproducible. */
export const setTimes = async (folder: string, seconds: number): Promise<void> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries)
    await lutimes(path.join(entry.parentPath, entry.name), seconds, seconds);
  await lutimes(folder, seconds, seconds);
};
