/**
 * Flushes a directory to disk (fsync). POSIX makes the creation or the renaming of a file durable only with the directory
 * that contains it. Windows cannot open directories; NTFS journals these changes itself, so nothing is done there.
 */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';

export const fsyncDirectory = async (directory: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** For the store, whose operations are synchronous like those of `node:sqlite`. */
const fsyncDirectorySync = (directory: string): void => {
  if (process.platform === 'win32') return;
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** Makes the renaming of a file durable. Failures are ignored: the system makes it durable when it next writes its cache to the disk. */
export const flushRenameSync = (file: string): void => {
  try {
    fsyncDirectorySync(path.dirname(file));
  } catch {
    // The rename itself succeeded.
  }
};
