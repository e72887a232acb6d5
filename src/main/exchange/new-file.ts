/** Writes a new file to a drive: under a temporary name, flushed (fsync), then renamed. */
import { lstat, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

const MAX_SUFFIX = 99;

const exists = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );

/**
 * @returns the path of `name.json`, or of `name-2.json` when `name.json` exists.
 * Rejects when all numbered names exist, and for a name that contains a path.
 */
export const findUnusedPath = async (folder: string, name: string): Promise<string> => {
  if (path.basename(name) !== name) throw new Error('not a file name');
  const { name: stem, ext } = path.parse(name);
  for (let number = 1; number <= MAX_SUFFIX; number += 1) {
    const file = path.join(folder, number === 1 ? name : `${stem}-${String(number)}${ext}`);
    if (!(await exists(file))) return file;
  }
  throw Object.assign(new Error('too many files of this name'), { code: 'EEXIST' });
};

/** Rejects with the system's error; the temporary file is then deleted if the drive is still connected. */
export const writeNewFile = async (
  file: string,
  content: AsyncIterable<string> | Iterable<string>,
): Promise<void> => {
  const temporaryFile = `${file}.part`;
  const handle = await open(temporaryFile, 'wx', 0o600);
  try {
    try {
      for await (const text of content) await handle.appendFile(text, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporaryFile, file);
  } catch (error) {
    await rm(temporaryFile, { force: true }).catch(() => undefined);
    throw error;
  }
};
