/**
 * Deletes data that the counter no longer needs: pictures after a grace period, and the customer's values after the
 * retention period. A tombstone with times, clerk, masked name and NID, and outcome remains.
 */
import { ok } from '#shared/result.ts';
import type { Log } from '#main/log/log.ts';
import { tombstoneBody } from '#main/record/body.ts';
import type { Records } from '#main/store/records.ts';
import type { RegistrationChange, Store, StoredRegistration } from '#main/store/port.ts';
import { allPartsRemoved } from '#main/record/stored-registration.ts';

const INTERVAL_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

export interface PurgeDeps {
  readonly store: Store;
  readonly records: Records;
  /** Id of the registration on the screen, which is not purged, because its pictures may be in use. */
  readonly openRegistrationId: () => string | null;
  /** Milliseconds that pictures are kept after the service accepted the registration. */
  readonly purgeGraceMs: number;
  /** Days that values are kept after the service accepted the registration; longer until there is a final verdict. */
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

const pictureRemovalChange = ({ body }: StoredRegistration): RegistrationChange => ({
  body: { ...body, pictures: { front: null, back: null, photo: null } },
  parts: allPartsRemoved,
});

const tombstoneChange = (record: StoredRegistration, at: number): RegistrationChange => ({
  ...pictureRemovalChange(record),
  body: tombstoneBody(record.body, at),
  baseline: null,
  reducedAt: at,
  keepSummary: true,
  keepHashes: true,
});

export const createPurge = (deps: PurgeDeps): Purge => {
  const { store, records, now, log } = deps;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<unknown> = Promise.resolve();
  let stopped = false;

  const updateEach = async (
    ids: readonly string[],
    change: (record: StoredRegistration) => RegistrationChange,
  ): Promise<number> => {
    let updated = 0;
    for (const id of ids) {
      if (stopped || id === deps.openRegistrationId()) continue;
      const written = await records.update(id, (record) =>
        ok(record.acceptedAt === null ? null : change(record)),
      );
      if (written.ok) updated += 1;
    }
    return updated;
  };

  const purgeExpired = async (): Promise<number> => {
    const withExpiredValues = await store.idsWithValues(now() - deps.retentionDays * DAY_MS);
    let purged = withExpiredValues.ok
      ? await updateEach(withExpiredValues.data, (record) => tombstoneChange(record, now()))
      : 0;
    const idsWithPictures = await store.idsWithPictures(now() - deps.purgeGraceMs);
    if (idsWithPictures.ok) purged += await updateEach(idsWithPictures.data, pictureRemovalChange);
    if (purged > 0) {
      // Removes the deleted data from the database files as well; after a failure the next run retries.
      await store.sweep();
      log.info('purge.done', { count: purged });
    }
    return purged;
  };

  /** Runs purges one after another. */
  const runQueued = (): Promise<number> => {
    const job = running.then(purgeExpired, purgeExpired);
    running = job.catch((thrown: unknown) => log.error('purge.unexpected-error', { thrown }));
    return job;
  };

  return {
    run: runQueued,
    start: () => {
      void runQueued().catch(() => undefined);
      timer = setInterval(() => void runQueued().catch(() => undefined), INTERVAL_MS);
      timer.unref();
    },
    stop: async () => {
      stopped = true;
      if (timer) clearInterval(timer);
      await running;
    },
  };
};
