/**
 * Opens and closes one camera under a lease. Opening has a timeout, because it can hang (an unresponsive driver, a
 * hidden dialog). A stream that arrives after the timeout or after closing is stopped immediately.
 */
import { err, ok, type AppError, type Result } from '#shared/result.ts';

export const CAMERA_TIMEOUT_MS = 8_000;

export interface CameraSessionDeps {
  /** Opens the camera with this id; null opens the default camera of this counter. Called while the lease is held. */
  readonly open: (deviceId: string | null) => Promise<MediaStream>;
  readonly lease: () => Promise<Result<undefined>>;
  readonly release: () => Promise<Result<undefined>>;
  /** Called when an open camera ends unexpectedly: it was unplugged, or another program uses it. */
  readonly onEnded: (error: AppError) => void;
  readonly timeoutMs?: number;
}

export interface CameraSession {
  /**
   * Closes the current camera and opens this one.
   * @returns null when the session was stopped or started again in the meantime.
   */
  start(deviceId: string | null): Promise<Result<MediaStream> | null>;
  /** Stops the camera and releases the lease. May be called at any time. */
  stop(): void;
}

/** Maps the exceptions of `getUserMedia` to error codes. */
export const cameraError = (failure: unknown): AppError => {
  const name = failure instanceof Error || failure instanceof DOMException ? failure.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return { code: 'CAM-NONE' };
  if (name === 'NotAllowedError' || name === 'SecurityError') return { code: 'CAM-DENIED' };
  if (name === 'NotReadableError') return { code: 'CAM-IN-USE' };
  return { code: 'CAM-FAILED' };
};

/** Requests Full HD as a preference. A resolution that is too low for the purpose is reported after the start. */
export const constraintsFor = (deviceId: string | null): MediaStreamConstraints => ({
  video: {
    width: { ideal: 1_920 },
    height: { ideal: 1_080 },
    ...(deviceId ? { deviceId: { ideal: deviceId } } : {}),
  },
  audio: false,
});

const stopTracks = (stream: MediaStream): void =>
  stream.getTracks().forEach((track) => track.stop());

export const createCameraSession = (deps: CameraSessionDeps): CameraSession => {
  const { timeoutMs = CAMERA_TIMEOUT_MS } = deps;
  let current: MediaStream | null = null;
  let isLeased = false;
  /** Incremented by every start and stop; the result of a start with an older value is discarded. */
  let generation = 0;

  const openWithTimeout = (
    deviceId: string | null,
    startGeneration: number,
  ): Promise<Result<MediaStream>> =>
    new Promise((resolve) => {
      let isTimedOut = false;
      const timer = setTimeout(() => {
        isTimedOut = true;
        resolve(err('CAM-TIMEOUT'));
      }, timeoutMs);
      deps.open(deviceId).then(
        (stream) => {
          clearTimeout(timer);
          if (isTimedOut || startGeneration !== generation) stopTracks(stream);
          resolve(ok(stream));
        },
        (failure: unknown) => {
          clearTimeout(timer);
          resolve({ ok: false, error: cameraError(failure) });
        },
      );
    });

  const closeCurrent = (): void => {
    if (current) stopTracks(current);
    current = null;
  };

  const releaseLease = (): void => {
    if (isLeased) void deps.release();
    isLeased = false;
  };

  return {
    start: async (deviceId) => {
      const startGeneration = ++generation;
      closeCurrent();
      const lease = await deps.lease();
      if (startGeneration !== generation) return null;
      if (!lease.ok) return lease;
      isLeased = true;
      const opened = await openWithTimeout(deviceId, startGeneration);
      if (startGeneration !== generation) return null;
      if (!opened.ok) {
        releaseLease();
        return opened;
      }
      current = opened.data;
      for (const track of current.getVideoTracks()) {
        track.addEventListener('ended', () => {
          if (startGeneration !== generation) return;
          closeCurrent();
          releaseLease();
          deps.onEnded({ code: 'CAM-FAILED' });
        });
      }
      return opened;
    },
    stop: () => {
      generation += 1;
      closeCurrent();
      releaseLease();
    },
  };
};
