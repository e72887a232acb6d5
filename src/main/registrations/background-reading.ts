/**
 * Reads the card of the open draft by step 1 in the background. The progress is kept in memory only: after a restart the
 * reading starts again.
 */
import { mayReadCard } from '#shared/domain/card-pictures.ts';
import type { MobileNumber } from '#shared/domain/mobile.ts';
import { isEditable, type ReadingView } from '#shared/domain/registration.ts';
import { err, ok, type AppError, type Result } from '#shared/result.ts';
import type { CardReading } from '#main/ekyc/port.ts';
import type { Log } from '#main/log/log.ts';
import { callAsClerk } from '#main/session/as-clerk.ts';
import type { Clerk, Session } from '#main/session/port.ts';
import { applyReading } from '#main/record/fields.ts';
import { failureKind } from '#main/outbox/retry-policy.ts';
import { readStoredCard, type ReadStoredCardDeps } from '#main/outbox/read-stored-card.ts';
import type { Records } from '#main/store/records.ts';
import type { StoredRegistration } from '#main/store/port.ts';

/** Shortest interval between two reports of the upload's progress. */
const PROGRESS_INTERVAL_MS = 100;

export interface BackgroundReading {
  /**
   * Starts the reading with the token of the signed-in clerk. Does nothing if it is running, or while a picture with a failed
   * check has no reason. Failures: REG-NO-CARD, REG-STATE, SESSION-NEEDED.
   */
  start(id: string): Promise<Result<undefined>>;
  /** Starts a reading that never ran or failed with a retryable error, if its own clerk is signed in. */
  resume(id: string): Promise<void>;
  /** Cancels the reading, if one runs for this registration: its pictures changed or the draft was put aside. */
  cancel(id: string): void;
  /** Hands the running request over to the sender, when the clerk submits before its response. @returns null when none runs. */
  adopt(id: string, clerk: MobileNumber): Promise<Result<CardReading>> | null;
  /** @returns the progress of the running reading; null when none runs for this registration. */
  progress(id: string): ReadingView | null;
  stop(): void;
}

export interface BackgroundReadingDeps extends ReadStoredCardDeps {
  readonly records: Records;
  readonly session: Session;
  readonly now: () => number;
  readonly log: Log;
  /** Called when the view of this registration's reading changed. */
  readonly onViewChanged: (id: string) => void;
}

interface RunningReading {
  readonly id: string;
  readonly clerk: MobileNumber;
  readonly abort: AbortController;
  readonly answer: Promise<Result<CardReading>>;
  view: ReadingView;
}

const hasCard = ({ body }: StoredRegistration): boolean =>
  body.pictures.front !== null && body.pictures.back !== null;

const isRetryable = (error: AppError): boolean =>
  failureKind(error) !== 'unread' &&
  failureKind(error) !== 'refused' &&
  failureKind(error) !== 'too-large';

export const createBackgroundReading = (deps: BackgroundReadingDeps): BackgroundReading => {
  const { records, session, now, log, onViewChanged } = deps;
  let running: RunningReading | null = null;

  const cancel = (id: string): void => {
    if (running?.id !== id) return;
    const { abort } = running;
    running = null;
    abort.abort();
  };

  const storeWhenSettled = async (reading: RunningReading): Promise<void> => {
    const answer = await reading.answer;
    if (running !== reading) return;
    const written = await records.update(reading.id, (record) => {
      // The reading was cancelled, adopted or replaced in the meantime.
      if (running !== reading) return ok(null);
      running = null;
      if (!isEditable(record.state)) return ok(null);
      if (answer.ok) return ok({ body: applyReading(record.body, answer.data, now(), true) });
      const state = answer.error.code === 'SVC-UNREAD' ? 'unread' : 'failed';
      return ok({
        body: {
          ...record.body,
          reading: { ...record.body.reading, state, since: now(), error: answer.error },
        },
      });
    });
    if (written.ok) return;
    // The change may not have been called at all, for example when the record is damaged.
    if (running === reading) running = null;
    onViewChanged(reading.id);
  };

  const startReading = (id: string, clerk: Clerk): void => {
    const abort = new AbortController();
    let lastReportedAt = 0;
    const onProgress = (sentBytes: number, totalBytes: number): void => {
      if (running !== reading) return;
      reading.view = { ...reading.view, sentBytes, totalBytes };
      if (now() - lastReportedAt < PROGRESS_INTERVAL_MS && sentBytes < totalBytes) return;
      lastReportedAt = now();
      onViewChanged(id);
    };
    const readCard = async (): Promise<Result<CardReading>> => {
      // Yields once, so that `reading` is assigned before `onProgress` uses it.
      await Promise.resolve();
      try {
        return await callAsClerk(session, clerk, (token) =>
          readStoredCard(deps, id, token, { signal: abort.signal, onProgress }),
        );
      } catch (thrown) {
        log.error('reading.unexpected-error', { registration: id, thrown });
        return err('IPC-INTERNAL');
      }
    };
    const reading: RunningReading = {
      id,
      clerk: clerk.mobile,
      abort,
      answer: readCard(),
      view: {
        state: 'sending',
        sentBytes: 0,
        totalBytes: 0,
        since: now(),
        error: null,
        fieldsRead: 0,
      },
    };
    running = reading;
    onViewChanged(id);
    void storeWhenSettled(reading);
  };

  const startIfAllowed = async (
    id: string,
    isAllowed: (record: StoredRegistration, clerk: Clerk) => boolean,
  ): Promise<Result<undefined>> => {
    const record = await records.get(id);
    if (!record.ok) return record;
    const clerk = session.clerk();
    if (!clerk) return err('SESSION-NEEDED');
    if (!isEditable(record.data.state)) return err('REG-STATE');
    if (!hasCard(record.data)) return err('REG-NO-CARD');
    if (!mayReadCard(record.data.body.pictures)) return ok(undefined);
    if (running?.id === id || !isAllowed(record.data, clerk)) return ok(undefined);
    if (running) cancel(running.id);
    startReading(id, clerk);
    return ok(undefined);
  };

  return {
    start: (id) => startIfAllowed(id, () => true),
    resume: async (id) => {
      await startIfAllowed(id, ({ body }, clerk) => {
        const { state, error } = body.reading;
        return (
          body.clerk === clerk.mobile &&
          (state === 'none' || (state === 'failed' && error !== null && isRetryable(error)))
        );
      });
    },
    cancel,
    adopt: (id, clerk) => {
      if (running?.id !== id || running.clerk !== clerk) return null;
      const { answer } = running;
      running = null;
      return answer;
    },
    progress: (id) => (running?.id === id ? running.view : null),
    stop: () => {
      if (running) cancel(running.id);
    },
  };
};
