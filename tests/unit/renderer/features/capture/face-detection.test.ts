import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type {
  FaceAnswer,
  FaceQuestion,
  Observation,
} from '#renderer/features/capture/face-messages.ts';
import {
  FACE_DETECTION_TIMES,
  startFaceDetection,
  type FaceWorker,
} from '#renderer/features/capture/face-detection.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const seen = (tookMs: number): FaceAnswer => ({
  kind: 'seen',
  observation: { faces: [], light: { mean: 100, overexposed: 0 }, tookMs },
});

/** A worker as the page sees one; the finder itself runs in a browser only. */
const createRig = (frames: () => VideoFrame | null = () => ({}) as VideoFrame) => {
  const asked: FaceQuestion[] = [];
  const told: Observation[] = [];
  const listeners = {
    message: [] as ((event: { data: FaceAnswer }) => void)[],
    error: [] as (() => void)[],
  };
  let terminated = false;
  let unavailable = 0;
  const worker: FaceWorker = {
    postMessage: (question) => void asked.push(question),
    addEventListener: (type: 'message' | 'error', listen: never) =>
      void (listeners[type] as unknown[]).push(listen),
    terminate: () => {
      terminated = true;
    },
  };
  const watch = startFaceDetection({
    startWorker: () => worker,
    grab: frames,
    onSeen: (observation) => void told.push(observation),
    onUnavailable: () => {
      unavailable += 1;
    },
  });
  return {
    watch,
    asked,
    told,
    say: (answer: FaceAnswer) => listeners.message.forEach((listen) => listen({ data: answer })),
    crash: () => listeners.error.forEach((listen) => listen()),
    state: () => ({ terminated, unavailable }),
  };
};

describe('startFaceDetection', () => {
  it('sends one frame at a time and pauses as long as the detection took', () => {
    const rig = createRig();
    expect(rig.asked).toHaveLength(0);
    rig.say({ kind: 'ready' });
    vi.advanceTimersByTime(1_000);
    expect(rig.asked).toHaveLength(1);
    rig.say(seen(500));
    expect(rig.told).toHaveLength(1);
    vi.advanceTimersByTime(499);
    expect(rig.asked).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(rig.asked).toHaveLength(2);
    rig.say(seen(20));
    vi.advanceTimersByTime(FACE_DETECTION_TIMES.pauseMs - 1);
    expect(rig.asked).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(rig.asked).toHaveLength(3);
  });

  it('waits when the preview has no frame', () => {
    let frame: VideoFrame | null = null;
    const rig = createRig(() => frame);
    rig.say({ kind: 'ready' });
    vi.advanceTimersByTime(FACE_DETECTION_TIMES.detectionMs * 3);
    expect(rig.asked).toHaveLength(0);
    frame = {} as VideoFrame;
    vi.advanceTimersByTime(FACE_DETECTION_TIMES.pauseMs);
    expect(rig.asked).toHaveLength(1);
    expect(rig.state()).toEqual({ terminated: false, unavailable: 0 });
  });

  it.each([
    [
      'the models cannot be loaded',
      (rig: ReturnType<typeof createRig>) => rig.say({ kind: 'failed', reason: '404' }),
    ],
    ['the worker breaks', (rig: ReturnType<typeof createRig>) => rig.crash()],
    ['loading takes too long', () => vi.advanceTimersByTime(FACE_DETECTION_TIMES.loadMs)],
    [
      'a look takes too long',
      (rig: ReturnType<typeof createRig>) => {
        rig.say({ kind: 'ready' });
        vi.advanceTimersByTime(FACE_DETECTION_TIMES.detectionMs);
      },
    ],
  ])('terminates the worker and reports it once when %s', (_what, happen) => {
    const rig = createRig();
    happen(rig);
    expect(rig.state()).toEqual({ terminated: true, unavailable: 1 });
    rig.crash();
    rig.say(seen(10));
    vi.advanceTimersByTime(60_000);
    expect(rig.state().unavailable).toBe(1);
    expect(rig.told).toEqual([]);
  });

  it('reports when no worker can be created', () => {
    let unavailable = 0;
    startFaceDetection({
      startWorker: () => {
        throw new TypeError('refused by the page’s policy');
      },
      grab: () => null,
      onSeen: () => undefined,
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
    rig.say({ kind: 'ready' });
    rig.watch.stop();
    rig.say(seen(10));
    vi.advanceTimersByTime(60_000);
    expect(rig.told).toEqual([]);
    expect(rig.state()).toEqual({ terminated: true, unavailable: 0 });
  });
});
