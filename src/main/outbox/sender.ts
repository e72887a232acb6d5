/**
 * Sends queued registrations, one form at a time. A run starts after a submission, a sign-in, a restored connection or a
 * pause. The queue is in the store; priorities and the pause are kept in memory.
 */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { ok, type Result } from '#shared/result.ts';
import type { CardReading } from '#main/ekyc/port.ts';
import {
  createAttempt,
  hasUnexpiredHandles,
  type AttemptDeps,
  type AttemptResult,
} from './attempt.ts';
import { createCardPrefetcher } from './card-prefetcher.ts';
import { checkOutcome } from './outcome-check.ts';
import { isUnreadable, outageBackoffMs } from './retry-policy.ts';
import type { Clerk } from '#main/session/port.ts';
import type { StoredRegistration } from '#main/store/port.ts';

/** Pause before failed writes and the recovery of registrations in flight are repeated. */
const WRITE_RETRY_MS = 5_000;
/** Longest delay of the timer, so that a system clock that was set back delays a run by no more than this. */
const MAX_TIMER_MS = 60 * 60_000;
/** Time for which a step 2 in progress may continue when the app ends. */
const STOP_GRACE_MS = 5_000;

/** `retry-all`: every registration that is due is attempted, even if the one before fails. */
export type WakeReason = 'changed' | 'signed-in' | 'service-answers' | 'retry-all' | 'time';

export interface Sender {
  /** Starts a run. @param priorityId registration to be sent next, also during a pause, because its customer is at the counter. */
  wake(reason: WakeReason, priorityId?: string): void;
  /** Provides the reading (step 1) that was in progress when this registration was submitted. */
  adopt(id: string, reading: Promise<Result<CardReading>>): void;
  /** When the run continues after a failure that affects every registration, epoch milliseconds; 0 when it is not paused. */
  pausedUntil(): number;
  /** Ends the run; waits briefly for the outcome of a step 2 in progress. */
  stop(): Promise<void>;
}

export interface SenderDeps extends Omit<AttemptDeps, 'readCard'> {
  /**
   * Recovers registrations that are in flight although nothing is being sent: from the last run of the app, or after an attempt
   * that could not write. Resolves to true when none is left; nothing is sent before.
   */
  readonly recover: () => Promise<boolean>;
}

const NO_PAUSE = { until: 0, isOffline: false, failures: 0 };

