/**
 * What the outbox and the day close ask the store. Pure reads. A page opens the summaries of its own rows only: which rows
 * those are is decided on states and keyed hashes, in an index that holds no boxes. Only a search by name has to open
 * summaries one after another, and does so in pieces.
 */
import type { DatabaseSync } from 'node:sqlite';
import { cleanNid, nidCore } from '#shared/domain/nid.ts';
import { isMobile, parseMobile } from '#shared/domain/mobile.ts';
import { dayPartOf, dayParts, outboxGroups, type DayPart, type DayRow, type OutboxRow, type TimelineEntry } from '#shared/domain/outbox.ts';
import type { RegistrationRow, RegistrationState } from '#shared/domain/registration.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { toAsciiDigits } from '#shared/text/digits.ts';
import type { Body } from './body.ts';
import { guarded } from './database.ts';
import { isNameStart } from './name-start.ts';

export interface OutboxQuery {
  readonly states: readonly RegistrationState[];
  /** Part of a reference, first letters of a name, or a whole NID or mobile number; empty for all. */
  readonly search: string;
  /** Mobile number of the clerk at the counter, or null. */
  readonly clerk: string | null;
  readonly offset: number;
  readonly limit: number;
}

export interface OutboxPage {
  readonly rows: OutboxRow[];
  readonly total: number;
  /** How many there are in each state, whatever is searched for. */
  readonly byState: Partial<Record<RegistrationState, number>>;
}

export interface DayRecords {
  readonly parts: Record<DayPart, number>;
  readonly drafts: number;
  readonly earlier: number;
  readonly unsent: DayRow[];
  readonly unknown: DayRow[];
  readonly needPerson: DayRow[];
  readonly discarded: DayRow[];
}

export interface OutboxQueries {
  /** What needs somebody first, then what moves, what rests, what is done; newest first within each. */
  outboxPage(query: OutboxQuery): Promise<Result<OutboxPage>>;
  /** REG-NOT-FOUND */
  outboxRow(id: string, clerk: string | null): Promise<Result<OutboxRow>>;
  /** What happened to a registration, oldest first; of a very long story the end. */
  timeline(id: string): Promise<Result<TimelineEntry[]>>;
  /** What was submitted at the counter in a span of time (epoch milliseconds, end excluded) and what became of it. */
  dayRecords(from: number, to: number): Promise<Result<DayRecords>>;
}

export interface OutboxQueriesDeps {
  readonly db: DatabaseSync;
  readonly clerkMac: (clerk: string) => Buffer;
  readonly nidMac: (nid: string) => Buffer;
  readonly mobileMac: (mobile: string) => Buffer;
  readonly toListRow: (row: Record<string, unknown>) => RegistrationRow;
  readonly toBody: (row: Record<string, unknown>) => Body | null;
}

const TIMELINE_MOST = 60;
/** Longest list of the day; the numbers count on. */
const DAY_LIST_MOST = 500;
/** Summaries opened before others get their turn. */
const PIECE = 250;
const NID_LENGTHS = [10, 13, 17];

const COLUMNS = `id, reference, state, created_at, updated_at, submitted_at, attempts, not_before, waits_for, clerk_mac,
  data_key, summary`;
const ORDERED = Object.values(outboxGroups);
const RANK = `CASE ${ORDERED.map((states, rank) => `WHEN state IN (${states.map((state) => `'${state}'`).join(',')}) THEN ${rank}`).join(' ')} END`;
const ORDER = `ORDER BY ${RANK}, seq DESC`;

const marks = (list: readonly unknown[]): string => list.map(() => '?').join(',');
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const unsettled: readonly RegistrationState[] = [...outboxGroups['needs-you'], ...outboxGroups.moving, 'on-hold'];

