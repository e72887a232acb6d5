/** Queries of the store: lists, counts, and the registration to be sent next. */
import { startOfDay } from '#shared/domain/bangladesh-day.ts';
import { todayInBangladesh } from '#shared/domain/civil-date.ts';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { nidCore } from '#shared/domain/nid.ts';
import type {
  RegistrationCounts,
  RegistrationRow,
  RegistrationState,
} from '#shared/domain/registration.ts';
import { ok, type Result } from '#shared/result.ts';
import { catchStoreErrors } from '#main/store/database.ts';
import { placeholders } from '#main/store/rows.ts';
import {
  createDayRecordQueries,
  type DayRecordQueries,
  type DayRecordsDeps,
} from './day-records.ts';
import { createDayOverviewQueries, type DayOverviewQueries } from './day-overview.ts';
import {
  createOutboxQueries,
  type OutboxQueries,
  type OutboxQueriesDeps,
} from './outbox-queries.ts';
import { IS_SENDABLE, IS_UNSETTLED } from '#main/store/schema.ts';
import { WAITS_FOR_CONNECTION } from '#main/store/waits-for.ts';
import { acceptedStates, attentionOrDraftStates, waitingStates } from '#main/record/transitions.ts';
import { createSentQueries, type SentQueries } from './sent-queries.ts';

export interface StoreQueries
  extends OutboxQueries, SentQueries, DayOverviewQueries, DayRecordQueries {
  /** Rows of the list, the newest first; decrypts the summaries only. */
  list(filter: 'attention-or-draft' | 'all'): Promise<Result<RegistrationRow[]>>;
  counts(now: number): Promise<Result<RegistrationCounts>>;
  idsByState(states: readonly RegistrationState[]): Promise<Result<string[]>>;
  /**
   * Id of the clerk's registration that is sent next: the one that has been due longest. Registrations of one person are sent in the
   * order of their submission.
   * @param except ids to exclude. @param priorityId id that precedes all others, if it may be sent.
   */
  nextDue(
    clerk: MobileNumber,
    now: number,
    except: readonly string[],
    priorityId?: string | null,
  ): Promise<Result<string | null>>;
  /** When the clerk's next registration becomes due, epoch milliseconds; null when none waits. */
  nextDueAt(
    clerk: MobileNumber,
    now: number,
    except: readonly string[],
  ): Promise<Result<number | null>>;
  /** Makes the registrations that wait for the connection due now. */
  makeDueAfterReconnect(): Promise<Result<undefined>>;
  /** Whether this counter sent another registration of the same person that the service has or may have. */
  hasOtherSent(id: string, nids: readonly string[]): Promise<Result<boolean>>;
}

export interface StoreQueriesDeps extends OutboxQueriesDeps, DayRecordsDeps {}

/** Longer than any pause of the sender: a time further ahead means that the clock was set back. */
const LONGEST_PAUSE_MS = 60 * 60_000;
const DAY_MS = 86_400_000;
const MAX_LIST_ROWS = 10_000;
const LIST_COLUMNS = 'id, reference, state, updated_at, attempts, data_key, summary';

/** A later registration of the same person waits for the earlier one, because the service keeps the last one that it receives. */
const MAY_BE_SENT = `${IS_SENDABLE} AND r.clerk_mac = ?
  AND r.id NOT IN (SELECT value FROM json_each(?)) AND NOT EXISTS (
  SELECT 1 FROM registration e WHERE e.nid_mac = r.nid_mac AND e.id <> r.id
  AND e.state IN ('ready','waiting','sending-card','sending-form','unknown')
  AND (e.submitted_at < r.submitted_at OR (e.submitted_at = r.submitted_at AND e.seq < r.seq)))`;
const SENDABLE = `FROM registration r INDEXED BY registration_due WHERE ${MAY_BE_SENT}`;
/** The order of the index, so that the first row found ends the search. */
const IN_SENDING_ORDER = 'ORDER BY r.not_before, r.submitted_at, r.seq LIMIT 1';

