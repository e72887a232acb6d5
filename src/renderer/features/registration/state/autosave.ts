/**
 * Saves edits 400 ms after the last keystroke, and immediately when a step is left. Saves are serialised; a failed one is
 * retried until it succeeds, and the page shows meanwhile that the form is not saved.
 */
import type { AppError, Result } from '#shared/result.ts';

export type SaveStatus =
  | { readonly state: 'saved' }
  | { readonly state: 'saving' }
  | { readonly state: 'not-saved'; readonly error: AppError };

export interface AutosaveDeps<B> {
  /** Collects the edits that are not stored yet, or null. Called before every save. */
  readonly collect: () => B | null;
  readonly save: (batch: B) => Promise<Result<{ readonly savedAt: number }>>;
  readonly onSaved: (batch: B, savedAt: number) => void;
  readonly onStatus: (status: SaveStatus) => void;
  readonly delayMs?: number;
  readonly retryMs?: number;
}

export interface Autosave {
  /** A keystroke: save when the clerk pauses. */
  touch(): void;
  /** Save now, without waiting for it. */
  now(): void;
  /** Saves everything. @returns null when it is stored, or why it is not. */
  flush(): Promise<AppError | null>;
  /** Starts no more saves; a running one completes. */
  stop(): void;
}

export const AUTOSAVE_DELAY_MS = 400;
export const AUTOSAVE_RETRY_MS = 3_000;

export const createAutosave = <B>(deps: AutosaveDeps<B>): Autosave => {
  const { delayMs = AUTOSAVE_DELAY_MS, retryMs = AUTOSAVE_RETRY_MS } = deps;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<AppError | null> | null = null;
  let stopped = false;

  const wait = (ms: number): void => {
    clearTimeout(timer);
    timer = stopped ? undefined : setTimeout(() => void flush(), ms);
  };

  /** Saves until no edits are left or a save fails. Edits made during a save are part of the next one. */
  const drain = async (): Promise<AppError | null> => {
    for (let batch = deps.collect(); batch !== null; batch = deps.collect()) {
      deps.onStatus({ state: 'saving' });
      const saved = await deps.save(batch);
      if (!saved.ok) {
        deps.onStatus({ state: 'not-saved', error: saved.error });
        wait(retryMs);
        return saved.error;
      }
      deps.onSaved(batch, saved.data.savedAt);
      deps.onStatus({ state: 'saved' });
    }
    return null;
  };

  const flush = (): Promise<AppError | null> => {
    clearTimeout(timer);
    running ??= drain().finally(() => {
      running = null;
    });
    return running;
  };

  return {
    touch: () => wait(delayMs),
    now: () => void flush(),
    flush,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
};
