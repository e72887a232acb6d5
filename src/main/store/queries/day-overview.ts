/**
 * Queries for the overview of the day on Home: registrations by the hour, their average duration, and the last customers. Reads the rows
 * of one day through an index and decrypts only the summaries of the last customers.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { LastCustomer } from '#shared/domain/day-overview.ts';
import type { RegistrationRow } from '#shared/domain/registration.ts';
import { ok, type Result } from '#shared/result.ts';
import { catchStoreErrors } from '#main/store/database.ts';
import { DAY_AT } from '#main/store/schema.ts';
import { fromStoredWaitsFor } from '#main/store/waits-for.ts';

export interface DayOverviewRecords {
  /** Number of registrations submitted in each hour since `from`, in order; hours without registrations are left out. */
  readonly hours: readonly { readonly hour: number; readonly count: number }[];
  /** Average time from the start of a registration to its submission, milliseconds; null when no registration counts. */
  readonly averageMs: number | null;
  /** Newest first. */
  readonly last: readonly LastCustomer[];
}

export interface DayOverviewQueries {
  /** Registrations submitted in a time span (epoch milliseconds, end excluded), of all clerks. */
  dayOverview(from: number, to: number): Promise<Result<DayOverviewRecords>>;
}

export interface DayOverviewDeps {
  readonly db: DatabaseSync;
  readonly toListRow: (row: Record<string, unknown>) => RegistrationRow;
}

const HOUR_MS = 3_600_000;
/** Maximum number of customers in the list; no screen has room for more. */
const MAX_LAST = 8;
/** Longer registrations are excluded from the average, because they were put aside meanwhile. */
const MAX_TIMED_MS = HOUR_MS;

const OF_DAY = `FROM registration INDEXED BY registration_day
  WHERE ${DAY_AT} >= ? AND ${DAY_AT} < ? AND submitted_at IS NOT NULL`;
const IS_TIMED = `submitted_at - created_at BETWEEN 0 AND ${String(MAX_TIMED_MS - 1)}`;

export const createDayOverviewQueries = ({
  db,
  toListRow,
}: DayOverviewDeps): DayOverviewQueries => ({
  dayOverview: async (from, to) =>
    catchStoreErrors(() => {
      const hours = db
        .prepare(
          `SELECT CAST((submitted_at - ?) / ${String(HOUR_MS)} AS INTEGER) AS hour, count(*) AS n,
             sum(CASE WHEN ${IS_TIMED} THEN submitted_at - created_at ELSE 0 END) AS ms,
             sum(${IS_TIMED}) AS timed ${OF_DAY} GROUP BY hour ORDER BY hour`,
        )
        .all(from, from, to) as { hour: number; n: number; ms: number; timed: number }[];
      const timed = hours.reduce((sum, row) => sum + row.timed, 0);
      const ms = hours.reduce((sum, row) => sum + row.ms, 0);
      const last = db
        .prepare(
          `SELECT id, reference, state, updated_at, attempts, waits_for, submitted_at, data_key, summary ${OF_DAY}
             ORDER BY ${DAY_AT} DESC LIMIT ${String(MAX_LAST)}`,
        )
        .all(from, to)
        .map((row) => ({
          ...toListRow(row),
          submittedAt: row['submitted_at'] as number,
          waitsFor: fromStoredWaitsFor(row['waits_for']),
        }));
      return ok({
        hours: hours.map(({ hour, n }) => ({ hour, count: n })),
        averageMs: timed === 0 ? null : Math.round(ms / timed),
        last,
      });
    }),
});
