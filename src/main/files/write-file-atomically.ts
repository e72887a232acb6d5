/** Replaces a small file atomically: after a power loss it has either its old or its new content. */
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fsyncDirectory } from './fsync-directory.ts';

/** Rejects with the system's error when writing fails; the old file is then unchanged. */
export const writeFileAtomically = async (file: string, text: string): Promise<void> => {
  const temporaryFile = `${file}.tmp`;
  try {
    const handle = await open(temporaryFile, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporaryFile, file);
    await fsyncDirectory(path.dirname(file));
  } catch (error) {
    await rm(temporaryFile, { force: true }).catch(() => undefined);
    throw error;
  }
};
