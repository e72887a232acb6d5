/** Reads and writes rows of registrations and of their timeline: decrypts, maps and inserts them. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { RegistrationRow, RegistrationState } from '#shared/domain/registration.ts';
import { err, type Result } from '#shared/result.ts';
import { decodeBaseline, type Baseline } from '#main/record/baseline.ts';
import { decodeBody, decodeSummary, searchValuesOf, type Body } from '#main/record/body.ts';
import { cachedStatement } from './database.ts';
import { nameKeyOf, createNameTagger } from './name-keys.ts';
import { unseal, type Sealer } from './sealing.ts';
import { fromStoredWaitsFor } from './waits-for.ts';
import type { StoredRegistration } from '#main/record/stored-registration.ts';

export type Row = Record<string, unknown>;

export const blobColumn = (row: Row, name: string): Uint8Array => row[name] as Uint8Array;

/** Failures: STORE-DAMAGED when it cannot be decrypted, STORE-NEWER when a newer program wrote it. */
export const decryptBody = (sealer: Sealer, row: Row): Result<Body> => {
  const id = row['id'] as string;
  const key = sealer.unwrap(id, blobColumn(row, 'data_key'));
  const plain = key && unseal(key, id, 'body', blobColumn(row, 'body'));
  return plain ? decodeBody(plain) : err('STORE-DAMAGED');
};

/** @returns null when there is no baseline or it cannot be decrypted, so that no outcome is derived from it. */
export const decryptBaseline = (sealer: Sealer, row: Row): Baseline | null => {
  const id = row['id'] as string;
  if (!(row['baseline'] instanceof Uint8Array)) return null;
  const key = sealer.unwrap(id, blobColumn(row, 'data_key'));
  const plain = key && unseal(key, id, 'baseline', row['baseline']);
  return plain && decodeBaseline(plain);
};

export const toStoredRegistration = (
  row: Row,
  body: Body,
  baseline: Baseline | null,
): StoredRegistration => ({
  id: row['id'] as string,
  reference: row['reference'] as string,
  state: row['state'] as RegistrationState,
  rev: row['rev'] as number,
  createdAt: row['created_at'] as number,
  updatedAt: row['updated_at'] as number,
  submittedAt: row['submitted_at'] as number | null,
  acceptedAt: row['accepted_at'] as number | null,
  attempts: row['attempts'] as number,
  notBefore: row['not_before'] as number,
  waitsFor: fromStoredWaitsFor(row['waits_for']),
  unknownSince: row['unknown_since'] as number | null,
  absentAnswers: row['absent_seen'] as number,
  nextPoll: row['next_poll'] as number | null,
  reducedAt: row['reduced_at'] as number | null,
  body,
  baseline,
});

/** Maps a row of a list. If its summary cannot be decrypted, it is marked as damaged, so that the other rows are still shown. */
export const toListRow = (sealer: Sealer, row: Row): RegistrationRow => {
  const id = row['id'] as string;
  const key = sealer.unwrap(id, blobColumn(row, 'data_key'));
  const plain = key && unseal(key, id, 'summary', blobColumn(row, 'summary'));
  const summary = plain && decodeSummary(plain);
  return {
    id,
    reference: row['reference'] as string,
    state: row['state'] as RegistrationState,
    updatedAt: row['updated_at'] as number,
    attempts: row['attempts'] as number,
    ...(summary ?? {
      maskedName: '',
      maskedNid: '',
      step: 'card',
      lastError: { code: 'STORE-DAMAGED' },
    }),
  };
};

/** Keyed hashes and the name key, by which a registration is found without its values in plain text. */
export const searchKeysOf = (sealer: Sealer, body: Body) => {
  const values = searchValuesOf(body);
  return {
    clerk: sealer.keyedHash('clerk', values.clerk),
    nid: values.nid === null ? null : sealer.keyedHash('nid', values.nid),
    mobile: values.mobile === null ? null : sealer.keyedHash('mobile', values.mobile),
    name: nameKeyOf(
      createNameTagger(sealer),
      body.fields.applicant_name_eng.value || body.fields.applicant_name_ben.value,
    ),
  };
};

/** The parameters of an SQL list: `?,?,?`. */
export const placeholders = (list: readonly unknown[]): string => list.map(() => '?').join(',');

/** Inserts a registration with the columns that this store has; others of the row are ignored. */
export const insertRow = (to: DatabaseSync, row: Row): void => {
  const columns = to
    .prepare("SELECT name FROM pragma_table_info('registration')")
    .all()
    .map((column) => column['name'] as string)
    .filter((name) => name in row);
  to.prepare(`INSERT INTO registration(${columns.join(',')}) VALUES(${placeholders(columns)})`).run(
    ...columns.map((name) => row[name] as SQLInputValue),
  );
};

/** A row of the timeline, with the names of the program version that wrote it. */
export interface StoredEvent {
  readonly rev: number;
  readonly at: number;
  readonly src: string | null;
  readonly dst: string;
  readonly event: string;
  readonly cause: string | null;
}

type NewEvent = Omit<StoredEvent, 'cause'> & {
  readonly id: string;
  readonly cause?: string | null | undefined;
};

export const addEvent = (
  db: DatabaseSync,
  { id, rev, at, src, dst, event, cause }: NewEvent,
): void => {
  cachedStatement(
    db,
    'INSERT INTO event(registration_id, rev, at, src, dst, event, cause) VALUES(?, ?, ?, ?, ?, ?, ?)',
  ).run(id, rev, at, src, dst, event, cause ?? null);
};

/** Whether every box of a registration and its pictures can be decrypted. Data of a newer version counts as sound. */
export const canDecryptBoxes = (db: DatabaseSync, sealer: Sealer, row: Row): boolean => {
  const id = row['id'] as string;
  const key = sealer.unwrap(id, blobColumn(row, 'data_key'));
  const body = decryptBody(sealer, row);
  if (!key || (!body.ok && body.error.code !== 'STORE-NEWER')) return false;
  const boxes = [
    ...db
      .prepare('SELECT name, box FROM part WHERE registration_id = ?')
      .all(id)
      .map((part) => [`part ${String(part['name'])}`, blobColumn(part, 'box')] as const),
    ['summary', blobColumn(row, 'summary')] as const,
    ...(row['baseline'] instanceof Uint8Array ? [['baseline', row['baseline']] as const] : []),
  ];
  return boxes.every(([boxName, box]) => unseal(key, id, boxName, box) !== null);
};
