/**
 * Reserves disk space with a placeholder file, the ballast. When the disk is full the file is deleted, so that small writes succeed.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';

const CHUNK_BYTES = 1024 * 1024;

export interface Ballast {
  exists(): boolean;
  /** Writes the file in chunks, so that the event loop is not blocked. @returns whether it exists in its full size. */
  allocate(): Promise<boolean>;
  /** @returns whether reserved space was freed. */
  release(): boolean;
}

export const createBallast = ({
  file,
  bytes,
}: {
  readonly file: string;
  readonly bytes: number;
}): Ballast => {
  let isAllocating = false;
  const removeFile = (): void => rmSync(file, { force: true });
  const exists = (): boolean => existsSync(file) && statSync(file).size >= bytes;
  return {
    exists,
    allocate: async () => {
      if (isAllocating || exists()) return exists();
      isAllocating = true;
      try {
        // Random bytes, which a file system can neither compress nor store as a hole.
        const chunk = randomBytes(CHUNK_BYTES);
        const out = await open(file, 'w', 0o600);
        try {
          for (let at = 0; at < bytes; at += CHUNK_BYTES)
            await out.write(chunk, 0, Math.min(CHUNK_BYTES, bytes - at), at);
          await out.sync();
        } finally {
          await out.close();
        }
        return true;
      } catch {
        // Not reported: the store works without the ballast, but no space can be freed when the disk is full.
        removeFile();
        return false;
      } finally {
        isAllocating = false;
      }
    },
    release: () => {
      if (!existsSync(file)) return false;
      try {
        removeFile();
        return true;
      } catch {
        return false;
      }
    },
  };
};