export const createStoreQueries = (deps: StoreQueriesDeps): StoreQueries => {
  const { db } = deps;
  return {
    ...createOutboxQueries(deps),
    ...createSentQueries(deps),
    ...createDayOverviewQueries(deps),
    ...createDayRecordQueries(deps),
    list: async (filter) =>
      catchStoreErrors(() => {
        const where =
          filter === 'attention-or-draft'
            ? `WHERE state IN (${placeholders(attentionOrDraftStates)})`
            : '';
        const states = filter === 'attention-or-draft' ? attentionOrDraftStates : [];
        const rows = db
          .prepare(
            `SELECT ${LIST_COLUMNS} FROM registration ${where} ORDER BY seq DESC LIMIT ${String(MAX_LIST_ROWS)}`,
          )
          .all(...states);
        return ok(rows.map(deps.toListRow));
      }),
    counts: async (now) =>
      catchStoreErrors(() => {
        const midnight = startOfDay(todayInBangladesh(now));
        const countsByState = new Map(
          db
            .prepare('SELECT state, n FROM state_count')
            .all()
            .map((row) => [row['state'] as RegistrationState, row['n'] as number]),
        );
        const acceptedToday = new Map(
          db
            .prepare(
              'SELECT state, count(*) AS n FROM registration INDEXED BY registration_accepted WHERE accepted_at >= ? AND accepted_at < ? GROUP BY state',
            )
            .all(midnight, midnight + DAY_MS)
            .map((row) => [row['state'] as RegistrationState, row['n'] as number]),
        );
        const sum = (
          byState: ReadonlyMap<RegistrationState, number>,
          states: readonly RegistrationState[],
        ): number => states.reduce((total, state) => total + (byState.get(state) ?? 0), 0);
        const oldest = db
          .prepare(
            `SELECT submitted_at AS oldest FROM registration INDEXED BY registration_unsettled
             WHERE ${IS_UNSETTLED} AND submitted_at IS NOT NULL AND state IN (${placeholders(waitingStates)}) ORDER BY submitted_at LIMIT 1`,
          )
          .get(...waitingStates)?.['oldest'];
        return ok({
          submittedToday: sum(acceptedToday, acceptedStates),
          passedToday: sum(acceptedToday, ['passed']),
          failedOrInvalidToday: sum(acceptedToday, ['verification-failed', 'invalid']),
          openToday: sum(acceptedToday, ['submitted']),
          waiting: sum(countsByState, waitingStates),
          attentionOrDraft: sum(countsByState, attentionOrDraftStates),
          oldestWaitingSince: typeof oldest === 'number' ? oldest : null,
        });
      }),
    idsByState: async (states) =>
      catchStoreErrors(() => {
        const rows = db
          .prepare(
            `SELECT id FROM registration WHERE state IN (${placeholders(states)}) ORDER BY seq`,
          )
          .all(...states);
        return ok(rows.map((row) => row['id'] as string));
      }),
    nextDue: async (clerk, now, except, priorityId) =>
      catchStoreErrors(() => {
        const mac = deps.clerkMac(clerk);
        const excluded = JSON.stringify(except);
        const dueLimits = [now, now + LONGEST_PAUSE_MS];
        const findId = (sql: string, ...values: (string | number)[]): string | null =>
          (db.prepare(sql).get(mac, excluded, ...values)?.['id'] as string | undefined) ?? null;
        const prioritised = priorityId
          ? findId(
              `SELECT r.id FROM registration r WHERE ${MAY_BE_SENT} AND (r.not_before <= ? OR r.not_before > ?) AND r.id = ?`,
              ...dueLimits,
              priorityId,
            )
          : null;
        return ok(
          prioritised ??
            findId(`SELECT r.id ${SENDABLE} AND r.not_before <= ? ${IN_SENDING_ORDER}`, now) ??
            findId(
              `SELECT r.id ${SENDABLE} AND r.not_before > ? ${IN_SENDING_ORDER}`,
              now + LONGEST_PAUSE_MS,
            ),
        );
      }),
    nextDueAt: async (clerk, now, except) =>
      catchStoreErrors(() => {
        const mac = deps.clerkMac(clerk);
        const excluded = JSON.stringify(except);
        const tooFarAhead = db
          .prepare(`SELECT 1 ${SENDABLE} AND r.not_before > ? LIMIT 1`)
          .get(mac, excluded, now + LONGEST_PAUSE_MS);
        if (tooFarAhead) return ok(0);
        const row = db
          .prepare(`SELECT r.not_before AS at ${SENDABLE} ORDER BY r.not_before LIMIT 1`)
          .get(mac, excluded);
        return ok((row?.['at'] as number | undefined) ?? null);
      }),
    makeDueAfterReconnect: async () =>
      catchStoreErrors(() => {
        db.prepare(
          `UPDATE registration SET not_before = 0, waits_for = NULL WHERE state = 'waiting' AND waits_for = '${WAITS_FOR_CONNECTION}'`,
        ).run();
        return ok(undefined);
      }),
    hasOtherSent: async (id, nids) =>
      catchStoreErrors(() => {
        const sent = [...acceptedStates, 'unknown'];
        const row = db
          .prepare(
            `SELECT 1 AS found FROM registration WHERE nid_mac IN (${placeholders(nids)}) AND id <> ? AND state IN (${placeholders(sent)}) LIMIT 1`,
          )
          .get(...nids.map((nid) => deps.nidMac(nidCore(nid))), id, ...sent);
        return ok(row !== undefined);
      }),
  };
};
