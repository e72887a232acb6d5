/**
 * Confines every access to its place (protection against path traversal and symbolic links). A link in any part of the path is
 * rejected, also one that replaced a folder after it was listed, because it could lead to files of the machine.
 */
import { constants } from 'node:fs';
import { open, readlink, realpath, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

/** Path of an entry: the root of its place and the names below it. */
export interface Location {
  readonly root: string;
  readonly names: readonly string[];
}

/** The entry is a link, or its path leads out of its place. */
export class OutsidePlaceError extends Error {
  override readonly name = 'OutsidePlaceError';
  readonly code = 'ENOENT';
}

const isPlainName = (name: string): boolean =>
  name !== '' &&
  name !== '.' &&
  name !== '..' &&
  !/[/\0]/.test(name) &&
  path.basename(name) === name;

/** @returns the real path. Rejects with the system's error, or with OutsidePlaceError when the path contains a link. */
export const realPathOf = async ({ root, names }: Location): Promise<string> => {
  if (!names.every(isPlainName)) throw new OutsidePlaceError();
  // The root may contain a link: /media is one on some systems.
  const file = path.join(await realpath(root), ...names);
  if ((await realpath(file)) !== file) throw new OutsidePlaceError();
  return file;
};

/**
 * Opens a file for reading. On Linux the path of the opened file is checked again, which detects a folder that was replaced
 * between check and open (TOCTOU).
 */
export const openInside = async (location: Location): Promise<FileHandle> => {
  const file = await realPathOf(location);
  // Without O_NONBLOCK, opening a named pipe would block until it has a writer.
  // Windows has neither flag: both are undefined there, which is 0 in a bitwise or.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await open(file, flags);
  try {
    if (process.platform === 'linux') {
      const openedPath = await readlink(`/proc/self/fd/${String(handle.fd)}`);
      if (openedPath !== file) throw new OutsidePlaceError();
    }
    if (!(await handle.stat()).isFile()) throw new OutsidePlaceError();
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
};