export const createSender = (deps: SenderDeps): Sender => {
  const { store, records, session, now, log } = deps;
  const prefetcher = createCardPrefetcher(deps);
  const attempt = createAttempt({ ...deps, readCard: prefetcher.read });
  const adoptedReadings = new Map<string, Promise<Result<CardReading>>>();
  const unreadableIds = new Set<string>();
  const cardAbort = new AbortController();
  const formAbort = new AbortController();
  let stopped = false;
  let running: Promise<void> | null = null;
  /** Number of calls of `wake`, and their number when the last run began. */
  let wakeCount = 0;
  let handledWakeCount = 0;
  let timer: NodeJS.Timeout | null = null;
  /** Whether the store could not be written, so that an outcome or the recovery of registrations in flight has to be retried. */
  let hasUnwritten = false;
  /** Whether a registration may be in flight although nothing is being sent. */
  let needsRecovery = true;
  /** Pause of the whole run after a failure that affects every registration. */
  let pause = NO_PAUSE;
  /** Registrations with priority; the last one is sent first. */
  let prioritisedIds: string[] = [];
  /** Whether everything that is due is attempted, even if one fails. */
  let isRetryingAll = false;

  const backOff = (isOffline: boolean, until: number | null = null): void => {
    const failures = pause.failures + 1;
    pause = { until: until ?? now() + outageBackoffMs(failures), isOffline, failures };
  };

  const logAndBackOff = (thrown: unknown): void => {
    log.error('sender.unexpected-error', { thrown });
    backOff(false);
  };

  /** The next registration that is due. Those that cannot be decrypted are skipped. */
  const nextRegistration = async (
    clerk: MobileNumber,
  ): Promise<Result<StoredRegistration | null>> => {
    for (;;) {
      const priorityId = prioritisedIds.at(-1) ?? null;
      const due = await store.nextDue(clerk, now(), [...unreadableIds], priorityId);
      if (!due.ok) return due;
      // The registration was sent, is not due, or waits for an earlier one of the same person, so its priority ends.
      if (priorityId !== null && due.data !== priorityId) {
        prioritisedIds = prioritisedIds.filter((id) => id !== priorityId);
        continue;
      }
      if (due.data === null || (priorityId === null && now() < pause.until)) return ok(null);
      const record = await records.get(due.data);
      if (record.ok || !isUnreadable(record.error.code)) return record;
      log.error('sender.unreadable', { registration: due.data });
      unreadableIds.add(due.data);
    }
  };

  /**
   * Queries the outcome of a registration immediately after its answer was lost, because the service may have accepted it.
   * A settled outcome continues the run; an unknown one stops it, because the same fault may affect the next registration.
   */
  const settleUnknown = async (id: string): Promise<AttemptResult> => {
    const checked = await checkOutcome(deps, id, { signal: cardAbort.signal });
    if (checked.ok && checked.data.state !== 'unknown') return { stop: false };
    const isOffline = !checked.ok && checked.error.code.startsWith('NET-');
    return { stop: true, stopReason: isOffline ? 'no-connection' : 'unknown-outcome', until: null };
  };

  /** The next queued registration, if its card has not been read yet. */
  const nextToPrefetch = async ({ mobile }: Clerk): Promise<StoredRegistration | null> => {
    if (stopped) return null;
    const due = await store.nextDue(
      mobile,
      now(),
      [...unreadableIds],
      prioritisedIds.at(-1) ?? null,
    );
    if (!due.ok || due.data === null || adoptedReadings.has(due.data)) return null;
    const record = await records.get(due.data);
    return record.ok && !hasUnexpiredHandles(record.data.body, now()) ? record.data : null;
  };

  const sendRegistration = async (
    record: StoredRegistration,
    clerk: Clerk,
  ): Promise<AttemptResult> => {
    const { id } = record;
    const prefetched = prefetcher.takeReading(id);
    const reading = adoptedReadings.get(id) ?? prefetched;
    adoptedReadings.delete(id);
    const result = await attempt.send(record, clerk, reading, {
      card: cardAbort.signal,
      form: formAbort.signal,
      onFormUploaded: () =>
        void prefetcher.prefetch(clerk, () => nextToPrefetch(clerk)).catch(logAndBackOff),
    });
    return result.stop && result.stopReason === 'unknown-outcome' && !stopped
      ? settleUnknown(id)
      : result;
  };

  /**
   * Writes what could not be written before. Known outcomes are written first, because recovery marks the outcome of every form in
   * flight as unknown.
   * @returns whether everything is written now.
   */
  const writePending = async (): Promise<boolean> => {
    if (!(await attempt.retryUnwritten())) return false;
    if (needsRecovery && !(await deps.recover())) return false;
    needsRecovery = false;
    return true;
  };

  const run = async (): Promise<void> => {
    hasUnwritten = !(await writePending());
    while (!hasUnwritten && !stopped) {
      const clerk = session.clerk();
      if (!clerk) {
        // Without a session nothing can be sent now, so the priorities end.
        prioritisedIds = [];
        return;
      }
      const record = await nextRegistration(clerk.mobile);
      if (!record.ok) return backOff(false);
      if (!record.data) {
        isRetryingAll = false;
        return;
      }
      const { id } = record.data;
      prioritisedIds = prioritisedIds.filter((each) => each !== id);
      const result = await sendRegistration(record.data, clerk);
      if (!result.stop) pause = NO_PAUSE;
      else if (
        !isRetryingAll ||
        result.stopReason === 'no-connection' ||
        result.stopReason === 'session' ||
        // Without a pause, a write that always fails would be repeated in a tight loop.
        result.stopReason === 'unwritten' ||
        result.until !== null
      ) {
        isRetryingAll = false;
        backOff(result.stopReason === 'no-connection', result.until);
      }
      if (result.stop && result.stopReason === 'unwritten') needsRecovery = true;
      hasUnwritten = !(await writePending());
    }
  };

  /** Starts the timer for the next run. */
  const schedule = async (): Promise<void> => {
    const clerk = session.clerk();
    const due = clerk ? await store.nextDueAt(clerk.mobile, now(), [...unreadableIds]) : null;
    const at = due?.ok && due.data !== null ? Math.max(due.data, pause.until) : null;
    const delayMs = Math.min(
      hasUnwritten ? WRITE_RETRY_MS : Infinity,
      at === null ? Infinity : Math.max(at - now(), 1),
    );
    if (timer) clearTimeout(timer);
    timer = null;
    if (stopped || delayMs === Infinity) return;
    timer = setTimeout(() => wake('time'), Math.min(delayMs, MAX_TIMER_MS));
    timer.unref();
  };

  const drainQueue = async (): Promise<void> => {
    do {
      handledWakeCount = wakeCount;
      await run().catch(logAndBackOff);
      prefetcher.cancel();
    } while (handledWakeCount !== wakeCount && !stopped);
    if (!stopped) await schedule().catch(logAndBackOff);
  };

  const start = (): void => {
    running = drainQueue().finally(() => {
      running = null;
      if (handledWakeCount !== wakeCount && !stopped) start();
    });
  };

  const wake = (reason: WakeReason, priorityId?: string): void => {
    if (stopped) return;
    // A restored connection ends a pause that was due to the connection, and resets its failures.
    if (
      reason === 'signed-in' ||
      reason === 'retry-all' ||
      (reason === 'service-answers' && pause.isOffline)
    )
      pause = NO_PAUSE;
    if (reason === 'retry-all') isRetryingAll = true;
    if (priorityId !== undefined)
      prioritisedIds = [...prioritisedIds.filter((id) => id !== priorityId), priorityId];
    wakeCount += 1;
    if (!running) start();
  };

  return {
    wake,
    adopt: (id, reading) => adoptedReadings.set(id, reading),
    pausedUntil: () => (pause.until > now() ? pause.until : 0),
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      if (!running) return;
      cardAbort.abort();
      const grace = setTimeout(() => formAbort.abort(), STOP_GRACE_MS);
      prefetcher.cancel();
      await running;
      clearTimeout(grace);
    },
  };
};
