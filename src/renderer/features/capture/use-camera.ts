/**
 * A live camera for a component: opened on demand, released when the component unmounts, the page is hidden or the counter
 * is locked.
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
import { limits } from '#shared/limits.ts';
import { err, ok, type AppError, type Result } from '#shared/result.ts';
import { keptName, listCameras, rememberedId, type CameraDevice } from './camera-choice.ts';
import { CAMERA_TIMEOUT_MS, constraintsFor, createCameraSession } from './camera-session.ts';
import type { FrameStatistics } from './frame-statistics.ts';
import { sampleFrames } from './sample-frames.ts';
import { takeStill } from './take-still.ts';

/** What a screen may do with the camera view it shows. */
export interface CameraHandle {
  /** There is a picture worth taking. */
  readonly live: boolean;
  /** The element with the preview, while it is live. */
  readonly source: HTMLVideoElement | null;
  /** The element with the preview as soon as it runs, whatever it shows. */
  readonly preview: HTMLVideoElement | null;
  readonly take: () => Promise<Result<Uint8Array> | null>;
  /** Name of the camera in use, as it is remembered; '' before one is. */
  readonly cameraName: string;
}

export interface Camera {
  readonly state: Readonly<Ref<'off' | 'starting' | 'live' | 'failed'>>;
  /** Why there is no camera, or what is wrong with the one that runs. */
  readonly error: ComputedRef<AppError | null>;
  /** It runs and shows something that a picture can be made of. */
  readonly usable: ComputedRef<boolean>;
  readonly devices: Readonly<ShallowRef<readonly CameraDevice[]>>;
  /** The camera in use, or '' before one is. */
  readonly deviceId: Readonly<Ref<string>>;
  start(): Promise<void>;
  stop(): void;
  choose(deviceId: string): Promise<void>;
  take(): Promise<Result<Uint8Array> | null>;
}

/** What is wrong with a camera that runs. */
const faultOf = (
  { verdict, height }: FrameStatistics,
  purpose: 'photo' | 'card',
): AppError | null => {
  if (verdict === 'black') return { code: 'CAM-BLACK' };
  if (verdict === 'frozen') return { code: 'CAM-FROZEN' };
  return purpose === 'photo' && height < limits.photoMinHeightPx ? { code: 'CAM-SMALL' } : null;
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
  const failure = shallowRef<AppError | null>(null);
  const fault = shallowRef<AppError | null>(null);
  const devices = shallowRef<readonly CameraDevice[]>([]);
  const deviceId = ref('');
  const stream = shallowRef<MediaStream | null>(null);
  const usable = computed(() => state.value === 'live' && fault.value === null);

  let remembered: string | null = null;
  let frameWatchdog: ReturnType<typeof setTimeout> | undefined;
  let stopSampling = (): void => undefined;

  const forgetFrames = (): void => {
    clearTimeout(frameWatchdog);
    stopSampling();
    stopSampling = () => undefined;
    fault.value = null;
  };

  const fail = (error: AppError): void => {
    forgetFrames();
    stream.value = null;
    state.value = 'failed';
    failure.value = error;
  };

  const list = async (): Promise<readonly CameraDevice[]> => {
    devices.value = await listCameras();
    return devices.value;
  };

  /** A camera that ended by itself: pulled out when it is no longer there, stopped by somebody else when it is. */
  const lost = async (id: string, error: AppError): Promise<void> => {
    fail(error);
    const there = await list();
    if (failure.value === error && !there.some((device) => device.id === id))
      failure.value = { code: 'CAM-UNPLUGGED' };
  };

  const session = createCameraSession({
    open: async (id) =>
      navigator.mediaDevices.getUserMedia(
        constraintsFor(id ?? rememberedId(await listCameras(), remembered)),
      ),
    lease: async () => {
      const lease = await bridge.camera.lease({ purpose });
      if (!lease.ok) return lease;
      remembered = lease.data.camera;
      return ok(undefined);
    },
    release: () => bridge.camera.release(),
    onLost: (error) => void lost(deviceId.value, error),
  });

  const start = async (): Promise<void> => {
    forgetFrames();
    state.value = 'starting';
    failure.value = null;
    const opened = await session.start(deviceId.value || null);
    if (opened === null) return;
    if (!opened.ok) {
      fail(opened.error);
      // To know later whether one has appeared.
      await list();
      return;
    }
    const first = deviceId.value === '';
    deviceId.value = opened.data.getVideoTracks()[0]?.getSettings().deviceId ?? '';
    const usual = rememberedId(await list(), remembered);
    // The names were not known before it was open: now they are, and the usual camera is another one.
    if (first && usual !== null && usual !== deviceId.value) {
      deviceId.value = usual;
      return start();
    }
    stream.value = opened.data;
    // Opened is not yet seen: some drivers give a stream and never a frame.
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
      fault.value = faultOf(statistics, purpose);
    });
  };

  const stop = (): void => {
    forgetFrames();
    session.stop();
    stream.value = null;
    state.value = 'off';
    failure.value = null;
  };

  const sync = (): void => {
    const shouldRun = wanted() && !document.hidden && !store.locked;
    if (shouldRun && state.value === 'off') void start();
    if (!shouldRun && state.value !== 'off') stop();
  };

  watch([stream, video], ([source, element]) => {
    if (!element || element.srcObject === source) return;
    element.srcObject = source;
    if (source) element.requestVideoFrameCallback(() => onFrame(element));
  });
  watch([wanted, () => store.locked], sync);
  /** A camera that is plugged in while there is none starts by itself. */
  const onDevices = async (): Promise<void> => {
    const before = devices.value.length;
    const now = await list();
    if (state.value !== 'failed' || now.length <= before) return;
    deviceId.value = '';
    await start();
  };
  const heardDevices = (): void => void onDevices();
  onMounted(() => {
    document.addEventListener('visibilitychange', sync);
    navigator.mediaDevices.addEventListener('devicechange', heardDevices);
    sync();
  });
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', sync);
    navigator.mediaDevices.removeEventListener('devicechange', heardDevices);
    stop();
  });

  return {
    state,
    error: computed(() => failure.value ?? fault.value),
    usable,
    devices,
    deviceId,
    start,
    stop,
    choose: async (id) => {
      deviceId.value = id;
      const chosen = devices.value.find((device) => device.id === id);
      // A name that cannot be kept is not worth a word: the camera opens all the same.
      if (chosen?.label) void bridge.camera.choose({ camera: keptName(chosen.label) });
      await start();
    },
    take: async () => {
      if (!video.value || state.value !== 'live') return null;
      if (fault.value) return { ok: false, error: fault.value };
      const still = await takeStill(video.value);
      if (!still.ok || purpose === 'card' || video.value.videoHeight >= limits.photoMinHeightPx)
        return still;
      return err('CAM-SMALL');
    },
  };
};
