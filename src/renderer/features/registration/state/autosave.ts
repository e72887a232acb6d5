/**
 * Saves edits 400 ms after the last keystroke, and immediately when a step is left. Saves are serialised. A failed save
 * is retried until it succeeds, and the page displays that the form is not saved.
 */
import type { AppError, Result } from '#shared/result.ts';

export type SaveStatus =
  | { readonly state: 'saved' }
  | { readonly state: 'saving' }
  | { readonly state: 'not-saved'; readonly error: AppError };

export interface AutosaveDeps<B> {
  /** @returns the edits that are not stored yet, or null. Called before every save. */
  readonly collect: () => B | null;
  readonly save: (batch: B) => Promise<Result<{ readonly savedAt: number }>>;
  readonly onSaved: (batch: B, savedAt: number) => void;
  readonly onStatus: (status: SaveStatus) => void;
  readonly delayMs?: number;
  readonly retryMs?: number;
}

export interface Autosave {
  /** Schedules a save after a keystroke. */
  touch(): void;
  /** Starts saving without waiting for it. */
  now(): void;
  /** Saves all edits. @returns the failure, or null. */
  flush(): Promise<AppError | null>;
  /** Prevents further saves; a running save completes. */
  stop(): void;
}

export const AUTOSAVE_DELAY_MS = 400;
export const AUTOSAVE_RETRY_MS = 3_000;

export const createAutosave = <B>(deps: AutosaveDeps<B>): Autosave => {
  const { delayMs = AUTOSAVE_DELAY_MS, retryMs = AUTOSAVE_RETRY_MS } = deps;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<AppError | null> | null = null;
  let stopped = false;
  let state: SaveStatus['state'] = 'saved';

  const report = (status: SaveStatus): void => {
    state = status.state;
    deps.onStatus(status);
  };
  const scheduleFlush = (ms: number): void => {
    clearTimeout(timer);
    timer = stopped ? undefined : setTimeout(() => void flush(), ms);
  };

  /** Saves until no edits are left or a save fails. Edits made during a save are part of the next one. */
  const saveAll = async (): Promise<AppError | null> => {
    for (let batch = deps.collect(); batch !== null; batch = deps.collect()) {
      if (state !== 'saving') report({ state: 'saving' });
      const saved = await deps.save(batch);
      if (!saved.ok) {
        report({ state: 'not-saved', error: saved.error });
        scheduleFlush(retryMs);
        return saved.error;
      }
      deps.onSaved(batch, saved.data.savedAt);
      report({ state: 'saved' });
    }
    // The clerk deleted the change again before it was saved, so there is nothing to save.
    if (state === 'saving') report({ state: 'saved' });
    return null;
  };

  const flush = (): Promise<AppError | null> => {
    clearTimeout(timer);
    running ??= saveAll().finally(() => {
      running = null;
    });
    return running;
  };

  return {
    touch: () => {
      // "Saved" must not stand beside an edit that a crash would lose.
      if (state === 'saved' && !stopped) report({ state: 'saving' });
      scheduleFlush(delayMs);
    },
    now: () => void flush(),
    flush,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
};
