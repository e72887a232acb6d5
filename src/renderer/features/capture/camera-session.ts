/**
 * One camera from lease to release. Opening a camera can hang (an unresponsive driver, a hidden dialog), so it has a
 * timeout; a stream that arrives after the timeout or after closing is stopped at once.
 */
import { err, ok, type AppError, type Result } from '#shared/result.ts';

export const CAMERA_TIMEOUT_MS = 8_000;

export interface CameraSessionDeps {
  /** Opens the camera with this id, or the one that is usual at this counter. Called under the lease. */
  readonly open: (deviceId: string | null) => Promise<MediaStream>;
  readonly lease: () => Promise<Result<undefined>>;
  readonly release: () => Promise<Result<undefined>>;
  /** Called when a camera that was open ends by itself: unplugged, or taken by another program. */
  readonly onLost: (error: AppError) => void;
  readonly timeoutMs?: number;
}

export interface CameraSession {
  /** Opens a camera after closing the former one. @returns null when it was closed again meanwhile. */
  start(deviceId: string | null): Promise<Result<MediaStream> | null>;
  /** Stops the camera and gives the lease back. Safe at any time. */
  stop(): void;
}

/** The failures of `getUserMedia`, by the name of its exception, as our codes. */
export const cameraError = (failure: unknown): AppError => {
  const name = failure instanceof Error || failure instanceof DOMException ? failure.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return { code: 'CAM-NONE' };
  if (name === 'NotAllowedError' || name === 'SecurityError') return { code: 'CAM-DENIED' };
  if (name === 'NotReadableError') return { code: 'CAM-IN-USE' };
  return { code: 'CAM-FAILED' };
};

/** Prefers Full HD and accepts less; a picture too small for its purpose is reported after the start. */
export const constraintsFor = (deviceId: string | null): MediaStreamConstraints => ({
  video: {
    width: { ideal: 1_920 },
    height: { ideal: 1_080 },
    ...(deviceId ? { deviceId: { ideal: deviceId } } : {}),
  },
  audio: false,
});

const close = (stream: MediaStream): void => stream.getTracks().forEach((track) => track.stop());

export const createCameraSession = (deps: CameraSessionDeps): CameraSession => {
  const { timeoutMs = CAMERA_TIMEOUT_MS } = deps;
  let current: MediaStream | null = null;
  let leased = false;
  /** Incremented by every start and stop; results of earlier turns are discarded. */
  let turn = 0;

  const openWatched = (deviceId: string | null, mine: number): Promise<Result<MediaStream>> =>
    new Promise((resolve) => {
      let late = false;
      const watchdog = setTimeout(() => {
        late = true;
        resolve(err('CAM-TIMEOUT'));
      }, timeoutMs);
      deps.open(deviceId).then(
        (stream) => {
          clearTimeout(watchdog);
          if (late || mine !== turn) close(stream);
          resolve(ok(stream));
        },
        (failure: unknown) => {
          clearTimeout(watchdog);
          resolve({ ok: false, error: cameraError(failure) });
        },
      );
    });

  const closeCurrent = (): void => {
    if (current) close(current);
    current = null;
  };

  const giveBack = (): void => {
    if (leased) void deps.release();
    leased = false;
  };

  return {
    start: async (deviceId) => {
      const mine = ++turn;
      closeCurrent();
      const lease = await deps.lease();
      if (mine !== turn) return null;
      if (!lease.ok) return lease;
      leased = true;
      const opened = await openWatched(deviceId, mine);
      if (mine !== turn) return null;
      if (!opened.ok) {
        giveBack();
        return opened;
      }
      current = opened.data;
      for (const track of current.getVideoTracks()) {
        track.addEventListener('ended', () => {
          if (mine !== turn) return;
          closeCurrent();
          giveBack();
          deps.onLost({ code: 'CAM-FAILED' });
        });
      }
      return opened;
    },
    stop: () => {
      turn += 1;
      closeCurrent();
      giveBack();
    },
  };
};
