/** Holds the open registration. Changes are serialised and stored before they become visible. */
import { ok, type Result } from '#shared/result.ts';
import { createSerial } from '#main/store/records.ts';
import type { Store } from '#main/store/port.ts';

export interface OpenRegistration {
  readonly id: () => string | null;
  /** Runs the job after all earlier ones, so that no two changes of the open registration overlap. */
  readonly inTurn: <T>(job: () => Promise<T>) => Promise<T>;
  /** Opens another registration, or none. To be called inside `inTurn`. */
  readonly set: (id: string | null) => Promise<Result<undefined>>;
  /** Adopts a change that the store has already written. To be called inside `inTurn`. */
  readonly follow: (id: string | null) => void;
  /** Closes it when it is the open one. */
  readonly leave: (id: string) => Promise<Result<undefined>>;
}

/** @param left called with the id of the registration that was closed. */
export const createOpenRegistration = async (
  store: Store,
  left: (id: string) => void,
): Promise<OpenRegistration> => {
  const inTurn = createSerial();
  const before = await store.openId();
  let openId = before.ok ? before.data : null;

  const follow = (id: string | null): void => {
    if (openId === id) return;
    const closed = openId;
    openId = id;
    if (closed !== null) left(closed);
  };
  const set = async (id: string | null): Promise<Result<undefined>> => {
    if (id === openId) return ok(undefined);
    const written = await store.setOpen(id);
    if (written.ok) follow(id);
    return written;
  };
  return {
    id: () => openId,
    inTurn,
    set,
    follow,
    leave: (id) => inTurn(async () => (id === openId ? set(null) : ok(undefined))),
  };
};
