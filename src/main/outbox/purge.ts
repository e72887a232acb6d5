/**
 * Deletes data that the counter no longer needs: the pictures some time after the service accepted the registration,
 * the customer's values when the verdict is old. The times, the clerk, the masked name and number and the outcome
 * remain.
 */
import { ok } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { tombstoneBody } from '#main/record/body.ts';
import type { Records } from '#main/store/records.ts';
import type { Change, Store, StoredRegistration } from '#main/store/port.ts';
import { allPartsRemoved } from '#main/record/stored-registration.ts';

const EVERY_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

export interface PurgeDeps {
  readonly store: Store;
  readonly records: Records;
  /** The registration on the screen; its pictures may be in use. */
  readonly openId: () => string | null;
  /** How long pictures stay after the service accepted. */
  readonly purgeGraceMs: number;
  /** How many days the customer's values stay after the service accepted, once the verdict is there. */
  readonly retentionDays: number;
  readonly now: () => number;
  readonly log: Log;
}

export interface Purge {
  /** Runs at once, and then every ten minutes. */
  start(): void;
  /** @returns the number of registrations from which data was deleted. */
  run(): Promise<number>;
  stop(): Promise<void>;
}

const withoutPictures = ({ body }: StoredRegistration): Change => ({
  body: { ...body, pictures: { front: null, back: null, photo: null } },
  parts: allPartsRemoved,
});

const reduced = (record: StoredRegistration, at: number): Change => ({
  ...withoutPictures(record),
  body: tombstoneBody(record.body, at),
  baseline: null,
  reducedAt: at,
  keepSummary: true,
  keepKeys: true,
});

export const createPurge = (deps: PurgeDeps): Purge => {
  const { store, records, now, log } = deps;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<unknown> = Promise.resolve();
  let stopped = false;

  const each = async (
    ids: readonly string[],
    change: (record: StoredRegistration) => Change,
  ): Promise<number> => {
    let done = 0;
    for (const id of ids) {
      if (stopped || id === deps.openId()) continue;
      const written = await records.update(id, (record) =>
        ok(record.acceptedAt === null ? null : change(record)),
      );
      if (written.ok) done += 1;
    }
    return done;
  };

  const run = async (): Promise<number> => {
    const old = await store.withValues(now() - deps.retentionDays * DAY_MS);
    let done = old.ok ? await each(old.data, (record) => reduced(record, now())) : 0;
    const pictured = await store.withPictures(now() - deps.purgeGraceMs);
    if (pictured.ok) done += await each(pictured.data, withoutPictures);
    if (done > 0) {
      // Removes the deleted data from the database files as well; after a failure the next run retries.
      await store.sweep();
      log.info('purge.done', { count: done });
    }
    return done;
  };

  /** One at a time. */
  const next = (): Promise<number> => {
    const job = running.then(run, run);
    running = job.catch((thrown: unknown) => log.error('purge.unexpected-error', { thrown }));
    return job;
  };

  return {
    run: next,
    start: () => {
      void next().catch(() => undefined);
      timer = setInterval(() => void next().catch(() => undefined), EVERY_MS);
      timer.unref();
    },
    stop: async () => {
      stopped = true;
      if (timer) clearInterval(timer);
      await running;
    },
  };
};
