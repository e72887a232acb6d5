/**
 * Sends queued registrations, one form at a time; the next card is uploaded while the service processes a form. It runs after a
 * submission, a sign-in, a restored connection or a pause. The queue is in the store; only the times of the next run are kept
 * in memory. The registration of the customer at the counter is sent before the others.
 */
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { ok, type Result } from '#shared/result.ts';
import type { CardReading } from '#main/ekyc/port.ts';
import { createAttempt, hasFreshHandles, type AttemptDeps, type Ran } from './attempt.ts';
import { createCardUploads } from './card-uploads.ts';
import { checkRegistration } from './outcome-check.ts';
import { isUnreadable, outageBackoffMs } from './failure-outcome.ts';
import type { Clerk } from '#main/session/port.ts';
import type { StoredRegistration } from '#main/store/port.ts';

const TROUBLED_RETRY_MS = 5_000;
const LONGEST_TIMER_MS = 60 * 60_000;
/** How long a step 2 in progress may continue when the app ends. */
const STOP_GRACE_MS = 5_000;

/** `retry-all`: attempts every waiting registration, regardless of the outcome of the one before. */
export type WakeReason = 'changed' | 'signed-in' | 'service-answers' | 'retry-all' | 'time';

export interface Sender {
  /** @param first a registration to be sent next, also during a pause, because the customer waits. */
  wake(reason: WakeReason, first?: string): void;
  /** Provides the answer of a reading that was in progress when this registration was submitted. */
  adopt(id: string, reading: Promise<Result<CardReading>>): void;
  /** When the run continues after a failure that would affect every registration, epoch milliseconds; 0 when it is not paused. */
  pausedUntil(): number;
  /** Ends the run; waits briefly for the outcome of a step 2 in progress. */
  stop(): Promise<void>;
}

export interface SenderDeps extends Omit<AttemptDeps, 'readCard'> {
  /** Resolves to true when nothing in the store is left in flight from before; no byte leaves earlier. */
  readonly recovered: () => Promise<boolean>;
}

const NO_PAUSE = { until: 0, isOffline: false, failures: 0 };

