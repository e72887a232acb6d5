/** A live camera for a component: opened on demand, released when the component goes, the page is hidden or the counter is locked. */
import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { useBridge } from '#renderer/app/bridge.ts';
import { useAppStore } from '#renderer/app/stores/app.ts';
import type { AppError, Result } from '#shared/result.ts';
import { CAMERA_TIMEOUT_MS, createCameraSession } from './camera-session.ts';
import { takeStill } from './take-still.ts';

const LABEL_CHARS = 30;

export interface CameraDevice {
  readonly id: string;
  readonly label: string;
}

/** What a screen may do with the camera view it shows. */
export interface CameraHandle {
  readonly live: boolean;
  readonly take: () => Promise<Result<Uint8Array> | null>;
}

export interface Camera {
  readonly state: Readonly<Ref<'off' | 'starting' | 'live' | 'failed'>>;
  readonly error: Readonly<ShallowRef<AppError | null>>;
  readonly devices: Readonly<ShallowRef<readonly CameraDevice[]>>;
  /** The camera in use, or '' before one is. */
  readonly deviceId: Readonly<Ref<string>>;
  start(): Promise<void>;
  stop(): void;
  choose(deviceId: string): Promise<void>;
  take(): Promise<Result<Uint8Array> | null>;
}

/** A camera's name without its USB ids, short enough for the picker. */
const shortLabel = (label: string): string => {
  const name = label.replace(/\s*\([\da-f]{4}:[\da-f]{4}\)$/i, '').trim();
  return name.length > LABEL_CHARS ? `${name.slice(0, LABEL_CHARS - 1)}…` : name;
};

/**
 * @param video the element that shows the preview; it may come and go.
 * @param wanted whether the camera should run now.
 */
export const useCamera = (
  purpose: 'photo' | 'card',
  video: Readonly<Ref<HTMLVideoElement | null>>,
  wanted: () => boolean,
): Camera => {
  const bridge = useBridge();
  const store = useAppStore();
  const state = ref<'off' | 'starting' | 'live' | 'failed'>('off');
  const error = shallowRef<AppError | null>(null);
  const devices = shallowRef<readonly CameraDevice[]>([]);
  const deviceId = ref('');
  const stream = shallowRef<MediaStream | null>(null);

  let frameWatchdog: ReturnType<typeof setTimeout> | undefined;

  const fail = (failure: AppError): void => {
    clearTimeout(frameWatchdog);
    stream.value = null;
    state.value = 'failed';
    error.value = failure;
  };

  const session = createCameraSession({
    open: (constraints) => navigator.mediaDevices.getUserMedia(constraints),
    lease: () => bridge.camera.lease({ purpose }),
    release: () => bridge.camera.release(),
    onLost: fail,
  });

  /** Names are only known while a camera is open. */
  const listDevices = async (): Promise<void> => {
    const all = await navigator.mediaDevices.enumerateDevices();
    devices.value = all
      .filter((device) => device.kind === 'videoinput' && device.deviceId !== '')
      .map((device) => ({ id: device.deviceId, label: shortLabel(device.label) }));
  };

  const start = async (): Promise<void> => {
    state.value = 'starting';
    error.value = null;
    const opened = await session.start(deviceId.value || null);
    if (opened === null) return;
    if (!opened.ok) return fail(opened.error);
    stream.value = opened.data;
    // Opened is not yet seen: some drivers give a stream and never a frame.
    clearTimeout(frameWatchdog);
    frameWatchdog = setTimeout(() => {
      session.stop();
      fail({ code: 'CAM-TIMEOUT' });
    }, CAMERA_TIMEOUT_MS);
    deviceId.value = opened.data.getVideoTracks()[0]?.getSettings().deviceId ?? '';
    await listDevices();
  };

  const onFrame = (): void => {
    clearTimeout(frameWatchdog);
    if (stream.value) state.value = 'live';
  };

  const stop = (): void => {
    clearTimeout(frameWatchdog);
    session.stop();
    stream.value = null;
    state.value = 'off';
  };

  const sync = (): void => {
    const shouldRun = wanted() && !document.hidden && !store.locked;
    if (shouldRun && state.value === 'off') void start();
    if (!shouldRun && state.value !== 'off') stop();
  };

  watch([stream, video], ([source, element]) => {
    if (!element || element.srcObject === source) return;
    element.srcObject = source;
    if (source) element.requestVideoFrameCallback(onFrame);
  });
  watch([wanted, () => store.locked], sync);
  const onDevices = (): void => void listDevices();
  onMounted(() => {
    document.addEventListener('visibilitychange', sync);
    navigator.mediaDevices.addEventListener('devicechange', onDevices);
    sync();
  });
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', sync);
    navigator.mediaDevices.removeEventListener('devicechange', onDevices);
    stop();
  });

  return {
    state,
    error,
    devices,
    deviceId,
    start,
    stop,
    choose: async (id) => {
      deviceId.value = id;
      await start();
    },
    take: async () => (video.value && state.value === 'live' ? takeStill(video.value) : null),
  };
};
