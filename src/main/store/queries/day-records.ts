/** Query for the day close: numbers and lists of the registrations that were submitted on a day. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type { DayNumbers, DayRow } from '#shared/domain/day-close.ts';
import { outboxGroups } from '#shared/domain/outbox.ts';
import {
  isTombstone,
  type RegistrationRow,
  type RegistrationState,
} from '#shared/domain/registration.ts';
import { ok, type Result } from '#shared/result.ts';
import type { Body } from '#main/record/body.ts';
import { catchStoreErrors } from '#main/store/database.ts';
import { placeholders } from '#main/store/rows.ts';
import { DAY_AT, IS_UNSETTLED } from '#main/store/schema.ts';
import { groupByClerk, computeDayNumbers, toDayGroup, type DayGroup } from './day-numbers.ts';

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

export interface DayRecordQueries {
  /**
   * Registrations submitted at the counter in a time span (epoch milliseconds, end excluded), and their outcomes.
   * @param clerk the clerk who submitted them; null for all clerks.
   */
  dayRecords(from: number, to: number, clerk: MobileNumber | null): Promise<Result<DayRecords>>;
}

export interface DayRecordsDeps {
  readonly db: DatabaseSync;
  readonly clerkMac: (clerk: MobileNumber) => Buffer;
  readonly toListRow: (row: Record<string, unknown>) => RegistrationRow;
  readonly toBody: (row: Record<string, unknown>) => Body | null;
}

/** Maximum length of a list of the day close; its totals count all registrations. */
const MAX_DAY_LIST_ROWS = 500;

const COLUMNS = 'id, reference, state, updated_at, submitted_at, attempts, data_key, summary, body';
const IN_DAY = `${DAY_AT} >= ? AND ${DAY_AT} < ?`;

export const createDayRecordQueries = (deps: DayRecordsDeps): DayRecordQueries => {
  const { db } = deps;

  const countRows = (sql: string, ...values: SQLInputValue[]): number =>
    Number(db.prepare(sql).get(...values)?.['n'] ?? 0);

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
      const row = db.prepare(`SELECT ${COLUMNS} FROM registration WHERE seq = ?`).get(first);
      const body = row && deps.toBody(row);
      if (body) return body.clerk;
    }
    return null;
  };

  return {
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
        const listRows = (states: readonly RegistrationState[]): DayRow[] =>
          db
            .prepare(
              `SELECT ${COLUMNS} ${ofDay} AND state IN (${placeholders(states)}) ORDER BY seq LIMIT ${String(MAX_DAY_LIST_ROWS)}`,
            )
            .all(from, to, ...clerkValues, ...states)
            .map(dayRow);
        return ok({
          ...computeDayNumbers(groups, referenceOf),
          clerks: groupByClerk(groups).flatMap((ofClerk) => {
            const mobile = clerkOf(ofClerk);
            return mobile === null
              ? []
              : [{ clerk: mobile, ...computeDayNumbers(ofClerk, referenceOf) }];
          }),
          drafts: countRows(
            `SELECT count(*) AS n FROM registration WHERE state = 'draft' AND created_at >= ? AND created_at < ?${clerkCondition}`,
            from,
            to,
            ...clerkValues,
          ),
          openFromEarlierDays: countRows(
            `SELECT count(*) AS n FROM registration INDEXED BY registration_unsettled WHERE ${IS_UNSETTLED} AND submitted_at < ?${clerkCondition}`,
            from,
            ...clerkValues,
          ),
          unsent: listRows([...outboxGroups['in-progress'], 'on-hold']),
          unknown: listRows(['unknown']),
          reviewOrRefused: listRows(['needs-review', 'refused']),
          discarded: listRows(['discarded']),
          transferred: listRows(['transferred']),
        });
      }),
  };
};
