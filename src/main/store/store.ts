/**
 * The store of registrations. A method returns `ok` only after its change is durable. Every method is asynchronous, because the
 * app uses the store through a separate process (process/client.ts); SQLite's own calls are synchronous.
 */
import path from 'node:path';
import { ok } from '#shared/result.ts';
import type { AnchoredDatabase } from './anchored-database.ts';
import { catchStoreErrors } from './database.ts';
import { createStoreKeys } from './keys/store-keys.ts';
import { createNameTagger } from './name-keys.ts';
import type { Store } from './port.ts';
import { createStoreQueries } from './queries/store-queries.ts';
import { readPart, readRegistration } from './read-registration.ts';
import { createRegistrationWriter } from './registration-writer.ts';
import { canDecryptBoxes, decryptBody, toListRow, type Row } from './rows.ts';
import { getMeta, setMeta } from './meta.ts';
import { progressMarkOf } from './store-progress.ts';

const IN_MEMORY = ':memory:';

/** Creates the store of an opened database. @param file path of the database, or `:memory:`. */
export const createStore = (database: AnchoredDatabase, file: string): Store => {
  const { db, sealer, replaceSealer, inAnchoredTransaction, close } = database;
  return {
    ...createStoreQueries({
      db,
      clerkMac: (clerk) => sealer().keyedHash('clerk', clerk),
      nidMac: (nid) => sealer().keyedHash('nid', nid),
      mobileMac: (mobile) => sealer().keyedHash('mobile', mobile),
      nameTag: (initials) => createNameTagger(sealer())(initials),
      toListRow: (row) => toListRow(sealer(), row),
      toBody: (row) => {
        const body = decryptBody(sealer(), row);
        return body.ok ? body.data : null;
      },
    }),
    ...createStoreKeys({
      db,
      dataDir: file === IN_MEMORY ? null : path.dirname(file),
      sealer,
      replaceSealer,
      inAnchoredTransaction,
    }),
    persistent: file !== IN_MEMORY,
    ...createRegistrationWriter(database),
    get: async (id) => readRegistration(db, sealer(), id),
    part: async (id, name) => readPart(db, sealer(), id, name),
    openId: async () =>
      catchStoreErrors(() => ok((getMeta(db, 'open') as string | undefined) || null)),
    setOpen: async (id) =>
      catchStoreErrors(() => {
        setMeta(db, 'open', id ?? '');
        return ok(undefined);
      }),
    checkBoxes: async (after) =>
      catchStoreErrors(() => {
        const row: Row | undefined = db
          .prepare('SELECT * FROM registration WHERE seq > ? ORDER BY seq LIMIT 1')
          .get(after);
        return ok(
          row
            ? {
                seq: row['seq'] as number,
                id: row['id'] as string,
                sound: canDecryptBoxes(db, sealer(), row),
              }
            : null,
        );
      }),
    mark: async () => catchStoreErrors(() => ok(progressMarkOf(db))),
    sweep: async () =>
      catchStoreErrors(() => {
        db.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
        return ok(undefined);
      }),
    close,
  };
};
