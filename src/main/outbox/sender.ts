/**
 * The one sender, one form at a time; the next card goes up while the service works on a form. Runs when there is a reason
 * to: a registration was submitted, a clerk signed in, the service answers again, or the next pause is over. What it knows is
 * in the store; what it keeps in memory is only when to look again. The customer at the counter goes before the backlog.
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
/** How long a step 2 under way may go on when the app ends. */
const STOP_GRACE_MS = 5_000;

/** `retry-all`: the clerk wants everything tried that waits, whatever happens to the one before. */
export type WakeReason = 'changed' | 'signed-in' | 'service-answers' | 'retry-all' | 'time';

export interface Sender {
  /** @param first a registration that somebody waits for: it goes next, also during a pause. */
  wake(reason: WakeReason, first?: string): void;
  /** Hands over the answer of a reading that was under way when this registration was submitted. */
  adopt(id: string, reading: Promise<Result<CardReading>>): void;
  /** When the run goes on after something that every registration would meet, epoch milliseconds; 0 when nothing holds it up. */
  pausedUntil(): number;
  /** Ends the run; an outcome that can still be had is waited for, briefly. */
  stop(): Promise<void>;
}

export interface SenderDeps extends Omit<AttemptDeps, 'readCard'> {
  /** Resolves to true when nothing in the store is left in flight from before; no byte leaves earlier. */
  readonly recovered: () => Promise<boolean>;
}

const NO_PAUSE = { until: 0, line: false, failures: 0 };

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
  /** How often somebody asked to look, and up to which of these the last look went. */
  let asked = 0;
  let heard = 0;
  let timer: NodeJS.Timeout | null = null;
  /** The store could not be written: an outcome, or what was in flight at the start, is still to be recorded. */
  let troubled = false;
  /** A pause of the whole run after something every registration would meet. */
  let pause = NO_PAUSE;
  /** Registrations that somebody waits for, the one to go first at the end. */
  let awaited: string[] = [];
  /** Everything that is due is tried once, whatever fails. */
  let tryAll = false;

  const backOff = (line: boolean, until: number | null = null): void => {
    const failures = pause.failures + 1;
    pause = { until: until ?? now() + outageBackoffMs(failures), line, failures };
  };

  const failed = (thrown: unknown): void => {
    log.error('sender.unexpected-error', { thrown });
    backOff(false);
  };

  /** The next one that can be read; one that cannot does not stand in the way of the others. */
  const next = async (clerk: MobileNumber): Promise<Result<StoredRegistration | null>> => {
    for (;;) {
      const first = awaited.at(-1) ?? null;
      const due = await store.nextDue(clerk, now(), [...unreadable], first);
      if (!due.ok) return due;
      // It is sent, waits for its time, or waits for an earlier one of the same person: its turn comes like any other's.
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
   * settled outcome lets the run go on; an unsettled one stops it, because the next registration may meet the same fault.
   */
  const settleDoubt = async (id: string): Promise<Ran> => {
    const checked = await checkRegistration(deps, id, { signal: card.signal });
    if (checked.ok && checked.data.state !== 'unknown') return { stop: false };
    const line = !checked.ok && checked.error.code.startsWith('NET-');
    return { stop: true, why: line ? 'line' : 'doubt', until: null };
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
    return ran.stop && ran.why === 'doubt' && !stopped ? settleDoubt(id) : ran;
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
      else if (!tryAll || ran.why === 'line' || ran.why === 'session' || ran.until !== null) {
        tryAll = false;
        backOff(ran.why === 'line', ran.until);
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
      heard = asked;
      await run().catch(failed);
      uploads.forget();
    } while (heard !== asked && !stopped);
    if (!stopped) await schedule().catch(failed);
  };

  const start = (): void => {
    running = work().finally(() => {
      running = null;
      if (heard !== asked && !stopped) start();
    });
  };

  const wake = (reason: WakeReason, first?: string): void => {
    if (stopped) return;
    // A line that is back ends a pause that was about the line, and what added up during its absence.
    if (
      reason === 'signed-in' ||
      reason === 'retry-all' ||
      (reason === 'service-answers' && pause.line)
    )
      pause = NO_PAUSE;
    if (reason === 'retry-all') tryAll = true;
    if (first !== undefined) awaited = [...awaited.filter((id) => id !== first), first];
    asked += 1;
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
