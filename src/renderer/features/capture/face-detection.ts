/**
 * Sends frames to the face detection worker and reports its results. One frame is processed at a time, and the pause
 * after each is as long as its processing, which limits the worker to half of one core. A worker that does not start,
 * fails or is too slow is reported once and terminated.
 */
import type { FaceResponse, FaceRequest, Observation } from './face-messages.ts';

export const FACE_DETECTION_TIMES = {
  /** Loading the models took 0.1 to 0.3 s on a small machine. */
  loadMs: 15_000,
  /** One detection took 0.05 to 0.6 s on a small busy machine. Slower results are too late to guide the customer. */
  detectionMs: 4_000,
  /** Minimum interval between two detections. */
  pauseMs: 200,
} as const;

/** The subset of `Worker` that is used here, so that tests can replace it. */
export interface FaceWorker {
  postMessage(request: FaceRequest, transfer: Transferable[]): void;
  addEventListener(
    type: 'message',
    listener: (event: { readonly data: FaceResponse }) => void,
  ): void;
  addEventListener(type: 'error', listener: () => void): void;
  terminate(): void;
}

export interface FaceDetectionDeps {
  readonly startWorker: () => FaceWorker;
  /** @returns the current frame, or null when there is none. */
  readonly grabFrame: () => VideoFrame | null;
  readonly onObservation: (observation: Observation) => void;
  /** Called when detection is not available. */
  readonly onUnavailable: () => void;
}

export interface FaceDetection {
  stop(): void;
}

export const startFaceDetection = ({
  startWorker,
  grabFrame,
  onObservation,
  onUnavailable,
}: FaceDetectionDeps): FaceDetection => {
  let worker: FaceWorker | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stop = (): void => {
    clearTimeout(timer);
    worker?.terminate();
    worker = null;
  };
  const fail = (): void => {
    stop();
    onUnavailable();
  };

  const sendFrame = (): void => {
    const frame = grabFrame();
    if (!frame || !worker) {
      timer = setTimeout(sendFrame, FACE_DETECTION_TIMES.pauseMs);
      return;
    }
    timer = setTimeout(fail, FACE_DETECTION_TIMES.detectionMs);
    worker.postMessage({ frame }, [frame]);
  };

  const onResponse = (response: FaceResponse): void => {
    // The worker may have been terminated before its answer arrived.
    if (!worker) return;
    clearTimeout(timer);
    if (response.kind === 'failed') return fail();
    if (response.kind === 'ready') return sendFrame();
    onObservation(response.observation);
    timer = setTimeout(
      sendFrame,
      Math.max(FACE_DETECTION_TIMES.pauseMs, response.observation.durationMs),
    );
  };

  try {
    worker = startWorker();
    worker.addEventListener('message', ({ data }) => onResponse(data));
    worker.addEventListener('error', () => worker && fail());
    timer = setTimeout(fail, FACE_DETECTION_TIMES.loadMs);
  } catch {
    // Creating the worker fails when the content security policy forbids it or memory is insufficient.
    timer = setTimeout(fail, 0);
  }
  return { stop };
};
