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

const createSeenResponse = (durationMs: number): FaceResponse => ({
  kind: 'seen',
  observation: { faces: [], light: { mean: 100, overexposed: 0 }, durationMs },
});

/** Starts the detection with a fake worker, because the real detector runs in a browser only. */
const startTestDetection = (grabFrame: () => VideoFrame | null = () => ({}) as VideoFrame) => {
  const requests: FaceRequest[] = [];
  const observations: Observation[] = [];
  const listeners = {
    message: [] as ((event: { data: FaceResponse }) => void)[],
    error: [] as (() => void)[],
  };
  let isTerminated = false;
  let unavailableCount = 0;
  const worker: FaceWorker = {
    postMessage: (request) => void requests.push(request),
    addEventListener: (type: 'message' | 'error', listen: never) =>
      void (listeners[type] as unknown[]).push(listen),
    terminate: () => {
      isTerminated = true;
    },
  };
  const detection = startFaceDetection({
    startWorker: () => worker,
    grabFrame,
    onObservation: (observation) => void observations.push(observation),
    onUnavailable: () => {
      unavailableCount += 1;
    },
  });
  return {
    detection,
    requests,
    observations,
    sendResponse: (response: FaceResponse) =>
      listeners.message.forEach((listen) => listen({ data: response })),
    crash: () => listeners.error.forEach((listen) => listen()),
    readState: () => ({ isTerminated, unavailableCount }),
  };
};

describe('startFaceDetection', () => {
  it('sends one frame at a time and pauses as long as the detection took', () => {
    const rig = startTestDetection();
    expect(rig.requests).toHaveLength(0);
    rig.sendResponse({ kind: 'ready' });
    vi.advanceTimersByTime(1_000);
    expect(rig.requests).toHaveLength(1);
    rig.sendResponse(createSeenResponse(500));
    expect(rig.observations).toHaveLength(1);
    vi.advanceTimersByTime(499);
    expect(rig.requests).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(rig.requests).toHaveLength(2);
    rig.sendResponse(createSeenResponse(20));
    vi.advanceTimersByTime(FACE_DETECTION_TIMES.pauseMs - 1);
    expect(rig.requests).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(rig.requests).toHaveLength(3);
  });

  it('waits when the preview has no frame', () => {
    let frame: VideoFrame | null = null;
    const rig = startTestDetection(() => frame);
    rig.sendResponse({ kind: 'ready' });
    vi.advanceTimersByTime(FACE_DETECTION_TIMES.detectionMs * 3);
    expect(rig.requests).toHaveLength(0);
    frame = {} as VideoFrame;
    vi.advanceTimersByTime(FACE_DETECTION_TIMES.pauseMs);
    expect(rig.requests).toHaveLength(1);
    expect(rig.readState()).toEqual({ isTerminated: false, unavailableCount: 0 });
  });

  it.each([
    [
      'the models cannot be loaded',
      (rig: ReturnType<typeof startTestDetection>) =>
        rig.sendResponse({ kind: 'failed', reason: '404' }),
    ],
    ['the worker crashes', (rig: ReturnType<typeof startTestDetection>) => rig.crash()],
    ['loading takes too long', () => vi.advanceTimersByTime(FACE_DETECTION_TIMES.loadMs)],
    [
      'a detection takes too long',
      (rig: ReturnType<typeof startTestDetection>) => {
        rig.sendResponse({ kind: 'ready' });
        vi.advanceTimersByTime(FACE_DETECTION_TIMES.detectionMs);
      },
    ],
  ])('terminates the worker and reports it once when %s', (_fault, causeFault) => {
    const rig = startTestDetection();
    causeFault(rig);
    expect(rig.readState()).toEqual({ isTerminated: true, unavailableCount: 1 });
    rig.crash();
    rig.sendResponse(createSeenResponse(10));
    vi.advanceTimersByTime(60_000);
    expect(rig.readState().unavailableCount).toBe(1);
    expect(rig.observations).toEqual([]);
  });

  it('reports when no worker can be created', () => {
    let unavailableCount = 0;
    startFaceDetection({
      startWorker: () => {
        throw new TypeError('refused by the page’s policy');
      },
      grabFrame: () => null,
      onObservation: () => undefined,
      onUnavailable: () => {
        unavailableCount += 1;
      },
    });
    expect(unavailableCount).toBe(0);
    vi.advanceTimersByTime(0);
    expect(unavailableCount).toBe(1);
  });

  it('ignores messages after stop', () => {
    const rig = startTestDetection();
    rig.sendResponse({ kind: 'ready' });
    rig.detection.stop();
    rig.sendResponse(createSeenResponse(10));
    vi.advanceTimersByTime(60_000);
    expect(rig.observations).toEqual([]);
    expect(rig.readState()).toEqual({ isTerminated: true, unavailableCount: 0 });
  });
});
