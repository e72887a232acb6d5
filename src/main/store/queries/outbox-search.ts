/**
 * Searches the outbox by state, reference, keyed hash and name key. It uses indexes that contain no sealed data, so that no summary is
 * decrypted.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { parseMobile, type MobileNumber } from '#shared/domain/mobile.ts';
import { cleanNid, nidCore } from '#shared/domain/nid.ts';
import { outboxGroups } from '#shared/domain/outbox.ts';
import type { RegistrationState } from '#shared/domain/registration.ts';
import { toAsciiDigits } from '#shared/text/digits.ts';
import { nameKeyRange, type NameTagger } from '#main/store/name-keys.ts';
import { placeholders } from '#main/store/rows.ts';
import { RUNNING_NUMBER } from '#main/store/schema.ts';

export interface OutboxQuery {
  readonly states: readonly RegistrationState[];
  /** A running number, the end or the beginning of a reference, first letters of a name, or a whole NID or mobile number; '' for all. */
  readonly search: string;
  /** Mobile number of the clerk at the counter, or null. */
  readonly clerk: MobileNumber | null;
  readonly offset: number;
  readonly limit: number;
}

export type CountsByState = Partial<Record<RegistrationState, number>>;

export interface OutboxHits {
  /** `seq` of the rows on the page, in order. */
  readonly seqs: number[];
  /** Number of hits on all pages. */
  readonly total: number;
}

export interface OutboxSearchDeps {
  readonly db: DatabaseSync;
  readonly nidMac: (nid: string) => Buffer;
  readonly mobileMac: (mobile: string) => Buffer;
  readonly nameTag: NameTagger;
}

const NID_LENGTHS = [10, 13, 17];
/** Minimum number of digits of the running number in a reference. */
const REFERENCE_DIGITS = 4;

const GROUPS_IN_ORDER: readonly (readonly RegistrationState[])[] = Object.values(outboxGroups);
const GROUP_RANK = `CASE ${GROUPS_IN_ORDER.map((states, rank) => `WHEN state IN (${states.map((state) => `'${state}'`).join(',')}) THEN ${String(rank)}`).join(' ')} END`;
const IN_GROUP_ORDER = `ORDER BY ${GROUP_RANK}, seq DESC`;

