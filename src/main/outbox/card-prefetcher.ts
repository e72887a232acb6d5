/**
 * Runs step 1 of queued registrations. While the service processes the form of one registration, the card of the next one
 * is uploaded. The answer is kept in memory only, so an upload can be cancelled at any time without loss.
 */
import { err, type Result } from '#shared/result.ts';
import type { CardReading } from '#main/ekyc/port.ts';
import { callAsClerk } from '#main/session/as-clerk.ts';
import type { Clerk, Session } from '#main/session/port.ts';
import type { Log } from '#main/log/log.ts';
import type { StoredRegistration } from '#main/store/port.ts';
import { readStoredCard, type ReadStoredCardDeps } from './read-stored-card.ts';

/**
 * Cards are prefetched only if the last step 1 took no longer than this. A card upload is twice as large as a form, so a
 * form that shares the bandwidth with it still arrives within its time limit of 30 s; after the limit its outcome is unknown.
 */
export const MAX_STEP1_MS_FOR_PREFETCH = 10_000;

export interface CardPrefetcher {
  /** Uploads both sides now. Failures: those of `readCard` and of the session. */
  readonly read: (id: string, clerk: Clerk, signal: AbortSignal) => Promise<Result<CardReading>>;
  /** Starts step 1 of the registration that `findNext` returns, unless one was started or the connection is slow. */
  prefetch(clerk: Clerk, findNext: () => Promise<StoredRegistration | null>): Promise<void>;
  /** @returns the reading that was started for this registration, or null; one of another registration is cancelled. */
  takeReading(id: string): Promise<Result<CardReading>> | null;
  /** Cancels the reading that was started. */
  cancel(): void;
}

export interface CardPrefetcherDeps extends ReadStoredCardDeps {
  readonly session: Pick<Session, 'reportEnded'>;
  readonly now: () => number;
  readonly log: Log;
}

interface PrefetchedReading {
  readonly id: string;
  readonly answer: Promise<Result<CardReading>>;
  readonly abort: AbortController;
}

export const createCardPrefetcher = (deps: CardPrefetcherDeps): CardPrefetcher => {
  const { session, now, log } = deps;
  let prefetched: PrefetchedReading | null = null;
  /**
   * Incremented by each `takeReading` and `cancel`. A `prefetch` that was looking for the next registration meanwhile has no
   * effect.
   */
  let generation = 0;
  /** Duration of the last answered step 1 in milliseconds; null before the first. */
  let lastStep1Ms: number | null = null;

  const read: CardPrefetcher['read'] = async (id, clerk, signal) => {
    const startedAt = now();
    try {
      const answer = await callAsClerk(session, clerk, (token) =>
        readStoredCard(deps, id, token, { signal }),
      );
      if (answer.ok) lastStep1Ms = now() - startedAt;
      return answer;
    } catch (thrown) {
      log.error('sender.card-unexpected-error', { registration: id, thrown });
      return err('IPC-INTERNAL');
    }
  };

  const cancel = (): void => {
    generation += 1;
    prefetched?.abort.abort();
    prefetched = null;
  };

  return {
    read,
    prefetch: async (clerk, findNext) => {
      if (prefetched || lastStep1Ms === null || lastStep1Ms > MAX_STEP1_MS_FOR_PREFETCH) return;
      const startGeneration = generation;
      const record = await findNext();
      if (!record || generation !== startGeneration) return;
      const abort = new AbortController();
      prefetched = { id: record.id, answer: read(record.id, clerk, abort.signal), abort };
    },
    takeReading: (id) => {
      if (prefetched?.id !== id) {
        cancel();
        return null;
      }
      const { answer } = prefetched;
      generation += 1;
      prefetched = null;
      return answer;
    },
    cancel,
  };
};
