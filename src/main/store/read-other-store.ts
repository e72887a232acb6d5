/**
 * Reads registrations of a store other than the open one: one that is damaged or sealed with an earlier key. A registration is intact if
 * it can be decrypted, because the encryption is authenticated.
 */
import type { DatabaseSync } from 'node:sqlite';
import { pictureParts } from '#shared/domain/registration.ts';
import type { Body } from '#main/record/body.ts';
import { currentState } from '#main/record/renames.ts';
import { storedParts } from '#main/record/stored-registration.ts';
import { decryptBody, type Row } from './rows.ts';
import { unseal, type Sealer } from './sealing.ts';

/** Runs a query that may throw on damaged pages. @returns null when it throws, so that only its result is lost. */
export const tryOrNull = <T>(job: () => T): T | null => {
  try {
    return job();
  } catch {
    return null;
  }
};

/** Upper limit for the row ids of a counter, above any number that a counter reaches. */
const MAX_SEQ = 10_000_000;

/** The highest row id (`seq`) of a registration, as far as it can be read; limited, in case the value is damaged. */
export const highestSeq = (from: DatabaseSync): number => {
  const candidates = [
    "SELECT seq AS most FROM sqlite_sequence WHERE name = 'registration'",
    'SELECT max(seq) AS most FROM registration',
  ].map((sql) => tryOrNull(() => from.prepare(sql).get()?.['most']));
  const numbers = candidates.filter(
    (most): most is number => typeof most === 'number' && Number.isSafeInteger(most) && most > 0,
  );
  return Math.min(Math.max(0, ...numbers), MAX_SEQ);
};

/** The body of a registration, decrypted, and its pictures that can be decrypted, still sealed. */
export interface DecryptedRecord {
  readonly row: Row;
  readonly key: Buffer;
  readonly body: Body;
  readonly parts: readonly { readonly name: string; readonly box: Uint8Array }[];
}

/** Earlier versions stored transferred registrations as `discarded`; the timeline shows the difference. */
const wasTransferred = (from: DatabaseSync, id: string): boolean =>
  tryOrNull(
    () =>
      from
        .prepare("SELECT 1 FROM event WHERE registration_id = ? AND event = 'hand-over'")
        .get(id) !== undefined,
  ) === true;

/** @returns null when there is no registration with this `seq`, or it cannot be decrypted. */
export const readDecryptedRecord = (
  from: DatabaseSync,
  sealer: Sealer,
  seq: number,
): DecryptedRecord | null => {
  const row: Row | null | undefined = tryOrNull(() =>
    from.prepare('SELECT * FROM registration WHERE seq = ?').get(seq),
  );
  if (
    !row ||
    typeof row['id'] !== 'string' ||
    !(row['data_key'] instanceof Uint8Array) ||
    !(row['body'] instanceof Uint8Array)
  )
    return null;
  const id = row['id'];
  const key = sealer.unwrap(id, row['data_key']);
  const decrypted = decryptBody(sealer, row);
  if (!key || !decrypted.ok) return null;
  const body = decrypted.data;
  const parts = storedParts.flatMap((name) => {
    // Read without the index and, if that fails, through it, because either may be damaged.
    const box =
      tryOrNull(
        () =>
          from
            .prepare('SELECT box FROM part NOT INDEXED WHERE registration_id = ? AND name = ?')
            .get(id, name)?.['box'],
      ) ??
      tryOrNull(
        () =>
          from
            .prepare('SELECT box FROM part WHERE registration_id = ? AND name = ?')
            .get(id, name)?.['box'],
      );
    return box instanceof Uint8Array && unseal(key, id, `part ${name}`, box) ? [{ name, box }] : [];
  });
  // A lost picture must be taken again, so the body must not list it.
  const intactParts = new Set<string>(parts.map(({ name }) => name));
  const pictures = Object.fromEntries(
    pictureParts.map((name) => {
      const picture = intactParts.has(name) ? body.pictures[name] : null;
      return [
        name,
        picture && !intactParts.has(`${name}-source`) ? { ...picture, crop: null } : picture,
      ];
    }),
  ) as Body['pictures'];
  const state = currentState(String(row['state']), wasTransferred(from, id));
  return { row: { ...row, state }, key, body: { ...body, pictures }, parts };
};
