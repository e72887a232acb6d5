import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type {
  FaceResponse,
  FaceRequest,
  Observation,
} from '#renderer/features/capture/face-messages.ts';
import {
  FACE_DETECTION_TIMES,
  startFaceDetection,
  type FaceWorker,
} from '#renderer/features/capture/face-detection.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const seen = (durationMs: number): FaceResponse => ({
  kind: 'seen',
  observation: { faces: [], light: { mean: 100, overexposed: 0 }, durationMs },
});

/** Starts the detection with a fake worker, because the real detector runs in a browser only. */
const createRig = (frames: () => VideoFrame | null = () => ({}) as VideoFrame) => {
  const questions: FaceRequest[] = [];
  const observed: Observation[] = [];
  const listeners = {
    message: [] as ((event: { data: FaceResponse }) => void)[],
    error: [] as (() => void)[],
  };
  let terminated = false;
  let unavailable = 0;
  const worker: FaceWorker = {
    postMessage: (question) => void questions.push(question),
    addEventListener: (type: 'message' | 'error', listen: never) =>
      void (listeners[type] as unknown[]).push(listen),
    terminate: () => {
      terminated = true;
    },
  };
  const watch = startFaceDetection({
    startWorker: () => worker,
    grabFrame: frames,
    onObservation: (observation) => void observed.push(observation),
    onUnavailable: () => {
      unavailable += 1;
    },
  });
  return {
    watch,
    questions,
    observed,
    sendAnswer: (answer: FaceResponse) =>
      listeners.message.forEach((listen) => listen({ data: answer })),
    crash: () => listeners.error.forEach((listen) => listen()),
    state: () => ({ terminated, unavailable }),
  };
};

describe('startFaceDetection', () => {
  it('sends one frame at a time and pauses as long as the detection took', () => {
    const rig = createRig();
    expect(rig.questions).toHaveLength(0);
    rig.sendAnswer({ kind: 'ready' });
    vi.advanceTimersByTime(1_000);
    expect(rig.questions).toHaveLength(1);
    rig.sendAnswer(seen(500));
    expect(rig.observed).toHaveLength(1);
    vi.advanceTimersByTime(499);
    expect(rig.questions).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(rig.questions).toHaveLength(2);
    rig.sendAnswer(seen(20));
    vi.advanceTimersByTime(FACE_DETECTION_TIMES.pauseMs - 1);
    expect(rig.questions).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(rig.questions).toHaveLength(3);
  });

  it('waits when the preview has no frame', () => {
    let frame: VideoFrame | null = null;
    const rig = createRig(() => frame);
    rig.sendAnswer({ kind: 'ready' });
    vi.advanceTimersByTime(FACE_DETECTION_TIMES.detectionMs * 3);
    expect(rig.questions).toHaveLength(0);
    frame = {} as VideoFrame;
    vi.advanceTimersByTime(FACE_DETECTION_TIMES.pauseMs);
    expect(rig.questions).toHaveLength(1);
    expect(rig.state()).toEqual({ terminated: false, unavailable: 0 });
  });

  it.each([
    [
      'the models cannot be loaded',
      (rig: ReturnType<typeof createRig>) => rig.sendAnswer({ kind: 'failed', reason: '404' }),
    ],
    ['the worker crashes', (rig: ReturnType<typeof createRig>) => rig.crash()],
    ['loading takes too long', () => vi.advanceTimersByTime(FACE_DETECTION_TIMES.loadMs)],
    [
      'a detection takes too long',
      (rig: ReturnType<typeof createRig>) => {
        rig.sendAnswer({ kind: 'ready' });
        vi.advanceTimersByTime(FACE_DETECTION_TIMES.detectionMs);
      },
    ],
  ])('terminates the worker and reports it once when %s', (_what, causeFault) => {
    const rig = createRig();
    causeFault(rig);
    expect(rig.state()).toEqual({ terminated: true, unavailable: 1 });
    rig.crash();
    rig.sendAnswer(seen(10));
    vi.advanceTimersByTime(60_000);
    expect(rig.state().unavailable).toBe(1);
    expect(rig.observed).toEqual([]);
  });

  it('reports when no worker can be created', () => {
    let unavailable = 0;
    startFaceDetection({
      startWorker: () => {
        throw new TypeError('refused by the page’s policy');
      },
      grabFrame: () => null,
      onObservation: () => undefined,
      onUnavailable: () => {
        unavailable += 1;
      },
    });
    expect(unavailable).toBe(0);
    vi.advanceTimersByTime(0);
    expect(unavailable).toBe(1);
  });

  it('ignores messages after stop', () => {
    const rig = createRig();
    rig.sendAnswer({ kind: 'ready' });
    rig.watch.stop();
    rig.sendAnswer(seen(10));
    vi.advanceTimersByTime(60_000);
    expect(rig.observed).toEqual([]);
    expect(rig.state()).toEqual({ terminated: true, unavailable: 0 });
  });
});