export const createOutboxQueries = (deps: OutboxQueriesDeps): OutboxQueries => {
  const { db } = deps;

  const toRow = (row: Record<string, unknown>, mac: Buffer | null): OutboxRow => ({
    ...deps.toListRow(row),
    createdAt: row['created_at'] as number,
    submittedAt: row['submitted_at'] as number | null,
    notBefore: row['not_before'] as number,
    waitsFor: row['waits_for'] as OutboxRow['waitsFor'],
    mine: mac?.equals(row['clerk_mac'] as Uint8Array) ?? false,
  });

  const rowsBySeq = (seqs: readonly number[], clerk: string | null): OutboxRow[] => {
    const mac = clerk === null ? null : deps.clerkMac(clerk);
    const found = db.prepare(`SELECT seq, ${COLUMNS} FROM registration WHERE seq IN (${marks(seqs)})`).all(...seqs);
    const rows = new Map(found.map((row) => [row['seq'] as number, row]));
    return seqs.flatMap((seq) => {
      const row = rows.get(seq);
      return row ? [toRow(row, mac)] : [];
    });
  };

  const countStates = (): OutboxPage['byState'] =>
    Object.fromEntries(
      db.prepare('SELECT state, count(*) AS n FROM registration GROUP BY state').all().map((row) => [row['state'] as string, row['n'] as number]),
    );

  const seqsOf = (states: readonly RegistrationState[]): number[] =>
    db
      .prepare(`SELECT seq FROM registration WHERE state IN (${marks(states)}) ${ORDER}`)
      .all(...states)
      .map((row) => row['seq'] as number);

  /** References hold digits, and so do the numbers that are found whole by their keyed hash. */
  const byNumber = (query: OutboxQuery, typed: string): { seqs: number[]; total: number } => {
    const digits = cleanNid(typed);
    const mobile = parseMobile(typed);
    const like = `%${typed.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    const nid = NID_LENGTHS.includes(digits.length) && /^\d+$/.test(digits) ? deps.nidMac(nidCore(digits)) : null;
    const mac = isMobile(mobile) ? deps.mobileMac(mobile) : null;
    const where = `state IN (${marks(query.states)}) AND (reference LIKE ? ESCAPE '\\' OR nid_mac = ? OR mobile_mac = ?)`;
    const seqs = db
      .prepare(`SELECT seq FROM registration WHERE ${where} ${ORDER}`)
      .all(...query.states, like, nid, mac)
      .map((row) => row['seq'] as number);
    return { seqs: seqs.slice(query.offset, query.offset + query.limit), total: seqs.length };
  };

  const byName = async (query: OutboxQuery, typed: string): Promise<Result<{ seqs: number[]; total: number }>> => {
    const all = guarded(() => ok(seqsOf(query.states)));
    if (!all.ok) return all;
    const found: number[] = [];
    for (let at = 0; at < all.data.length; at += PIECE) {
      const piece = all.data.slice(at, at + PIECE);
      const names = guarded(() =>
        ok(
          db
            .prepare(`SELECT seq, ${COLUMNS} FROM registration WHERE seq IN (${marks(piece)})`)
            .all(...piece)
            .map((row) => [row['seq'] as number, deps.toListRow(row).maskedName] as const),
        ),
      );
      if (!names.ok) return names;
      const hits = new Set(names.data.flatMap(([seq, name]) => (isNameStart(typed, name) ? [seq] : [])));
      found.push(...piece.filter((seq) => hits.has(seq)));
      await turn();
    }
    return ok({ seqs: found.slice(query.offset, query.offset + query.limit), total: found.length });
  };

  const everything = (query: OutboxQuery, byState: OutboxPage['byState']): { seqs: number[]; total: number } => ({
    seqs: db
      .prepare(`SELECT seq FROM registration WHERE state IN (${marks(query.states)}) ${ORDER} LIMIT ? OFFSET ?`)
      .all(...query.states, query.limit, query.offset)
      .map((row) => row['seq'] as number),
    total: query.states.reduce((sum, state) => sum + (byState[state] ?? 0), 0),
  });

  const dayRow = (row: Record<string, unknown>): DayRow => {
    const { reference, state, maskedName, lastError } = deps.toListRow(row);
    const reason = state === 'discarded' ? (deps.toBody(row)?.discardReason ?? null) : null;
    return { reference, state, maskedName, submittedAt: row['submitted_at'] as number | null, lastError, reason };
  };

  return {
    outboxPage: async (query) => {
      const typed = toAsciiDigits(query.search.normalize('NFC')).trim();
      const counted = guarded(() => ok(countStates()));
      if (!counted.ok) return counted;
      const found =
        typed === ''
          ? guarded(() => ok(everything(query, counted.data)))
          : /\d/.test(typed)
            ? guarded(() => ok(byNumber(query, typed)))
            : await byName(query, typed);
      if (!found.ok) return found;
      return guarded(() => ok({ rows: rowsBySeq(found.data.seqs, query.clerk), total: found.data.total, byState: counted.data }));
    },
    outboxRow: async (id, clerk) =>
      guarded(() => {
        const row = db.prepare(`SELECT ${COLUMNS} FROM registration WHERE id = ?`).get(id);
        return row ? ok(toRow(row, clerk === null ? null : deps.clerkMac(clerk))) : err('REG-NOT-FOUND');
      }),
    timeline: async (id) =>
      guarded(() => {
        const rows = db
          .prepare('SELECT at, event, src, dst, cause FROM event WHERE registration_id = ? ORDER BY seq DESC LIMIT ?')
          .all(id, TIMELINE_MOST);
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
    dayRecords: async (from, to) =>
      guarded(() => {
        // One discarded before it was submitted was taken too, on the day it was discarded.
        const DAY = `coalesce(submitted_at, CASE WHEN state = 'discarded' THEN updated_at END)`;
        const IN_DAY = `${DAY} >= ? AND ${DAY} < ?`;
        const parts = Object.fromEntries(dayParts.map((part) => [part, 0])) as Record<DayPart, number>;
        const counted = db.prepare(`SELECT state, count(*) AS n FROM registration WHERE ${IN_DAY} GROUP BY state`).all(from, to);
        for (const row of counted) {
          const part = dayPartOf(row['state'] as RegistrationState);
          if (part) parts[part] += row['n'] as number;
        }
        const list = (states: readonly RegistrationState[]): DayRow[] =>
          db
            .prepare(
              `SELECT ${COLUMNS}, body FROM registration WHERE state IN (${marks(states)}) AND ${IN_DAY} ORDER BY seq LIMIT ${DAY_LIST_MOST}`,
            )
            .all(...states, from, to)
            .map(dayRow);
        const count = (where: string, ...values: (string | number)[]): number =>
          Number(db.prepare(`SELECT count(*) AS n FROM registration WHERE ${where}`).get(...values)?.['n'] ?? 0);
        return ok({
          parts,
          drafts: count(`state = 'draft' AND created_at >= ? AND created_at < ?`, from, to),
          earlier: count(`state IN (${marks(unsettled)}) AND submitted_at < ?`, ...unsettled, from),
          unsent: list([...outboxGroups.moving, 'on-hold']),
          unknown: list(['unknown']),
          needPerson: list(['needs-review', 'failed']),
          discarded: list(['discarded']),
        });
      }),
  };
};
