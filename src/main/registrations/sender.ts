/**
 * The one sender, one registration at a time. Runs when there is a reason to: a registration was submitted, a clerk signed
 * in, the service answers again, or the next pause is over. What it knows is in the store; what it keeps in memory is only
 * when to look again.
 */
import { ok, type Result } from '#shared/result.ts';
import type { CardReading } from '../ekyc/port.ts';
import { createAttempt, type AttemptDeps } from './attempt.ts';
import { backoffMs } from './outcomes.ts';
import type { StoredRegistration } from './store.ts';

const TROUBLED_RETRY_MS = 5_000;
const LONGEST_TIMER_MS = 60 * 60_000;
/** How long a step 2 under way may go on when the app ends. */
const STOP_GRACE_MS = 5_000;

type Reason = 'submitted' | 'signed-in' | 'service-answers' | 'time';

export interface Sender {
  pump(reason: Reason): void;
  /** Hands over the answer of a reading that was under way when this registration was submitted. */
  adopt(id: string, reading: Promise<Result<CardReading>>): void;
  /** Ends the run; an outcome that can still be had is waited for, briefly. */
  stop(): Promise<void>;
}

export interface SenderDeps extends AttemptDeps {
  /** Resolves to true when nothing in the store is left in flight from before; no byte leaves earlier. */
  readonly recovered: () => Promise<boolean>;
}

export const createSender = (deps: SenderDeps): Sender => {
  const { store, records, session, now, log } = deps;
  const attempt = createAttempt(deps);
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
  let pause = { until: 0, line: false, strikes: 0 };

  const strike = (line: boolean, until: number | null = null): void => {
    const strikes = pause.strikes + 1;
    pause = { until: until ?? now() + backoffMs(strikes), line, strikes };
  };

  /** The next one that can be read; one that cannot does not stand in the way of the others. */
  const next = async (clerk: string): Promise<Result<StoredRegistration | null>> => {
    for (;;) {
      const due = await store.nextDue(clerk, now(), [...unreadable]);
      if (!due.ok) return due;
      if (due.data === null) return ok(null);
      const record = await records.get(due.data);
      if (record.ok || record.error.code !== 'STORE-DAMAGED') return record;
      log.error('sender.unreadable', { registration: due.data });
      unreadable.add(due.data);
    }
  };

  const run = async (): Promise<void> => {
    troubled = !(await deps.recovered()) || !(await attempt.settle());
    while (!troubled && !stopped && now() >= pause.until) {
      const clerk = session.clerk();
      if (!clerk) return;
      const record = await next(clerk.mobile);
      if (!record.ok) return strike(false);
      if (!record.data) return;
      const { id } = record.data;
      const reading = adopted.get(id) ?? null;
      adopted.delete(id);
      const ran = await attempt.send(record.data, clerk, reading, { card: card.signal, form: form.signal });
      if (ran.stop) strike(ran.line, ran.until);
      else pause = { until: 0, line: false, strikes: 0 };
      troubled = !(await attempt.settle());
    }
  };

  /** One timer for whatever is due next. */
  const schedule = async (): Promise<void> => {
    const clerk = session.clerk();
    const due = clerk ? await store.nextDueAt(clerk.mobile, now(), [...unreadable]) : null;
    const at = due?.ok && due.data !== null ? Math.max(due.data, pause.until) : null;
    const inMs = Math.min(troubled ? TROUBLED_RETRY_MS : Infinity, at === null ? Infinity : Math.max(at - now(), 1));
    if (timer) clearTimeout(timer);
    timer = null;
    if (stopped || inMs === Infinity) return;
    timer = setTimeout(() => pump('time'), Math.min(inMs, LONGEST_TIMER_MS));
    timer.unref();
  };

  const broke = (thrown: unknown): void => {
    log.error('sender.broke', { thrown });
    strike(false);
  };

  const work = async (): Promise<void> => {
    do {
      heard = asked;
      await run().catch(broke);
    } while (heard !== asked && !stopped);
    if (!stopped) await schedule().catch(broke);
  };

  const start = (): void => {
    running = work().finally(() => {
      running = null;
      if (heard !== asked && !stopped) start();
    });
  };

  const pump = (reason: Reason): void => {
    if (stopped) return;
    // A person who asks is answered now; a line that is back ends only a pause that was about the line.
    if (reason === 'submitted' || reason === 'signed-in' || (reason === 'service-answers' && pause.line)) {
      pause = { ...pause, until: 0 };
    }
    asked += 1;
    if (!running) start();
  };

  return {
    pump,
    adopt: (id, reading) => adopted.set(id, reading),
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      if (!running) return;
      card.abort();
      const grace = setTimeout(() => form.abort(), STOP_GRACE_MS);
      await running;
      clearTimeout(grace);
    },
  };
};
