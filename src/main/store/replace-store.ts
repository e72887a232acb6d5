/** Replaces an unusable store with a new one, into which the readable registrations of a damaged store are salvaged. */
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ok, type Result } from '#shared/result.ts';
import { getMeta, setMeta } from './meta.ts';
import { openStore } from './open-store.ts';
import { salvageStore, type SalvageCounts } from './salvage.ts';
import {
  listDatabaseFiles,
  REPLACEMENT_FILE,
  setAsideName,
  setAsideStore,
  STORE_FILE,
} from './store-files.ts';

/** The next running number of a store; readable without its key. */
const readNextNumber = (file: string): number | null => {
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      const number = getMeta(db, 'next-number');
      return typeof number === 'number' ? number : null;
    } finally {
      db.close();
    }
  } catch {
    return null;
  }
};

/**
 * Creates the store that replaces an unusable one. It is completed under another name and then renamed, so that after a kill at any
 * point the next start finds either the old store or the new one.
 * @param shouldSalvage whether the registrations of a damaged store are salvaged; a store that is sealed with another key is only set aside.
 * @returns the numbers of salvaged and lost registrations, or null without a salvage.
 */
export const replaceStore = async (
  { dataDir, masterKey }: { readonly dataDir: string; readonly masterKey: Uint8Array },
  at: number,
  shouldSalvage: boolean,
): Promise<Result<SalvageCounts | null>> => {
  const replacement = path.join(dataDir, REPLACEMENT_FILE);
  for (const file of listDatabaseFiles(dataDir, REPLACEMENT_FILE)) rmSync(path.join(dataDir, file));
  let salvaged: SalvageCounts | null = null;
  const created = await openStore({
    path: replacement,
    masterKey,
    fill: (to, sealer) => {
      const reason = { at, code: 'STORE-DAMAGED' } as const;
      const damaged = path.join(dataDir, STORE_FILE);
      if (shouldSalvage)
        salvaged = salvageStore({ damaged, to, sealer, reason, setAsideName: setAsideName(at) });
      // The running number is readable without the key; it is kept, so that no reference is issued twice.
      else setMeta(to, 'next-number', readNextNumber(damaged) ?? 1);
    },
  });
  if (!created.ok) return created;
  created.data.close();
  setAsideStore(dataDir, at);
  renameSync(replacement, path.join(dataDir, STORE_FILE));
  return ok(salvaged);
};
