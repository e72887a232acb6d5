/** Creates temporary folders for the files of a test. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** `make` creates a folder, `remove` deletes all of them after the test. */
export const createTemporaryFolders = () => {
  const folders: string[] = [];
  return {
    make: async () => {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'kiosk-store-'));
      folders.push(folder);
      return folder;
    },
    remove: async () => {
      for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
    },
  };
};
