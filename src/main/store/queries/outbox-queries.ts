/**
 * Read-only queries of the outbox and the day close. A page decrypts only the summaries of its own rows, because rows are selected by
 * state, reference and keyed hash, through indexes that contain no sealed data.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { cleanNid, nidCore } from '#shared/domain/nid.ts';
import { parseMobile, type MobileNumber } from '#shared/domain/mobile.ts';
import { type DayNumbers, type DayRow } from '#shared/domain/day-close.ts';
import { outboxGroups, type OutboxRow, type TimelineEntry } from '#shared/domain/outbox.ts';
import {
  isTombstone,
  type RegistrationRow,
  type RegistrationState,
} from '#shared/domain/registration.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { toAsciiDigits } from '#shared/text/digits.ts';
import type { Body } from '#main/record/body.ts';
import { catchStoreErrors } from '#main/store/database.ts';
import { placeholders } from '#main/store/rows.ts';
import { nameKeyRange, type NameTag } from '#main/store/name-keys.ts';
import { byClerk, dayNumbers, toDayGroup, type DayGroup } from './day-numbers.ts';
import { DAY_AT, IS_UNSETTLED, RUNNING_NUMBER } from '#main/store/schema.ts';
import { fromStoredWaitsFor } from '#main/store/waits-for.ts';

export interface OutboxQuery {
  readonly states: readonly RegistrationState[];
  /** A running number, the end or the beginning of a reference, first letters of a name, or a whole NID or mobile number; '' for all. */
  readonly search: string;
  /** Mobile number of the clerk at the counter, or null. */
  readonly clerk: MobileNumber | null;
  readonly offset: number;
  readonly limit: number;
}

export interface OutboxPage {
  readonly rows: OutboxRow[];
  readonly total: number;
  /** Number of registrations in each state, independent of the search. */
  readonly byState: Partial<Record<RegistrationState, number>>;
}

export interface DayRecords extends DayNumbers {
  /** The same numbers for each clerk. */
  readonly clerks: readonly (DayNumbers & { readonly clerk: MobileNumber })[];
  /** Number of drafts that were created in the time span. */
  readonly drafts: number;
  /** Number of unsettled registrations that were submitted before the time span. */
  readonly openFromEarlierDays: number;
  readonly unsent: DayRow[];
  readonly unknown: DayRow[];
  readonly reviewOrRefused: DayRow[];
  readonly discarded: DayRow[];
  readonly transferred: DayRow[];
}

export interface OutboxQueries {
  /** A page of the rows in the order of `outboxGroups`, newest first within each group. */
  outboxPage(query: OutboxQuery): Promise<Result<OutboxPage>>;
  /** Fails with REG-NOT-FOUND. */
  outboxRow(id: string, clerk: MobileNumber | null): Promise<Result<OutboxRow>>;
  /** Events of a registration, oldest first; of a longer timeline only the last 60. */
  timeline(id: string): Promise<Result<TimelineEntry[]>>;
  /**
   * Registrations submitted at the counter in a time span (epoch milliseconds, end excluded), and their outcomes.
   * @param clerk the clerk who submitted them; null for all clerks.
   */
  dayRecords(from: number, to: number, clerk: MobileNumber | null): Promise<Result<DayRecords>>;
}

export interface OutboxQueriesDeps {
  readonly db: DatabaseSync;
  readonly clerkMac: (clerk: MobileNumber) => Buffer;
  readonly nidMac: (nid: string) => Buffer;
  readonly mobileMac: (mobile: string) => Buffer;
  readonly nameTag: NameTag;
  readonly toListRow: (row: Record<string, unknown>) => RegistrationRow;
  readonly toBody: (row: Record<string, unknown>) => Body | null;
}

const MAX_TIMELINE_ENTRIES = 60;
/** Maximum length of a list of the day close; its totals count all registrations. */
const MAX_DAY_LIST_ROWS = 500;
const NID_LENGTHS = [10, 13, 17];
/** Minimum number of digits of the running number in a reference. */
const REFERENCE_DIGITS = 4;

const COLUMNS = `id, reference, state, created_at, updated_at, submitted_at, attempts, not_before, waits_for, clerk_mac,
  data_key, summary`;
const GROUPS_IN_ORDER: readonly (readonly RegistrationState[])[] = Object.values(outboxGroups);
const RANK = `CASE ${GROUPS_IN_ORDER.map((states, rank) => `WHEN state IN (${states.map((state) => `'${state}'`).join(',')}) THEN ${String(rank)}`).join(' ')} END`;
const ORDER = `ORDER BY ${RANK}, seq DESC`;
const IN_DAY = `${DAY_AT} >= ? AND ${DAY_AT} < ?`;

interface Hits {
  /** `seq` of the rows on the page, in order. */
  readonly seqs: number[];
  readonly total: number;
}

