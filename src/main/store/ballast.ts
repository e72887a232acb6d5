/**
 * Reserves disk space with a placeholder file, the ballast. When the disk is full the file is deleted, so that outcomes and
 * deletions can still be written; new pictures may not use that space.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Result } from '#shared/result.ts';
import type { Change, Store } from './port.ts';

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

const addsPictures = (change: Change): boolean =>
  Object.values(change.parts ?? {}).some((bytes) => bytes !== null);

/** Wraps a store: a small write that fails on a full disk deletes the ballast and is repeated. */
export const withBallast = (store: Store, ballast: Pick<Ballast, 'release'>): Store => {
  const retryWithReleasedSpace = async <T>(job: () => Promise<Result<T>>): Promise<Result<T>> => {
    const first = await job();
    if (first.ok || first.error.code !== 'STORE-FULL' || !ballast.release()) return first;
    // The sweep ends with a checkpoint, which empties the journal, so that the journal does not use up the freed space.
    await store.sweep();
    return job();
  };
  return {
    ...store,
    write: (seen, change, at) =>
      addsPictures(change)
        ? store.write(seen, change, at)
        : retryWithReleasedSpace(() => store.write(seen, change, at)),
    setOpen: (id) => retryWithReleasedSpace(() => store.setOpen(id)),
    makeConnectionWaitersDue: () => retryWithReleasedSpace(() => store.makeConnectionWaitersDue()),
    retryAll: (clerk) => retryWithReleasedSpace(() => store.retryAll(clerk)),
    sweep: () => retryWithReleasedSpace(() => store.sweep()),
  };
};