export const createSender = (deps: SenderDeps): Sender => {
  const { store, records, session, now, log } = deps;
  const uploads = createCardUploads(deps);
  const attempt = createAttempt({ ...deps, readCard: uploads.read });
  const adopted = new Map<string, Promise<Result<CardReading>>>();
  const unreadable = new Set<string>();
  const card = new AbortController();
  const form = new AbortController();
  let stopped = false;
  let running: Promise<void> | null = null;
  /** Number of calls of `wake`, and how many of them the last run has taken into account. */
  let requested = 0;
  let handled = 0;
  let timer: NodeJS.Timeout | null = null;
  /** The store could not be written: an outcome, or what was in flight at the start, is still to be recorded. */
  let troubled = false;
  /** A pause of the whole run after something every registration would meet. */
  let pause = NO_PAUSE;
  /** Registrations with priority; the last one is sent first. */
  let awaited: string[] = [];
  /** Everything that is due is tried once, whatever fails. */
  let tryAll = false;

  const backOff = (isOffline: boolean, until: number | null = null): void => {
    const failures = pause.failures + 1;
    pause = { until: until ?? now() + outageBackoffMs(failures), isOffline, failures };
  };

  const failed = (thrown: unknown): void => {
    log.error('sender.unexpected-error', { thrown });
    backOff(false);
  };

  /** The next one that can be read; one that cannot does not block the others. */
  const next = async (clerk: MobileNumber): Promise<Result<StoredRegistration | null>> => {
    for (;;) {
      const first = awaited.at(-1) ?? null;
      const due = await store.nextDue(clerk, now(), [...unreadable], first);
      if (!due.ok) return due;
      // It is sent, waits for its time, or waits for an earlier one of the same person: it is sent in the usual order.
      if (first !== null && due.data !== first) {
        awaited = awaited.filter((id) => id !== first);
        continue;
      }
      if (due.data === null || (first === null && now() < pause.until)) return ok(null);
      const record = await records.get(due.data);
      if (record.ok || !isUnreadable(record.error.code)) return record;
      log.error('sender.unreadable', { registration: due.data });
      unreadable.add(due.data);
    }
  };

  /**
   * Checks a registration whose answer was lost at once: the service may have finished it while the connection broke. A
   * settled outcome continues the run; an unsettled one stops it, because the same fault may affect the next registration.
   */
  const settleUnknown = async (id: string): Promise<Ran> => {
    const checked = await checkRegistration(deps, id, { signal: card.signal });
    if (checked.ok && checked.data.state !== 'unknown') return { stop: false };
    const isOffline = !checked.ok && checked.error.code.startsWith('NET-');
    return { stop: true, why: isOffline ? 'no-connection' : 'unknown-outcome', until: null };
  };

  /** The next queued registration, if its card has not been read yet. */
  const nextToRead = async ({ mobile }: Clerk): Promise<StoredRegistration | null> => {
    if (stopped) return null;
    const due = await store.nextDue(mobile, now(), [...unreadable], awaited.at(-1) ?? null);
    if (!due.ok || due.data === null || adopted.has(due.data)) return null;
    const record = await records.get(due.data);
    return record.ok && !hasFreshHandles(record.data.body, now()) ? record.data : null;
  };

  const sendOne = async (record: StoredRegistration, clerk: Clerk): Promise<Ran> => {
    const { id } = record;
    const begun = uploads.take(id);
    const reading = adopted.get(id) ?? begun;
    adopted.delete(id);
    const ran = await attempt.send(record, clerk, reading, {
      card: card.signal,
      form: form.signal,
      formUploaded: () => void uploads.readAhead(clerk, () => nextToRead(clerk)).catch(failed),
    });
    return ran.stop && ran.why === 'unknown-outcome' && !stopped ? settleUnknown(id) : ran;
  };

  const run = async (): Promise<void> => {
    troubled = !(await deps.recovered()) || !(await attempt.settle());
    while (!troubled && !stopped) {
      const clerk = session.clerk();
      if (!clerk) {
        // Without a session nothing can be sent now: priority ends, and these registrations are sent in the usual order.
        awaited = [];
        return;
      }
      const record = await next(clerk.mobile);
      if (!record.ok) return backOff(false);
      if (!record.data) {
        tryAll = false;
        return;
      }
      const { id } = record.data;
      awaited = awaited.filter((each) => each !== id);
      const ran = await sendOne(record.data, clerk);
      if (!ran.stop) pause = NO_PAUSE;
      else if (
        !tryAll ||
        ran.why === 'no-connection' ||
        ran.why === 'session' ||
        ran.until !== null
      ) {
        tryAll = false;
        backOff(ran.why === 'no-connection', ran.until);
      }
      troubled = !(await attempt.settle());
    }
  };

  /** One timer for whatever is due next. */
  const schedule = async (): Promise<void> => {
    const clerk = session.clerk();
    const due = clerk ? await store.nextDueAt(clerk.mobile, now(), [...unreadable]) : null;
    const at = due?.ok && due.data !== null ? Math.max(due.data, pause.until) : null;
    const inMs = Math.min(
      troubled ? TROUBLED_RETRY_MS : Infinity,
      at === null ? Infinity : Math.max(at - now(), 1),
    );
    if (timer) clearTimeout(timer);
    timer = null;
    if (stopped || inMs === Infinity) return;
    timer = setTimeout(() => wake('time'), Math.min(inMs, LONGEST_TIMER_MS));
    timer.unref();
  };

  const work = async (): Promise<void> => {
    do {
      handled = requested;
      await run().catch(failed);
      uploads.forget();
    } while (handled !== requested && !stopped);
    if (!stopped) await schedule().catch(failed);
  };

  const start = (): void => {
    running = work().finally(() => {
      running = null;
      if (handled !== requested && !stopped) start();
    });
  };

  const wake = (reason: WakeReason, first?: string): void => {
    if (stopped) return;
    // A restored connection ends a pause that was due to the connection, and resets its failures.
    if (
      reason === 'signed-in' ||
      reason === 'retry-all' ||
      (reason === 'service-answers' && pause.isOffline)
    )
      pause = NO_PAUSE;
    if (reason === 'retry-all') tryAll = true;
    if (first !== undefined) awaited = [...awaited.filter((id) => id !== first), first];
    requested += 1;
    if (!running) start();
  };

  return {
    wake,
    adopt: (id, reading) => adopted.set(id, reading),
    pausedUntil: () => (pause.until > now() ? pause.until : 0),
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      if (!running) return;
      card.abort();
      const grace = setTimeout(() => form.abort(), STOP_GRACE_MS);
      uploads.forget();
      await running;
      clearTimeout(grace);
    },
  };
};
