import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cameraError, createCameraSession } from '#renderer/features/capture/camera-session.ts';
import { err, ok, type AppError } from '#shared/result.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A fake stream with the members that the session uses, because the test machine has no camera. */
const createStream = () => {
  const track = Object.assign(new EventTarget(), {
    stopped: false,
    stop: () => void (track.stopped = true),
  });
  const stream = {
    getTracks: () => [track],
    getVideoTracks: () => [track],
  } as unknown as MediaStream;
  return { stream, track };
};

const createCounter = (
  leaseAnswer = ok(undefined) as ReturnType<typeof err> | { ok: true; data: undefined },
) => {
  const opening: { resolve: (stream: MediaStream) => void; reject: (failure: unknown) => void }[] =
    [];
  const lost: AppError[] = [];
  let leases = 0;
  const session = createCameraSession({
    open: () => new Promise((resolve, reject) => void opening.push({ resolve, reject })),
    lease: async () => {
      if (leaseAnswer.ok) leases += 1;
      return leaseAnswer;
    },
    release: async () => {
      leases -= 1;
      return ok(undefined);
    },
    onLost: (error) => void lost.push(error),
  });
  return {
    session,
    opening,
    lost,
    leases: () => leases,
    flush: () => vi.advanceTimersByTimeAsync(0),
  };
};

describe('createCameraSession', () => {
  it('opens a camera under a lease and releases both', async () => {
    const counter = createCounter();
    const started = counter.session.start(null);
    await counter.flush();
    const { stream, track } = createStream();
    counter.opening[0]?.resolve(stream);
    expect(await started).toEqual(ok(stream));
    expect(counter.leases()).toBe(1);
    counter.session.stop();
    expect(track.stopped).toBe(true);
    expect(counter.leases()).toBe(0);
  });

  it('times out after eight seconds and closes a stream that arrives later', async () => {
    const counter = createCounter();
    const started = counter.session.start(null);
    await vi.advanceTimersByTimeAsync(8_000);
    expect(await started).toMatchObject({ ok: false, error: { code: 'CAM-TIMEOUT' } });
    const { stream, track } = createStream();
    counter.opening[0]?.resolve(stream);
    await counter.flush();
    expect(track.stopped).toBe(true);
    expect(counter.leases()).toBe(0);
  });

  it('closes a stream that arrives after the session was closed', async () => {
    const counter = createCounter();
    const started = counter.session.start(null);
    await counter.flush();
    counter.session.stop();
    const { stream, track } = createStream();
    counter.opening[0]?.resolve(stream);
    expect(await started).toBeNull();
    expect(track.stopped).toBe(true);
    expect(counter.leases()).toBe(0);
  });

  it('reports when an open camera is unplugged', async () => {
    const counter = createCounter();
    const started = counter.session.start(null);
    await counter.flush();
    const { stream, track } = createStream();
    counter.opening[0]?.resolve(stream);
    await started;
    track.dispatchEvent(new Event('ended'));
    expect(counter.lost).toEqual([{ code: 'CAM-FAILED' }]);
    expect(counter.leases()).toBe(0);
  });

  it('opens no camera without a lease', async () => {
    const counter = createCounter(err('CAM-IN-USE'));
    expect(await counter.session.start(null)).toMatchObject({
      ok: false,
      error: { code: 'CAM-IN-USE' },
    });
    expect(counter.opening).toEqual([]);
  });

  it.each([
    ['NotFoundError', 'CAM-NONE'],
    ['NotAllowedError', 'CAM-DENIED'],
    ['NotReadableError', 'CAM-IN-USE'],
    ['AbortError', 'CAM-FAILED'],
  ])('maps %s to %s', (name, code) => {
    expect(cameraError(new DOMException('', name)).code).toBe(code);
  });
});
