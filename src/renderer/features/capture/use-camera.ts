/**
 * Provides a component with a live camera. The camera is opened on demand, and released when the component is
 * unmounted, the page is hidden or the counter is locked.
 */
import {
  computed,
  onBeforeUnmount,
  onMounted,
  ref,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue';
import { useBridge } from '#renderer/composables/bridge.ts';
import { useAppStore } from '#renderer/composables/app-store.ts';
import { useTexts } from '#renderer/i18n/index.ts';
import { limits } from '#shared/limits.ts';
import { err, ok, type AppError, type Result } from '#shared/result.ts';
import {
  storedCameraName,
  listCameras,
  findStoredCameraId,
  type CameraDevice,
} from './camera-choice.ts';
import { CAMERA_TIMEOUT_MS, constraintsFor, createCameraSession } from './camera-session.ts';
import type { FrameStatistics } from './frame-statistics.ts';
import { sampleFrames } from './sample-frames.ts';
import { takeStill } from './take-still.ts';
import { cameraIdOf, openTrainingCamera, TRAINING_CAMERA_ID } from './training-camera.ts';

/** What `CameraView` exposes to its parent component. */
export interface CameraHandle {
  /** Whether a usable picture is displayed. */
  readonly usable: boolean;
  /** The preview element while the camera is usable. */
  readonly usablePreview: HTMLVideoElement | null;
  /** The preview element as soon as the camera runs, whether usable or not. */
  readonly preview: HTMLVideoElement | null;
  readonly capture: () => Promise<Result<Uint8Array> | null>;
  /** Name of the active camera as it is stored; '' when none is active. */
  readonly cameraName: string;
}

export interface Camera {
  readonly state: Readonly<Ref<'off' | 'starting' | 'live' | 'failed'>>;
  /** Failure of the camera, or a fault of its picture. */
  readonly error: ComputedRef<AppError | null>;
  /** Whether the camera runs and its picture has no fault. */
  readonly usable: ComputedRef<boolean>;
  readonly devices: Readonly<ShallowRef<readonly CameraDevice[]>>;
  /** Id of the active camera; '' when none is active. */
  readonly deviceId: Readonly<Ref<string>>;
  start(): Promise<void>;
  stop(): void;
  choose(deviceId: string): Promise<void>;
  capture(): Promise<Result<Uint8Array> | null>;
}

/** The fault of a running camera's picture; null when it has none. */
const pictureFaultOf = (
  { condition, height }: FrameStatistics,
  purpose: 'photo' | 'card',
): AppError | null => {
  if (condition === 'black') return { code: 'CAM-BLACK' };
  if (condition === 'frozen') return { code: 'CAM-FROZEN' };
  return purpose === 'photo' && height < limits.photoMinHeightPx ? { code: 'CAM-SMALL' } : null;
};

/**
 * @param video the preview element; null while it is not mounted.
 * @param isWanted whether the component needs the camera now.
 */
export const useCamera = (
  purpose: 'photo' | 'card',
  video: Readonly<Ref<HTMLVideoElement | null>>,
  isWanted: () => boolean,
): Camera => {
  const bridge = useBridge();
  const store = useAppStore();
  const { t } = useTexts();
  const state = ref<'off' | 'starting' | 'live' | 'failed'>('off');
  const failure = shallowRef<AppError | null>(null);
  const pictureFault = shallowRef<AppError | null>(null);
  const devices = shallowRef<readonly CameraDevice[]>([]);
  const deviceId = ref('');
  const stream = shallowRef<MediaStream | null>(null);
  const usable = computed(() => state.value === 'live' && pictureFault.value === null);

  let storedCamera: string | null = null;
  let frameWatchdog: ReturnType<typeof setTimeout> | undefined;
  let stopSampling = (): void => undefined;

  const resetFrames = (): void => {
    clearTimeout(frameWatchdog);
    stopSampling();
    stopSampling = () => undefined;
    pictureFault.value = null;
  };

  const fail = (error: AppError): void => {
    resetFrames();
    stream.value = null;
    state.value = 'failed';
    failure.value = error;
  };

  /** The connected cameras; in training mode followed by the training camera. */
  const listAvailableCameras = async (): Promise<readonly CameraDevice[]> => [
    ...(await listCameras()),
    ...(store.training ? [{ id: TRAINING_CAMERA_ID, label: t('training.camera') }] : []),
  ];
  const refreshDevices = async (): Promise<readonly CameraDevice[]> => {
    devices.value = await listAvailableCameras();
    return devices.value;
  };

  /**
   * Reports a camera that ended unexpectedly. A camera that is no longer listed was unplugged; otherwise another
   * program stopped it.
   */
  const handleLostCamera = async (id: string, error: AppError): Promise<void> => {
    fail(error);
    const current = await refreshDevices();
    if (failure.value === error && !current.some((device) => device.id === id))
      failure.value = { code: 'CAM-UNPLUGGED' };
  };

  const session = createCameraSession({
    open: async (id) => {
      const cameras = await listAvailableCameras();
      const requestedId = id ?? findStoredCameraId(cameras, storedCamera);
      const usesTrainingCamera =
        requestedId === TRAINING_CAMERA_ID || cameras[0]?.id === TRAINING_CAMERA_ID;
      if (!usesTrainingCamera)
        return navigator.mediaDevices.getUserMedia(constraintsFor(requestedId));
      const portrait = await bridge.training.portrait();
      if (!portrait.ok) throw new DOMException('no portrait', 'NotFoundError');
      return openTrainingCamera(portrait.data);
    },
    lease: async () => {
      const lease = await bridge.camera.lease({ purpose });
      if (!lease.ok) return lease;
      storedCamera = lease.data.camera;
      return ok(undefined);
    },
    release: () => bridge.camera.release(),
    onEnded: (error) => void handleLostCamera(deviceId.value, error),
  });

  const start = async (): Promise<void> => {
    resetFrames();
    state.value = 'starting';
    failure.value = null;
    const opened = await session.start(deviceId.value || null);
    if (opened === null) return;
    if (!opened.ok) {
      fail(opened.error);
      // A camera that is connected later is detected by comparison with this list.
      await refreshDevices();
      return;
    }
    const isFirstStart = deviceId.value === '';
    deviceId.value = cameraIdOf(opened.data);
    const defaultId = findStoredCameraId(await refreshDevices(), storedCamera);
    // The stored camera is found by its label, and labels are available only after a camera was opened. If that was
    // another camera, it is replaced by the stored one.
    if (isFirstStart && defaultId !== null && defaultId !== deviceId.value) {
      deviceId.value = defaultId;
      return start();
    }
    stream.value = opened.data;
    // Some drivers return a stream that never delivers a frame.
    frameWatchdog = setTimeout(() => {
      session.stop();
      fail({ code: 'CAM-TIMEOUT' });
    }, CAMERA_TIMEOUT_MS);
  };

  const onFrame = (element: HTMLVideoElement): void => {
    if (!stream.value || element.srcObject !== stream.value) return;
    clearTimeout(frameWatchdog);
    state.value = 'live';
    stopSampling();
    stopSampling = sampleFrames(element, (statistics) => {
      pictureFault.value = pictureFaultOf(statistics, purpose);
    });
  };

  const stop = (): void => {
    resetFrames();
    session.stop();
    stream.value = null;
    state.value = 'off';
    failure.value = null;
  };

  const startOrStop = (): void => {
    const shouldRun = isWanted() && !document.hidden && !store.locked;
    if (shouldRun && state.value === 'off') void start();
    if (!shouldRun && state.value !== 'off') stop();
  };

  watch([stream, video], ([source, element]) => {
    if (!element || element.srcObject === source) return;
    element.srcObject = source;
    if (source) element.requestVideoFrameCallback(() => onFrame(element));
  });
  watch([isWanted, () => store.locked], startOrStop);
  // Reopens the training camera, so that it shows the next customer.
  watch(
    () => store.training?.onGlass,
    () => {
      if (state.value !== 'off' && deviceId.value === TRAINING_CAMERA_ID) void start();
    },
  );
  /** After a failure, starts the camera as soon as another one is connected. */
  const startConnectedCamera = async (): Promise<void> => {
    const previousCount = devices.value.length;
    const connected = await refreshDevices();
    if (state.value !== 'failed' || connected.length <= previousCount) return;
    deviceId.value = '';
    await start();
  };
  const onDeviceChange = (): void => void startConnectedCamera();
  onMounted(() => {
    document.addEventListener('visibilitychange', startOrStop);
    navigator.mediaDevices.addEventListener('devicechange', onDeviceChange);
    startOrStop();
  });
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', startOrStop);
    navigator.mediaDevices.removeEventListener('devicechange', onDeviceChange);
    stop();
  });

  return {
    state,
    error: computed(() => failure.value ?? pictureFault.value),
    usable,
    devices,
    deviceId,
    start,
    stop,
    choose: async (id) => {
      deviceId.value = id;
      const chosen = devices.value.find((device) => device.id === id);
      // The result is ignored, because the camera opens even if its name cannot be stored.
      if (chosen?.label) void bridge.camera.choose({ camera: storedCameraName(chosen.label) });
      await start();
    },
    capture: async () => {
      if (!video.value || state.value !== 'live') return null;
      if (pictureFault.value) return { ok: false, error: pictureFault.value };
      const still = await takeStill(video.value);
      if (!still.ok || purpose === 'card' || video.value.videoHeight >= limits.photoMinHeightPx)
        return still;
      return err('CAM-SMALL');
    },
  };
};
