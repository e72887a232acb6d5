/**
 * Polls the service for outcomes of registrations: unknown outcomes first, then verdicts; one at a time, with a pause
 * between two; only for the clerk who is signed in and owns them, and only while there is a connection. The due times
 * are in the store; memory holds only the time of the next look at the store.
 */
import type { Log } from '#main/log/log.ts';
import { ok } from '#shared/result.ts';
import { checkRegistration, type CheckDeps } from './outcome-check.ts';
import { backoffMs, isEnvironmentFailure, isUnreadable } from './failure-outcome.ts';
import { nextOutcomeQueryAt, nextVerdictQueryAt } from '#main/record/poll-times.ts';

const LONGEST_TIMER_MS = 60 * 60_000;

export interface WatcherDeps extends CheckDeps {
  readonly log: Log;
  /** Pause between two queries, ms. */
  readonly gapMs: number;
  /** A registration the service does not have may be sent. */
  readonly absent: () => void;
}

export interface Watcher {
  /** Looks for a due query. `service-answers` and `signed-in` end a pause after a failure. */
  look(reason: 'changed' | 'service-answers' | 'signed-in'): void;
  stop(): Promise<void>;
}

export const createWatcher = (deps: WatcherDeps): Watcher => {
  const { store, records, session, now, log } = deps;
  const abort = new AbortController();
  /** Registrations that cannot be read or postponed; skipped until the restart. */
  const skipped = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  /** Another look was requested during the current one. */
  let again = false;
  let lastAsked = -Infinity;
  let stopped = false;
  let pause = { until: 0, failures: 0 };

  const backOff = (): void => {
    const failures = pause.failures + 1;
    pause = { until: now() + backoffMs(failures), failures };
  };

  /** The service answered, but not about this registration: it is queried again later and does not delay the others. */
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

  /** @returns when to look again, epoch milliseconds, or null when no query is due. */
  const step = async (): Promise<number | null> => {
    const clerk = session.clerk();
    if (!clerk) return null;
    const earliest = Math.max(pause.until, lastAsked + deps.gapMs);
    // A clock that was set back must not stop the polling.
    if (now() < earliest && earliest - now() <= LONGEST_TIMER_MS) return earliest;
    const next = await store.nextPoll(clerk.mobile, now(), [...skipped]);
    if (!next.ok) {
      backOff();
      return pause.until;
    }
    if (!next.data) return null;
    const { id, at } = next.data;
    if (at > now()) return at;
    lastAsked = now();
    const checked = await checkRegistration(deps, id, { signal: abort.signal });
    if (checked.ok) {
      pause = { until: 0, failures: 0 };
      if (checked.data.state === 'ready') deps.absent();
    } else if (isUnreadable(checked.error.code)) skipped.add(id);
    else if (isEnvironmentFailure(checked.error.code)) backOff();
    else await postpone(id);
    return now();
  };

  const work = async (): Promise<void> => {
    again = false;
    let at: number | null = null;
    try {
      at = await step();
    } catch (thrown) {
      log.error('watcher.unexpected-error', { thrown });
      backOff();
      at = pause.until;
    }
    if (timer) clearTimeout(timer);
    timer = null;
    if (stopped) return;
    if (at === null) return;
    timer = setTimeout(run, Math.min(Math.max(at - now(), 1), LONGEST_TIMER_MS));
    timer.unref();
  };

  const run = (): void => {
    if (stopped || running) return;
    running = work().finally(() => {
      running = null;
      if (again) run();
    });
  };

  return {
    look: (reason) => {
      if (reason !== 'changed') pause = { until: 0, failures: 0 };
      again = true;
      run();
    },
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      abort.abort();
      await running;
    },
  };
};