/** Creates the search. Its errors of SQLite are thrown. */
export const createOutboxSearch = (deps: OutboxSearchDeps) => {
  const { db } = deps;

  const selectSeqs = (sql: string, ...values: SQLInputValue[]): number[] =>
    db
      .prepare(sql)
      .all(...values)
      .map((row) => row['seq'] as number);

  const countRows = (sql: string, ...values: SQLInputValue[]): number =>
    Number(db.prepare(sql).get(...values)?.['n'] ?? 0);

  const selectPage = (
    { states, offset, limit }: OutboxQuery,
    found: string,
    ...values: SQLInputValue[]
  ): OutboxHits => {
    const seqs = selectSeqs(
      `SELECT seq FROM registration WHERE seq IN (${found}) AND state IN (${placeholders(states)}) ${IN_GROUP_ORDER}`,
      ...values,
      ...states,
    );
    return { seqs: seqs.slice(offset, offset + limit), total: seqs.length };
  };

  /** Searches for a whole NID or mobile number by its keyed hash, and for a whole reference. @returns null if the text is none of them. */
  const findByWholeNumber = (query: OutboxQuery, typed: string): OutboxHits | null => {
    const digits = cleanNid(typed);
    const parsed = parseMobile(typed);
    const lookups = [
      {
        column: 'nid_mac',
        key:
          NID_LENGTHS.includes(digits.length) && /^\d+$/.test(digits)
            ? deps.nidMac(nidCore(digits))
            : null,
      },
      { column: 'mobile_mac', key: 'mobile' in parsed ? deps.mobileMac(parsed.mobile) : null },
      {
        column: 'reference',
        key: db.prepare('SELECT 1 FROM registration WHERE reference = ?').get(typed) ? typed : null,
      },
    ].flatMap(({ column, key }) =>
      key === null ? [] : [{ sql: `SELECT seq FROM registration WHERE ${column} = ?`, key }],
    );
    if (lookups.length === 0) return null;
    return selectPage(
      query,
      lookups.map(({ sql }) => sql).join(' UNION '),
      ...lookups.map(({ key }) => key),
    );
  };

  /** Searches by the running number that ends the typed text: `500`, `0500` and `3-0500` find `0142-3-0500`. @returns null for no hit. */
  const findByRunningNumber = (query: OutboxQuery, typed: string): OutboxHits | null => {
    const digits = /\d+$/.exec(typed)?.[0];
    if (digits === undefined) return null;
    const spellings = [
      ...new Set([digits, digits.replace(/^0+(?=\d)/, '').padStart(REFERENCE_DIGITS, '0')]),
    ];
    const prefix = typed.slice(0, -digits.length);
    const hits = selectPage(
      query,
      `SELECT seq FROM registration INDEXED BY registration_number WHERE ${RUNNING_NUMBER} IN (${placeholders(spellings)}) AND instr(reference, ?) > 0`,
      ...spellings,
      prefix === '' ? digits : typed,
    );
    return hits.total > 0 ? hits : null;
  };

  /** Whether all references begin with the typed text, as they do when only the branch and the counter were typed. */
  const isCommonPrefix = (typed: string): boolean => {
    const extremes = db
      .prepare(
        'SELECT (SELECT min(reference) FROM registration) AS least, (SELECT max(reference) FROM registration) AS greatest',
      )
      .get();
    return [extremes?.['least'], extremes?.['greatest']].every(
      (reference) => typeof reference === 'string' && reference.startsWith(typed),
    );
  };

  const findByReferencePrefix = (
    { states, offset, limit }: OutboxQuery,
    typed: string,
  ): OutboxHits => {
    const from = `FROM registration INDEXED BY registration_state WHERE state IN (${placeholders(states)}) AND reference BETWEEN ? AND ?`;
    const range = [typed, `${typed}\u{10ffff}`];
    const total = countRows(`SELECT count(*) AS n ${from}`, ...states, ...range);
    return {
      seqs:
        total === 0
          ? []
          : selectSeqs(
              `SELECT seq ${from} ${IN_GROUP_ORDER} LIMIT ? OFFSET ?`,
              ...states,
              ...range,
              limit,
              offset,
            ),
      total,
    };
  };

  const findByName = ({ states, offset, limit }: OutboxQuery, typed: string): OutboxHits => {
    const { from: least, to: most } = nameKeyRange(deps.nameTag, typed);
    const from = `FROM registration INDEXED BY registration_name WHERE name_key BETWEEN ? AND ? AND state IN (${placeholders(states)})`;
    const total = countRows(`SELECT count(*) AS n ${from}`, least, most, ...states);
    return {
      seqs:
        total === 0
          ? []
          : selectSeqs(
              `SELECT seq ${from} ${IN_GROUP_ORDER} LIMIT ? OFFSET ?`,
              least,
              most,
              ...states,
              limit,
              offset,
            ),
      total,
    };
  };

  /** Reads the page group by group. The index entries of a group's states are merged and read no further than the last row of the page. */
  const selectUnfilteredPage = (
    { states, offset, limit }: OutboxQuery,
    byState: CountsByState,
  ): OutboxHits => {
    const seqs: number[] = [];
    let rowsBefore = 0;
    for (const group of GROUPS_IN_ORDER) {
      const wanted = group.filter((state) => states.includes(state) && (byState[state] ?? 0) > 0);
      const size = wanted.reduce((sum, state) => sum + (byState[state] ?? 0), 0);
      const skip = Math.max(0, offset - rowsBefore);
      rowsBefore += size;
      if (skip >= size || seqs.length >= limit) continue;
      const merged = wanted
        .map(() => 'SELECT seq FROM registration INDEXED BY registration_state WHERE state = ?')
        .join(' UNION ALL ');
      seqs.push(
        ...selectSeqs(
          `${merged} ORDER BY seq DESC LIMIT ? OFFSET ?`,
          ...wanted,
          limit - seqs.length,
          skip,
        ),
      );
    }
    return { seqs, total: rowsBefore };
  };

  /** Finds the rows of a page. @param byState number of registrations in each state. */
  return (query: OutboxQuery, byState: CountsByState): OutboxHits => {
    const typed = toAsciiDigits(query.search.normalize('NFC')).trim();
    if (typed === '') return selectUnfilteredPage(query, byState);
    if (!/\d/.test(typed)) return findByName(query, typed);
    return (
      findByWholeNumber(query, typed) ??
      findByRunningNumber(query, typed) ??
      (isCommonPrefix(typed)
        ? selectUnfilteredPage(query, byState)
        : findByReferencePrefix(query, typed))
    );
  };
};
