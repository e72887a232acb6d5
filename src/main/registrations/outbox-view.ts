/** Views of the outbox for the handlers: a page of masked rows, the timeline of one registration, and the totals of a day. */
import { startOfDay } from '#shared/domain/bangladesh-day.ts';
import { formatWireDate, todayInBangladesh, type CivilDate } from '#shared/domain/civil-date.ts';
import { maskMobile, type MobileNumber } from '#shared/domain/mobile.ts';
import {
  outboxFilters,
  statesOf,
  type OutboxAction,
  type OutboxFilter,
} from '#shared/domain/outbox.ts';
import { isTombstone, type RegistrationState } from '#shared/domain/registration.ts';
import type { ParsedInput, CallOutput } from '#shared/ipc/contract.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Session } from '#main/session/port.ts';
import type { Store } from '#main/store/port.ts';
import { checkTakeOver } from './take-over.ts';
import { nextState } from '#main/record/transitions.ts';
import { reviewOf } from '#main/record/review.ts';

export interface OutboxView {
  page(query: ParsedInput<'outbox.page'>): Promise<Result<CallOutput<'outbox.page'>>>;
  /** Failures: REG-NOT-FOUND; STORE-DAMAGED when the registration cannot be decrypted. */
  details(id: string): Promise<Result<CallOutput<'outbox.details'>>>;
  /** Overview of today at this counter, for all clerks. */
  dayOverview(): Promise<Result<CallOutput<'day.overview'>>>;
  /** Totals of a day for the clerk at the counter. @param day in Bangladesh, or null for today. */
  daySummary(day: CivilDate | null): Promise<Result<CallOutput<'day.summary'>>>;
  /** Totals of a day for all clerks. */
  daySummaryForAllClerks(day: CivilDate | null): Promise<Result<CallOutput<'day.summary'>>>;
}

export interface OutboxViewDeps {
  readonly store: Store;
  readonly session: Pick<Session, 'clerk' | 'lastMobile'>;
  /** Quiet period of an unknown outcome, milliseconds. */
  readonly quietPeriodMs: number;
  /** When sending resumes after a systemic failure, epoch milliseconds; 0 when it is not paused. */
  readonly sendingPausedUntil?: () => number;
  readonly now: () => number;
}

const DAY_MS = 86_400_000;
const HALF_DAY_MS = DAY_MS / 2;

/**
 * Actions that are possible with a registration now.
 * @param isOwnClerk whether its own clerk is signed in, as queries and sending require.
 * @param isOutcomeOpen whether it needs review because no query could determine that the service has it.
 * @param canTakeOver whether it belongs to another clerk and can be taken over with the branch lead's PIN.
 */
export const allowedActions = (
  state: RegistrationState,
  isOwnClerk: boolean,
  isOutcomeOpen = false,
  canTakeOver = false,
): OutboxAction[] => {
  const isAllowed: Record<OutboxAction, boolean> = {
    'check-now': isOwnClerk && (state === 'unknown' || state === 'submitted'),
    open: !isTombstone(state),
    retry: isOwnClerk && state === 'waiting',
    hold: nextState(state, 'hold') !== null,
    release: nextState(state, 'release') !== null,
    decide: isOwnClerk && isOutcomeOpen && nextState(state, 'confirm') !== null,
    discard: nextState(state, 'discard') !== null,
    'take-over': canTakeOver && nextState(state, 'take-over') !== null,
  };
  return (Object.keys(isAllowed) as OutboxAction[]).filter((action) => isAllowed[action]);
};

export const createOutboxView = ({
  store,
  session,
  quietPeriodMs,
  sendingPausedUntil = () => 0,
  now,
}: OutboxViewDeps): OutboxView => {
  const currentClerk = (): MobileNumber | null => session.clerk()?.mobile ?? session.lastMobile();

  const summarizeDay = async (
    requestedDay: CivilDate | null,
    clerk: MobileNumber | null,
  ): Promise<Result<CallOutput<'day.summary'>>> => {
    const date = requestedDay ?? todayInBangladesh(now());
    const from = startOfDay(date);
    const records = await store.dayRecords(from, from + DAY_MS, clerk);
    if (!records.ok) return records;
    const { clerks, ...totalsAndLists } = records.data;
    return ok({
      day: formatWireDate(date, 'ymd'),
      at: from + HALF_DAY_MS,
      maskedClerk: clerk === null ? null : maskMobile(clerk),
      ...totalsAndLists,
      clerks:
        clerk === null
          ? clerks.map(({ clerk: mobile, ...numbers }) => ({
              maskedClerk: maskMobile(mobile),
              ...numbers,
            }))
          : [],
    });
  };

  return {
    page: async ({ filter, state, search, offset, limit }) => {
      const states = statesOf(filter).filter((each) => state === null || each === state);
      const page = await store.outboxPage({ states, search, clerk: currentClerk(), offset, limit });
      if (!page.ok) return page;
      const { rows, total, byState } = page.data;
      const countOf = (filterName: OutboxFilter): number =>
        statesOf(filterName).reduce((sum, each) => sum + (byState[each] ?? 0), 0);
      const counts = Object.fromEntries(
        outboxFilters.map((each) => [each, countOf(each)]),
      ) as Record<OutboxFilter, number>;
      return ok({ rows, total, counts });
    },
    details: async (id) => {
      const row = await store.outboxRow(id, currentClerk());
      if (!row.ok) return row;
      const [record, timeline] = [await store.get(id), await store.timeline(id)];
      if (!record.ok) return record;
      if (!timeline.ok) return timeline;
      const { state, body, notBefore, nextPoll, waitsFor } = record.data;
      const review = reviewOf(record.data);
      const clerk = session.clerk()?.mobile ?? null;
      const isOwnClerk = clerk === body.clerk;
      const canTakeOver = checkTakeOver(record.data, clerk, { now: now(), quietPeriodMs }).ok;
      const takenOver = body.takeOvers.at(-1);
      const nextSendAt =
        (state === 'waiting' && waitsFor !== 'sign-in') || state === 'ready'
          ? Math.max(notBefore, sendingPausedUntil())
          : null;
      const nextAttemptAt =
        nextSendAt !== null
          ? nextSendAt
          : state === 'unknown' || state === 'submitted'
            ? nextPoll
            : null;
      return ok({
        row: row.data,
        timeline: timeline.data,
        actions: allowedActions(state, isOwnClerk, review?.kind === 'outcome', canTakeOver),
        nextAttemptAt: nextAttemptAt !== null && nextAttemptAt > now() ? nextAttemptAt : null,
        maskedClerk: maskMobile(body.clerk),
        takenOver: takenOver ? { from: maskMobile(takenOver.from), at: takenOver.at } : null,
        discardReason: isTombstone(state) ? body.discardReason : null,
        consent: body.consent,
        review,
      });
    },
    dayOverview: async () => {
      const from = startOfDay(todayInBangladesh(now()));
      const found = await store.dayOverview(from, from + DAY_MS);
      return found.ok
        ? ok({ ...found.data, hours: [...found.data.hours], last: [...found.data.last] })
        : found;
    },
    daySummary: (requestedDay) => {
      const clerk = currentClerk();
      return clerk === null
        ? Promise.resolve(err('SESSION-NEEDED'))
        : summarizeDay(requestedDay, clerk);
    },
    daySummaryForAllClerks: (requestedDay) => summarizeDay(requestedDay, null),
  };
};
