/** Keeps the id of the open registration. Changes are serialised and stored before they become visible. */
import { ok, type Result } from '#shared/result.ts';
import { createSerialQueue } from '#main/store/serial-queue.ts';
import type { Store } from '#main/store/port.ts';

export interface OpenRegistration {
  readonly id: () => string | null;
  /** Runs the job after all earlier ones, so that no two changes overlap. */
  readonly runExclusive: <T>(job: () => Promise<T>) => Promise<T>;
  /** Makes a registration the open one, or none (null). Called inside `runExclusive`. */
  readonly set: (id: string | null) => Promise<Result<undefined>>;
  /** Adopts a change that the store has already written. Called inside `runExclusive`. */
  readonly adoptStored: (id: string | null) => void;
  /** Closes this registration if it is the open one. */
  readonly closeIfOpen: (id: string) => Promise<Result<undefined>>;
}

/** @param onClosed called with the id of the registration that was closed. */
export const createOpenRegistration = async (
  store: Store,
  onClosed: (id: string) => void,
): Promise<OpenRegistration> => {
  const runExclusive = createSerialQueue();
  const stored = await store.openId();
  let openId = stored.ok ? stored.data : null;

  const adoptStored = (id: string | null): void => {
    if (openId === id) return;
    const closed = openId;
    openId = id;
    if (closed !== null) onClosed(closed);
  };
  const set = async (id: string | null): Promise<Result<undefined>> => {
    if (id === openId) return ok(undefined);
    const written = await store.setOpen(id);
    if (written.ok) adoptStored(id);
    return written;
  };
  return {
    id: () => openId,
    runExclusive,
    set,
    adoptStored,
    closeIfOpen: (id) => runExclusive(async () => (id === openId ? set(null) : ok(undefined))),
  };
};
