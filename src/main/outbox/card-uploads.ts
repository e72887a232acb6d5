/**
 * Runs step 1 of queued registrations. While the service processes one registration's form, the card of the next one is
 * uploaded. Nothing of that is stored, so it can be cancelled at any time without loss.
 */
import { err, type Result } from '#shared/result.ts';
import type { CardReading } from '#main/ekyc/port.ts';
import { asClerk } from '#main/session/as-clerk.ts';
import type { Clerk, Session } from '#main/session/port.ts';
import type { Log } from '#main/log/log.ts';
import type { StoredRegistration } from '#main/store/port.ts';
import { readCard, type ReadCardDeps } from './upload-card.ts';

/**
 * Only where the last step 1 took no longer than this. It is twice as large as a form, so that even on half the bandwidth the form
 * arrives well within its time limit of 30 s; otherwise the outcome of the form would be unknown.
 */
export const QUICK_MS = 10_000;

export interface CardUploads {
  /** Uploads both sides now. Failures: those of `readCard` and of the session. */
  readonly read: (id: string, clerk: Clerk, signal: AbortSignal) => Promise<Result<CardReading>>;
  /** Begins with the card of the registration that `next` names, unless one was begun or the connection is slow. */
  readAhead(clerk: Clerk, next: () => Promise<StoredRegistration | null>): Promise<void>;
  /** @returns the reading that was begun for this registration; one of another registration is cancelled. */
  take(id: string): Promise<Result<CardReading>> | null;
  /** Cancels what was begun. */
  forget(): void;
}

export interface CardUploadsDeps extends ReadCardDeps {
  readonly session: Pick<Session, 'ended'>;
  readonly now: () => number;
  readonly log: Log;
}

interface Ahead {
  readonly id: string;
  readonly answer: Promise<Result<CardReading>>;
  readonly abort: AbortController;
}

export const createCardUploads = (deps: CardUploadsDeps): CardUploads => {
  const { session, now, log } = deps;
  let ahead: Ahead | null = null;
  /** Number of the current form. The result of a search for the next registration is discarded when the form has changed meanwhile. */
  let turn = 0;
  /** Of the last step 1 that was answered; null until one was. */
  let tookMs: number | null = null;

  const read: CardUploads['read'] = async (id, clerk, signal) => {
    const start = now();
    try {
      const answer = await asClerk(session, clerk, (token) =>
        readCard(deps, id, token, { signal }),
      );
      if (answer.ok) tookMs = now() - start;
      return answer;
    } catch (thrown) {
      log.error('sender.card-unexpected-error', { registration: id, thrown });
      return err('IPC-INTERNAL');
    }
  };

  const forget = (): void => {
    turn += 1;
    ahead?.abort.abort();
    ahead = null;
  };

  return {
    read,
    readAhead: async (clerk, next) => {
      if (ahead || tookMs === null || tookMs > QUICK_MS) return;
      const mine = turn;
      const record = await next();
      if (!record || turn !== mine) return;
      const abort = new AbortController();
      ahead = { id: record.id, answer: read(record.id, clerk, abort.signal), abort };
    },
    take: (id) => {
      if (ahead?.id !== id) {
        forget();
        return null;
      }
      const { answer } = ahead;
      turn += 1;
      ahead = null;
      return answer;
    },
    forget,
  };
};
