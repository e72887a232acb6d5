/**
 * Search keys for names. A list shows a masked name with the first letter of each word; a search matches those letters.
 * The key of a name is a sequence of keyed tags, the n-th over the first n initials, so that all names that begin with
 * the same initials are in one range of the index and no summary has to be decrypted.
 */
import type { DatabaseSync } from 'node:sqlite';
import { decodeSummary } from '#main/record/body.ts';
import { unseal, type Sealer } from './sealing.ts';

/** Computes a keyed tag of `TAG_BYTES` bytes. */
export type NameTagger = (initials: string) => Uint8Array;

/** Bytes. Two different sequences of initials collide once in 4 billion; a counter has a few thousand names. */
const TAG_BYTES = 4;
/** Maximum number of words of a name in its key; further words are ignored. */
const MAX_WORDS = 8;
/** Number of rows whose keys are computed in one transaction. */
const ROWS_PER_TRANSACTION = 2_000;

const graphemes = new Intl.Segmenter('bn', { granularity: 'grapheme' });
const firstLetter = (word: string): string => {
  for (const { segment } of graphemes.segment(word))
    return segment.normalize('NFC').toLocaleLowerCase('en');
  return '';
};

/** The first letter of each word, of a name as typed or as masked: `N•••••• A•• B••••` and `nowsheen ara b` give n, a, b. */
export const initialsOf = (name: string): string[] =>
  name.trim().split(/\s+/u).filter(Boolean).slice(0, MAX_WORDS).map(firstLetter);

export const createNameTagger =
  (sealer: Sealer): NameTagger =>
  (initials) =>
    sealer.keyedHash('name', initials).subarray(0, TAG_BYTES);

export const nameKeyOf = (tag: NameTagger, name: string): Buffer => {
  const initials = initialsOf(name);
  return Buffer.concat(initials.map((_, at) => tag(initials.slice(0, at + 1).join('|'))));
};

/** Least and greatest key of the names that begin with the initials of the typed text. */
export const nameKeyRange = (tag: NameTagger, typed: string): { from: Buffer; to: Buffer } => {
  const from = nameKeyOf(tag, typed);
  return { from, to: Buffer.concat([from, Buffer.alloc(TAG_BYTES * MAX_WORDS, 0xff)]) };
};

/** The key of the name in a sealed summary; empty when the summary cannot be decrypted. */
export const nameKeyOfSummary = (
  sealer: Sealer,
  id: string,
  key: Uint8Array | null,
  summary: Uint8Array,
): Buffer => {
  const plain = key && unseal(key, id, 'summary', summary);
  return nameKeyOf(createNameTagger(sealer), (plain && decodeSummary(plain)?.maskedName) ?? '');
};

/** Computes missing keys: in a store of an earlier version, and in rows salvaged from one. */
export const fillNameKeys = (db: DatabaseSync, sealer: Sealer): void => {
  const selectMissing = db.prepare(
    `SELECT id, data_key, summary FROM registration INDEXED BY registration_name WHERE name_key IS NULL LIMIT ${String(ROWS_PER_TRANSACTION)}`,
  );
  const update = db.prepare('UPDATE registration SET name_key = ? WHERE id = ?');
  for (;;) {
    const rows = selectMissing.all() as unknown as {
      id: string;
      data_key: Uint8Array;
      summary: Uint8Array;
    }[];
    if (rows.length === 0) return;
    db.exec('BEGIN IMMEDIATE');
    for (const { id, data_key: wrapped, summary } of rows)
      update.run(nameKeyOfSummary(sealer, id, sealer.unwrap(id, wrapped), summary), id);
    db.exec('COMMIT');
  }
};
