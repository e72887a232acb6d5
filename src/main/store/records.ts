/** Reads registrations and serialises their updates; notifies the listeners of every change. */
import type { RegistrationState } from '#shared/domain/registration.ts';
import { err, ok, type Err, type Ok, type Result } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import type { RegistrationChange, Store, StoredRegistration } from './port.ts';
import { createSerialQueue } from './serial-queue.ts';

export interface Records {
  get(id: string): Promise<Result<StoredRegistration>>;
  /**
   * Reads the registration, computes the change and writes it, without another update in between, and notifies the listeners. If
   * `change` returns null, nothing is written.
   * Failures: those of `change`, REG-NOT-FOUND, REG-STATE, STORE-….
   */
  update(
    id: string,
    change: (record: StoredRegistration) => Ok<RegistrationChange | null> | Err,
  ): Promise<Result<StoredRegistration>>;
  /** Resolves when all updates that were requested before are written. */
  whenIdle(): Promise<void>;
}

export interface RecordsDeps {
  readonly store: Store;
  readonly now: () => number;
  readonly log: Log;
  readonly onChanged: (record: StoredRegistration, before: RegistrationState) => void;
}

export const createRecords = ({ store, now, log, onChanged }: RecordsDeps): Records => {
  const enqueue = createSerialQueue();
  return {
    get: (id) => store.get(id),
    whenIdle: () => enqueue(async () => undefined),
    update: (id, change) =>
      enqueue(async () => {
        const current = await store.get(id);
        if (!current.ok) return current;
        const computed = change(current.data);
        if (!computed.ok) return computed;
        if (!computed.data) return current;
        const written = await store.write(current.data, computed.data, now());
        if (!written.ok) {
          log.error('registration.not-written', { registration: id, code: written.error.code });
          return written;
        }
        // A revision conflict, which cannot occur while this process is the only writer.
        if (!written.data) return err('REG-STATE');
        const { state, body, attempts } = written.data;
        if (state !== current.data.state) {
          log.info('registration.moved', {
            registration: id,
            from: current.data.state,
            to: state,
            attempt: attempts,
            ...(body.lastError && { code: body.lastError.code }),
          });
        }
        onChanged(written.data, current.data.state);
        return ok(written.data);
      }),
  };
};
