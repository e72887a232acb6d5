/**
 * Feeds frames to the face detection worker and reports its results. One frame is in progress at a time and the worker
 * pauses as long as it worked, which limits it to half of one core. A worker that cannot start, fails or is too slow is
 * reported once and terminated.
 */
import type { FaceAnswer, FaceQuestion, Observation } from './face-messages.ts';

export const FACE_TIMES = {
  /** Loading the models took .1 to .3 s on a small machine. */
  loadMs: 15_000,
  /** One look took .05 to .6 s on a small machine that was busy. Slower than this it is no guidance any more. */
  lookMs: 4_000,
  /** Least time from one look to the next. */
  pauseMs: 200,
} as const;

/** As much of a `Worker` as is needed. */
export interface FaceWorker {
  postMessage(question: FaceQuestion, transfer: Transferable[]): void;
  addEventListener(type: 'message', listen: (event: { readonly data: FaceAnswer }) => void): void;
  addEventListener(type: 'error', listen: () => void): void;
  terminate(): void;
}

export interface FaceWatchDeps {
  readonly startWorker: () => FaceWorker;
  /** The frame on the screen now, or null when there is none. */
  readonly grab: () => VideoFrame | null;
  readonly onSeen: (observation: Observation) => void;
  /** There will be no guidance. */
  readonly onUnavailable: () => void;
}

export interface FaceWatch {
  stop(): void;
}

export const watchFaces = ({
  startWorker,
  grab,
  onSeen,
  onUnavailable,
}: FaceWatchDeps): FaceWatch => {
  let worker: FaceWorker | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stop = (): void => {
    clearTimeout(timer);
    worker?.terminate();
    worker = null;
  };
  const giveUp = (): void => {
    stop();
    onUnavailable();
  };

  const ask = (): void => {
    const frame = grab();
    if (!frame || !worker) {
      timer = setTimeout(ask, FACE_TIMES.pauseMs);
      return;
    }
    timer = setTimeout(giveUp, FACE_TIMES.lookMs);
    worker.postMessage({ frame }, [frame]);
  };

  const hear = (answer: FaceAnswer): void => {
    // It may have been ended while its answer was on the way.
    if (!worker) return;
    clearTimeout(timer);
    if (answer.kind === 'failed') return giveUp();
    if (answer.kind === 'ready') return ask();
    onSeen(answer.observation);
    timer = setTimeout(ask, Math.max(FACE_TIMES.pauseMs, answer.observation.tookMs));
  };

  try {
    worker = startWorker();
    worker.addEventListener('message', ({ data }) => hear(data));
    worker.addEventListener('error', () => worker && giveUp());
    timer = setTimeout(giveUp, FACE_TIMES.loadMs);
  } catch {
    // The page may not make a worker here: its policy forbids it, or memory is short.
    timer = setTimeout(giveUp, 0);
  }
  return { stop };
};
