/** Writes a small file atomically: a reader, or the next start after a power loss, finds either the old or the new content. */
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** The entry of a folder is durable only once the folder itself is; Windows cannot open folders and does not need it. */
const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Rejects with the system's error when the disk refuses; the old file then still stands. */
export const writeFileAtomically = async (file: string, text: string): Promise<void> => {
  const temporary = `${file}.tmp`;
  try {
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    await syncFolder(path.dirname(file));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
};