export const createOutboxQueries = (deps: OutboxQueriesDeps): OutboxQueries => {
  const { db } = deps;

  const toRow = (row: Record<string, unknown>, mac: Buffer | null): OutboxRow => ({
    ...deps.toListRow(row),
    createdAt: row['created_at'] as number,
    submittedAt: row['submitted_at'] as number | null,
    notBefore: row['not_before'] as number,
    waitsFor: fromStoredWaitsFor(row['waits_for']),
    isOwn: mac?.equals(row['clerk_mac'] as Uint8Array) ?? false,
  });

  const rowsBySeq = (seqs: readonly number[], clerk: MobileNumber | null): OutboxRow[] => {
    if (seqs.length === 0) return [];
    const mac = clerk === null ? null : deps.clerkMac(clerk);
    const found = db
      .prepare(`SELECT seq, ${COLUMNS} FROM registration WHERE seq IN (${placeholders(seqs)})`)
      .all(...seqs);
    const rows = new Map(found.map((row) => [row['seq'] as number, row]));
    return seqs.flatMap((seq) => {
      const row = rows.get(seq);
      return row ? [toRow(row, mac)] : [];
    });
  };

  const seqsOf = (sql: string, ...values: SQLInputValue[]): number[] =>
    db
      .prepare(sql)
      .all(...values)
      .map((row) => row['seq'] as number);

  const countOf = (sql: string, ...values: SQLInputValue[]): number =>
    Number(db.prepare(sql).get(...values)?.['n'] ?? 0);

  const countStates = (): OutboxPage['byState'] =>
    Object.fromEntries(
      db
        .prepare('SELECT state, n FROM state_count WHERE n > 0')
        .all()
        .map((row) => [row['state'] as string, row['n'] as number]),
    );

  const pageOf = (
    { states, offset, limit }: OutboxQuery,
    found: string,
    ...values: SQLInputValue[]
  ): Hits => {
    const seqs = seqsOf(
      `SELECT seq FROM registration WHERE seq IN (${found}) AND state IN (${placeholders(states)}) ${ORDER}`,
      ...values,
      ...states,
    );
    return { seqs: seqs.slice(offset, offset + limit), total: seqs.length };
  };

  /** Searches for a whole NID or mobile number by its keyed hash, and for a whole reference. @returns null if the text is none of them. */
  const byWholeNumber = (query: OutboxQuery, typed: string): Hits | null => {
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
    return pageOf(
      query,
      lookups.map(({ sql }) => sql).join(' UNION '),
      ...lookups.map(({ key }) => key),
    );
  };

  /** Searches by the running number that ends the typed text: `500`, `0500` and `3-0500` find `0142-3-0500`. @returns null for no hit. */
  const byRunningNumber = (query: OutboxQuery, typed: string): Hits | null => {
    const digits = /\d+$/.exec(typed)?.[0];
    if (digits === undefined) return null;
    const spellings = [
      ...new Set([digits, digits.replace(/^0+(?=\d)/, '').padStart(REFERENCE_DIGITS, '0')]),
    ];
    const prefix = typed.slice(0, -digits.length);
    const hits = pageOf(
      query,
      `SELECT seq FROM registration INDEXED BY registration_number WHERE ${RUNNING_NUMBER} IN (${placeholders(spellings)}) AND instr(reference, ?) > 0`,
      ...spellings,
      prefix === '' ? digits : typed,
    );
    return hits.total > 0 ? hits : null;
  };

  /** Whether all references begin with the typed text, as they do when only the branch and the counter were typed. */
  const isCommonPrefix = (typed: string): boolean => {
    const ends = db
      .prepare(
        'SELECT (SELECT min(reference) FROM registration) AS least, (SELECT max(reference) FROM registration) AS greatest',
      )
      .get();
    return [ends?.['least'], ends?.['greatest']].every(
      (reference) => typeof reference === 'string' && reference.startsWith(typed),
    );
  };

  const byReferencePrefix = ({ states, offset, limit }: OutboxQuery, typed: string): Hits => {
    const from = `FROM registration INDEXED BY registration_state WHERE state IN (${placeholders(states)}) AND reference BETWEEN ? AND ?`;
    const range = [typed, `${typed}\u{10ffff}`];
    const total = countOf(`SELECT count(*) AS n ${from}`, ...states, ...range);
    return {
      seqs:
        total === 0
          ? []
          : seqsOf(
              `SELECT seq ${from} ${ORDER} LIMIT ? OFFSET ?`,
              ...states,
              ...range,
              limit,
              offset,
            ),
      total,
    };
  };

  const byName = ({ states, offset, limit }: OutboxQuery, typed: string): Hits => {
    const { from: least, to: most } = nameKeyRange(deps.nameTag, typed);
    const from = `FROM registration INDEXED BY registration_name WHERE name_key BETWEEN ? AND ? AND state IN (${placeholders(states)})`;
    const total = countOf(`SELECT count(*) AS n ${from}`, least, most, ...states);
    return {
      seqs:
        total === 0
          ? []
          : seqsOf(
              `SELECT seq ${from} ${ORDER} LIMIT ? OFFSET ?`,
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
  const pageOfAll = (
    { states, offset, limit }: OutboxQuery,
    byState: OutboxPage['byState'],
  ): Hits => {
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
        ...seqsOf(
          `${merged} ORDER BY seq DESC LIMIT ? OFFSET ?`,
          ...wanted,
          limit - seqs.length,
          skip,
        ),
      );
    }
    return { seqs, total: rowsBefore };
  };

  const dayRow = (row: Record<string, unknown>): DayRow => {
    const { reference, state, maskedName, lastError } = deps.toListRow(row);
    const reason = isTombstone(state) ? (deps.toBody(row)?.discardReason ?? null) : null;
    return {
      reference,
      state,
      maskedName,
      submittedAt: row['submitted_at'] as number | null,
      lastError,
      reason,
    };
  };

  const referenceOf = (seq: number): string | null => {
    const row = db.prepare('SELECT reference FROM registration WHERE seq = ?').get(seq);
    return (row?.['reference'] as string | undefined) ?? null;
  };

  /** The clerk of a day's groups, from the first body that can be decrypted; null when none can. */
  const clerkOf = (groups: readonly DayGroup[]): MobileNumber | null => {
    for (const { first } of groups) {
      const row = db.prepare(`SELECT ${COLUMNS}, body FROM registration WHERE seq = ?`).get(first);
      const body = row && deps.toBody(row);
      if (body) return body.clerk;
    }
    return null;
  };

  return {
    outboxPage: async (query) => {
      const typed = toAsciiDigits(query.search.normalize('NFC')).trim();
      return catchStoreErrors(() => {
        const byState = countStates();
        const { seqs, total } =
          typed === ''
            ? pageOfAll(query, byState)
            : /\d/.test(typed)
              ? (byWholeNumber(query, typed) ??
                byRunningNumber(query, typed) ??
                (isCommonPrefix(typed)
                  ? pageOfAll(query, byState)
                  : byReferencePrefix(query, typed)))
              : byName(query, typed);
        return ok({ rows: rowsBySeq(seqs, query.clerk), total, byState });
      });
    },
    outboxRow: async (id, clerk) =>
      catchStoreErrors(() => {
        const row = db.prepare(`SELECT ${COLUMNS} FROM registration WHERE id = ?`).get(id);
        return row
          ? ok(toRow(row, clerk === null ? null : deps.clerkMac(clerk)))
          : err('REG-NOT-FOUND');
      }),
    timeline: async (id) =>
      catchStoreErrors(() => {
        const rows = db
          .prepare(
            'SELECT at, event, src, dst, cause FROM event WHERE registration_id = ? ORDER BY seq DESC LIMIT ?',
          )
          .all(id, MAX_TIMELINE_ENTRIES);
        return ok(
          rows.reverse().map((row) => ({
            at: row['at'] as number,
            event: row['event'] as string,
            from: row['src'] as RegistrationState | null,
            to: row['dst'] as RegistrationState,
            cause: row['cause'] as string | null,
          })),
        );
      }),
    dayRecords: async (from, to, clerk) =>
      catchStoreErrors(() => {
        const mac = clerk === null ? null : deps.clerkMac(clerk);
        const clerkCondition = mac === null ? '' : ' AND clerk_mac = ?';
        const clerkValues = mac === null ? [] : [mac];
        const ofDay = `FROM registration INDEXED BY registration_day WHERE ${IN_DAY}${clerkCondition}`;
        const groups = db
          .prepare(
            `SELECT clerk_mac, state, count(*) AS n, min(seq) AS first, max(seq) AS last ${ofDay} GROUP BY clerk_mac, state`,
          )
          .all(from, to, ...clerkValues)
          .map(toDayGroup);
        const list = (states: readonly RegistrationState[]): DayRow[] =>
          db
            .prepare(
              `SELECT ${COLUMNS}, body ${ofDay} AND state IN (${placeholders(states)}) ORDER BY seq LIMIT ${String(MAX_DAY_LIST_ROWS)}`,
            )
            .all(from, to, ...clerkValues, ...states)
            .map(dayRow);
        return ok({
          ...dayNumbers(groups, referenceOf),
          clerks: byClerk(groups).flatMap((ofClerk) => {
            const mobile = clerkOf(ofClerk);
            return mobile === null ? [] : [{ clerk: mobile, ...dayNumbers(ofClerk, referenceOf) }];
          }),
          drafts: countOf(
            `SELECT count(*) AS n FROM registration WHERE state = 'draft' AND created_at >= ? AND created_at < ?${clerkCondition}`,
            from,
            to,
            ...clerkValues,
          ),
          openFromEarlierDays: countOf(
            `SELECT count(*) AS n FROM registration INDEXED BY registration_unsettled WHERE ${IS_UNSETTLED} AND submitted_at < ?${clerkCondition}`,
            from,
            ...clerkValues,
          ),
          unsent: list([...outboxGroups['in-progress'], 'on-hold']),
          unknown: list(['unknown']),
          reviewOrRefused: list(['needs-review', 'refused']),
          discarded: list(['discarded']),
          transferred: list(['transferred']),
        });
      }),
  };
};
