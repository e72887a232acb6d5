import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cameraError, createCameraSession } from '#renderer/features/capture/camera-session.ts';
import { err, ok, type AppError } from '#shared/result.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Creates a fake stream with the members that the session uses, because the test machine has no camera. */
const createStream = () => {
  const track = Object.assign(new EventTarget(), {
    isStopped: false,
    stop: () => void (track.isStopped = true),
  });
  const stream = {
    getTracks: () => [track],
    getVideoTracks: () => [track],
  } as unknown as MediaStream;
  return { stream, track };
};

const createTestSession = (
  leaseAnswer = ok(undefined) as ReturnType<typeof err> | { ok: true; data: undefined },
) => {
  const openRequests: {
    resolve: (stream: MediaStream) => void;
    reject: (failure: unknown) => void;
  }[] = [];
  const lostErrors: AppError[] = [];
  let leaseCount = 0;
  const session = createCameraSession({
    open: () => new Promise((resolve, reject) => void openRequests.push({ resolve, reject })),
    lease: async () => {
      if (leaseAnswer.ok) leaseCount += 1;
      return leaseAnswer;
    },
    release: async () => {
      leaseCount -= 1;
      return ok(undefined);
    },
    onEnded: (error) => void lostErrors.push(error),
  });
  return {
    session,
    openRequests,
    lostErrors,
    readLeaseCount: () => leaseCount,
    flush: () => vi.advanceTimersByTimeAsync(0),
  };
};

describe('createCameraSession', () => {
  it('opens a camera under a lease and releases both', async () => {
    const testSession = createTestSession();
    const started = testSession.session.start(null);
    await testSession.flush();
    const { stream, track } = createStream();
    testSession.openRequests[0]?.resolve(stream);
    expect(await started).toEqual(ok(stream));
    expect(testSession.readLeaseCount()).toBe(1);
    testSession.session.stop();
    expect(track.isStopped).toBe(true);
    expect(testSession.readLeaseCount()).toBe(0);
  });

  it('times out after eight seconds and closes a stream that arrives later', async () => {
    const testSession = createTestSession();
    const started = testSession.session.start(null);
    await vi.advanceTimersByTimeAsync(8_000);
    expect(await started).toMatchObject({ ok: false, error: { code: 'CAM-TIMEOUT' } });
    const { stream, track } = createStream();
    testSession.openRequests[0]?.resolve(stream);
    await testSession.flush();
    expect(track.isStopped).toBe(true);
    expect(testSession.readLeaseCount()).toBe(0);
  });

  it('closes a stream that arrives after the session was closed', async () => {
    const testSession = createTestSession();
    const started = testSession.session.start(null);
    await testSession.flush();
    testSession.session.stop();
    const { stream, track } = createStream();
    testSession.openRequests[0]?.resolve(stream);
    expect(await started).toBeNull();
    expect(track.isStopped).toBe(true);
    expect(testSession.readLeaseCount()).toBe(0);
  });

  it('reports when an open camera is unplugged', async () => {
    const testSession = createTestSession();
    const started = testSession.session.start(null);
    await testSession.flush();
    const { stream, track } = createStream();
    testSession.openRequests[0]?.resolve(stream);
    await started;
    track.dispatchEvent(new Event('ended'));
    expect(testSession.lostErrors).toEqual([{ code: 'CAM-FAILED' }]);
    expect(testSession.readLeaseCount()).toBe(0);
  });

  it('opens no camera without a lease', async () => {
    const testSession = createTestSession(err('CAM-IN-USE'));
    expect(await testSession.session.start(null)).toMatchObject({
      ok: false,
      error: { code: 'CAM-IN-USE' },
    });
    expect(testSession.openRequests).toEqual([]);
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
