/**
 * Wraps a store, so that outcomes and deletions are still written when the disk is full: the ballast is deleted and the write repeated.
 * New pictures may not use that space.
 */
import type { Result } from '#shared/result.ts';
import type { Ballast } from './ballast.ts';
import type { RegistrationChange, Store } from './port.ts';

const addsPictures = (change: RegistrationChange): boolean =>
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
    makeDueAfterReconnect: () => retryWithReleasedSpace(() => store.makeDueAfterReconnect()),
    retryAll: (clerk) => retryWithReleasedSpace(() => store.retryAll(clerk)),
    sweep: () => retryWithReleasedSpace(() => store.sweep()),
  };
};
