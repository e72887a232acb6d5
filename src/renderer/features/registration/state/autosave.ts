/**
 * Saves edits 400 ms after the last keystroke, or immediately on request. Saves are serialised. A failed save is
 * reported as "not saved", which the page displays, and is retried every 3 s until it succeeds.
 */
import type { AppError, Result } from '#shared/result.ts';

export type SaveStatus =
  | { readonly state: 'saved' }
  | { readonly state: 'saving' }
  | { readonly state: 'not-saved'; readonly error: AppError };

export interface AutosaveDeps<Edits> {
  /** @returns the edits that are not stored yet, or null. Called before every save. */
  readonly collectEdits: () => Edits | null;
  readonly save: (batch: Edits) => Promise<Result<{ readonly savedAt: number }>>;
  readonly onSaved: (batch: Edits, savedAt: number) => void;
  readonly onStatusChange: (status: SaveStatus) => void;
  /** Delay of a save after a keystroke. */
  readonly delayMs?: number;
  /** Delay of the next attempt after a failed save. */
  readonly retryMs?: number;
}

export interface Autosave {
  /** Schedules a save after a keystroke. */
  scheduleSave(): void;
  /** Starts a save without waiting for its end. */
  saveImmediately(): void;
  /** Saves all edits. @returns the failure of the save; null when everything is saved. */
  flush(): Promise<AppError | null>;
  /** Prevents further saves; a running save completes. */
  stop(): void;
}

export const AUTOSAVE_DELAY_MS = 400;
export const AUTOSAVE_RETRY_MS = 3_000;

export const createAutosave = <Edits>(deps: AutosaveDeps<Edits>): Autosave => {
  const { delayMs = AUTOSAVE_DELAY_MS, retryMs = AUTOSAVE_RETRY_MS } = deps;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let runningSave: Promise<AppError | null> | null = null;
  let isStopped = false;
  let lastState: SaveStatus['state'] = 'saved';

  const reportStatus = (status: SaveStatus): void => {
    lastState = status.state;
    deps.onStatusChange(status);
  };
  const scheduleFlush = (ms: number): void => {
    clearTimeout(timer);
    timer = isStopped ? undefined : setTimeout(() => void flush(), ms);
  };

  /** Saves until no edits are left or a save fails. Edits made during a save are part of the next one. */
  const saveAll = async (): Promise<AppError | null> => {
    for (let batch = deps.collectEdits(); batch !== null; batch = deps.collectEdits()) {
      if (lastState !== 'saving') reportStatus({ state: 'saving' });
      const saved = await deps.save(batch);
      if (!saved.ok) {
        reportStatus({ state: 'not-saved', error: saved.error });
        scheduleFlush(retryMs);
        return saved.error;
      }
      deps.onSaved(batch, saved.data.savedAt);
      reportStatus({ state: 'saved' });
    }
    // `scheduleSave` has reported "saving", but the clerk undid the edit before it was saved.
    if (lastState === 'saving') reportStatus({ state: 'saved' });
    return null;
  };

  const flush = (): Promise<AppError | null> => {
    clearTimeout(timer);
    runningSave ??= saveAll().finally(() => {
      runningSave = null;
    });
    return runningSave;
  };

  return {
    scheduleSave: () => {
      // The status changes at once, because a crash before the delayed save loses the edit.
      if (lastState === 'saved' && !isStopped) reportStatus({ state: 'saving' });
      scheduleFlush(delayMs);
    },
    saveImmediately: () => void flush(),
    flush,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
};
