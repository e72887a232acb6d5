/** Read-only queries of the outbox: a page of its list, one row, and the timeline of a registration. */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import type { OutboxRow, TimelineEntry } from '#shared/domain/outbox.ts';
import type { RegistrationRow, RegistrationState } from '#shared/domain/registration.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { catchStoreErrors } from '#main/store/database.ts';
import { placeholders } from '#main/store/rows.ts';
import { fromStoredWaitsFor } from '#main/store/waits-for.ts';
import {
  createOutboxSearch,
  type CountsByState,
  type OutboxQuery,
  type OutboxSearchDeps,
} from './outbox-search.ts';

export interface OutboxPage {
  readonly rows: OutboxRow[];
  readonly total: number;
  /** Number of registrations in each state, independent of the search. */
  readonly byState: CountsByState;
}

export interface OutboxQueries {
  /**
   * A page of the rows in the order of `outboxGroups`, newest first within each group. Only the summaries of its own rows are decrypted.
   */
  outboxPage(query: OutboxQuery): Promise<Result<OutboxPage>>;
  /** Fails with REG-NOT-FOUND. */
  outboxRow(id: string, clerk: MobileNumber | null): Promise<Result<OutboxRow>>;
  /** Events of a registration, oldest first; of a longer timeline only the last 60. */
  timeline(id: string): Promise<Result<TimelineEntry[]>>;
}

export interface OutboxQueriesDeps extends OutboxSearchDeps {
  readonly clerkMac: (clerk: MobileNumber) => Buffer;
  readonly toListRow: (row: Record<string, unknown>) => RegistrationRow;
}

const MAX_TIMELINE_ENTRIES = 60;
const COLUMNS = `id, reference, state, created_at, updated_at, submitted_at, attempts, not_before, waits_for, clerk_mac,
  data_key, summary`;

export const createOutboxQueries = (deps: OutboxQueriesDeps): OutboxQueries => {
  const { db } = deps;
  const search = createOutboxSearch(deps);

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

  const countStates = (): CountsByState =>
    Object.fromEntries(
      db
        .prepare('SELECT state, n FROM state_count WHERE n > 0')
        .all()
        .map((row) => [row['state'] as string, row['n'] as number]),
    );

  return {
    outboxPage: async (query) =>
      catchStoreErrors(() => {
        const byState = countStates();
        const { seqs, total } = search(query, byState);
        return ok({ rows: rowsBySeq(seqs, query.clerk), total, byState });
      }),
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
  };
};
