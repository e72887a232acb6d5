/**
 * Reserves disk space with a placeholder file. When the disk is full the file is deleted, so that outcomes and deletions can
 * still be written; new pictures may not use that space.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Result } from '#shared/result.ts';
import type { Change, Store } from './port.ts';

const PIECE = 1024 * 1024;

export interface Ballast {
  exists(): boolean;
  /** Fills the file piece by piece, so that others get their turn; @returns whether it is there, whole. */
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
  let filling = false;
  const remove = (): void => rmSync(file, { force: true });
  const exists = (): boolean => existsSync(file) && statSync(file).size >= bytes;
  return {
    exists,
    allocate: async () => {
      if (filling || exists()) return exists();
      filling = true;
      try {
        // Random, so that no file system stores it as nothing.
        const piece = randomBytes(PIECE);
        const out = await open(file, 'w', 0o600);
        try {
          for (let at = 0; at < bytes; at += PIECE)
            await out.write(piece, 0, Math.min(PIECE, bytes - at), at);
          await out.sync();
        } finally {
          await out.close();
        }
        return true;
      } catch {
        // Without space for it there is only nothing to free later, so this is no failure.
        remove();
        return false;
      } finally {
        filling = false;
      }
    },
    release: () => {
      if (!existsSync(file)) return false;
      try {
        remove();
        return true;
      } catch {
        return false;
      }
    },
  };
};

const bringsPictures = (change: Change): boolean =>
  Object.values(change.parts ?? {}).some((bytes) => bytes !== null);

/** The same store; a small write that fails on a full disk deletes the ballast and is repeated. */
export const withBallast = (store: Store, ballast: Pick<Ballast, 'release'>): Store => {
  const again = async <T>(job: () => Promise<Result<T>>): Promise<Result<T>> => {
    const first = await job();
    if (first.ok || first.error.code !== 'STORE-FULL' || !ballast.release()) return first;
    // The journal goes into the file and gives its room back, so that the ballast's lasts.
    await store.sweep();
    return job();
  };
  return {
    ...store,
    write: (seen, change, at) =>
      bringsPictures(change)
        ? store.write(seen, change, at)
        : again(() => store.write(seen, change, at)),
    setOpen: (id) => again(() => store.setOpen(id)),
    connectionRestored: () => again(() => store.connectionRestored()),
    retryAll: (clerk) => again(() => store.retryAll(clerk)),
    sweep: () => again(() => store.sweep()),
  };
};
