/**
 * Polls the service for unknown outcomes and verdicts: one registration at a time, with a pause between two queries, and
 * only registrations of the signed-in clerk. The due times are in the store.
 */
import type { Log } from '#main/log/log.ts';
import { ok } from '#shared/result.ts';
import { checkOutcome, type OutcomeCheckDeps } from './outcome-check.ts';
import { backoffMs, isEnvironmentFailure, isUnreadable } from './retry-policy.ts';
import { nextOutcomeQueryAt, nextVerdictQueryAt } from '#main/record/poll-times.ts';

/** Longest delay of the timer, so that a system clock that was set back delays a query by no more than this. */
const MAX_TIMER_MS = 60 * 60_000;

export interface OutcomeWatcherDeps extends OutcomeCheckDeps {
  readonly log: Log;
  /** Pause between two queries, ms. */
  readonly gapMs: number;
  /** Called when the service does not have a registration, which may therefore be sent. */
  readonly onAbsent: () => void;
}

export interface OutcomeWatcher {
  /** Checks whether a query is due. `service-answers` and `signed-in` end a pause after a failure. */
  wake(reason: 'changed' | 'service-answers' | 'signed-in'): void;
  stop(): Promise<void>;
}

export const createOutcomeWatcher = (deps: OutcomeWatcherDeps): OutcomeWatcher => {
  const { store, records, session, now, log } = deps;
  const abort = new AbortController();
  /** Registrations that cannot be read or postponed. They are skipped until the app is restarted. */
  const skipped = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  /** Whether `wake` was called during the current query. */
  let wakeRequested = false;
  let lastQueryAt = -Infinity;
  let stopped = false;
  let pause = { until: 0, failures: 0 };

  const backOff = (): void => {
    const failures = pause.failures + 1;
    pause = { until: now() + backoffMs(failures), failures };
  };

  /** Reschedules the query after a failure that concerns only this registration, so that it does not delay the others. */
  const postpone = async (id: string): Promise<void> => {
    const written = await records.update(id, ({ state, acceptedAt, unknownSince }) => {
      if (state === 'submitted')
        return ok({ nextPoll: nextVerdictQueryAt(acceptedAt ?? now(), now()) });
      if (state === 'unknown')
        return ok({
          nextPoll: nextOutcomeQueryAt(unknownSince ?? now(), now(), deps.quietPeriodMs),
        });
      return ok(null);
    });
    if (!written.ok) skipped.add(id);
  };

  /** Sends the query that is due. @returns when the next is due, epoch milliseconds, or null when there is none. */
  const queryNext = async (): Promise<number | null> => {
    const clerk = session.clerk();
    if (!clerk) return null;
    const earliest = Math.max(pause.until, lastQueryAt + deps.gapMs);
    // A clock that was set back must not stop the polling.
    if (now() < earliest && earliest - now() <= MAX_TIMER_MS) return earliest;
    const next = await store.nextPoll(clerk.mobile, now(), [...skipped]);
    if (!next.ok) {
      backOff();
      return pause.until;
    }
    if (!next.data) return null;
    const { id, at } = next.data;
    if (at > now()) return at;
    lastQueryAt = now();
    const checked = await checkOutcome(deps, id, { signal: abort.signal });
    if (checked.ok) {
      pause = { until: 0, failures: 0 };
      if (checked.data.state === 'ready') deps.onAbsent();
    } else if (isUnreadable(checked.error.code)) skipped.add(id);
    else if (isEnvironmentFailure(checked.error.code)) backOff();
    else await postpone(id);
    return now();
  };

  const queryAndSchedule = async (): Promise<void> => {
    wakeRequested = false;
    let at: number | null = null;
    try {
      at = await queryNext();
    } catch (thrown) {
      log.error('watcher.unexpected-error', { thrown });
      backOff();
      at = pause.until;
    }
    if (timer) clearTimeout(timer);
    timer = null;
    if (stopped) return;
    if (at === null) return;
    timer = setTimeout(runIfIdle, Math.min(Math.max(at - now(), 1), MAX_TIMER_MS));
    timer.unref();
  };

  const runIfIdle = (): void => {
    if (stopped || running) return;
    running = queryAndSchedule().finally(() => {
      running = null;
      if (wakeRequested) runIfIdle();
    });
  };

  return {
    wake: (reason) => {
      if (reason !== 'changed') pause = { until: 0, failures: 0 };
      wakeRequested = true;
      runIfIdle();
    },
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      abort.abort();
      await running;
    },
  };
};
