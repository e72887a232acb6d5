// @vitest-environment happy-dom
/** Tests camera faults that no browser can produce on demand, injected through a fake `getUserMedia`. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import CameraView from '#renderer/features/capture/CameraView.vue';
import type { CameraHandle } from '#renderer/features/capture/use-camera.ts';
import { ok } from '#shared/result.ts';
import { createFakeKiosk, type FakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, type Mounted } from '#tests/unit/renderer/mount.ts';

interface FakeDevice {
  readonly deviceId: string;
  readonly label: string;
}
const WEBCAM: FakeDevice = { deviceId: 'id-one', label: 'Counter webcam (046d:0825)' };
const BUILT_IN_CAMERA: FakeDevice = { deviceId: 'id-two', label: 'Built-in camera' };

/** State and behaviour of the fake machine's cameras. */
const machine = {
  devices: [] as FakeDevice[],
  areLabelsAvailable: true,
  open: (_requestedId: string | undefined): Promise<MediaStream> =>
    Promise.reject(new DOMException('', 'NotFoundError')),
  requestedIds: [] as (string | undefined)[],
  deliversFrames: true,
  height: 720,
  /** Grey level of a byte of a frame. */
  greyAt: (_index: number): number => 0,
  sampleCount: 0,
};
let tracks: (EventTarget & { stop: () => void })[] = [];

const createStream = (device: FakeDevice): MediaStream => {
  const track = Object.assign(new EventTarget(), {
    stop: () => undefined,
    getSettings: () => ({ deviceId: device.deviceId }),
  });
  tracks.push(track);
  return { getTracks: () => [track], getVideoTracks: () => [track] } as unknown as MediaStream;
};

/** Opens the requested camera, or the first one. */
const openWorkingCamera = (requestedId: string | undefined): Promise<MediaStream> => {
  const device =
    machine.devices.find((each) => each.deviceId === requestedId) ?? machine.devices[0];
  return device
    ? Promise.resolve(createStream(device))
    : Promise.reject(new DOMException('', 'NotFoundError'));
};

const mediaDevices = Object.assign(new EventTarget(), {
  getUserMedia: ({ video }: { video: { deviceId?: { ideal: string } } }) => {
    machine.requestedIds.push(video.deviceId?.ideal);
    return machine.open(video.deviceId?.ideal);
  },
  enumerateDevices: async () =>
    machine.devices.map((device) => ({
      kind: 'videoinput',
      ...(machine.areLabelsAvailable ? device : { deviceId: '', label: '' }),
    })),
});

const setConnectedDevices = async (...devices: FakeDevice[]): Promise<void> => {
  machine.devices = devices;
  mediaDevices.dispatchEvent(new Event('devicechange'));
  await flushPromises();
};

let presentedFrames = 0;
let mounted: Mounted | null = null;
beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
  });
  presentedFrames = 0;
  tracks = [];
  Object.assign(machine, {
    devices: [WEBCAM],
    areLabelsAvailable: true,
    open: openWorkingCamera,
    requestedIds: [],
    deliversFrames: true,
    height: 720,
    sampleCount: 0,
  });
  machine.greyAt = (index) => (index * 37) % 251;
  Object.defineProperty(navigator, 'mediaDevices', { value: mediaDevices, configurable: true });
  const video = HTMLVideoElement.prototype;
  Object.defineProperties(video, {
    videoWidth: { get: () => Math.round((machine.height * 16) / 9), configurable: true },
    videoHeight: { get: () => machine.height, configurable: true },
    readyState: { get: () => 4, configurable: true },
    HAVE_CURRENT_DATA: { value: 2, configurable: true },
    srcObject: { value: null, writable: true, configurable: true },
  });
  video.requestVideoFrameCallback = (emit) => {
    if (!machine.deliversFrames) return 0;
    return setTimeout(
      () => emit(0, { presentedFrames: (presentedFrames += 1) } as VideoFrameCallbackMetadata),
      30,
    ) as unknown as number;
  };
  video.cancelVideoFrameCallback = (getCameraHandle) => clearTimeout(getCameraHandle);
  HTMLCanvasElement.prototype.getContext = (() => ({
    drawImage: () => undefined,
    getImageData: (_x: number, _y: number, width: number, height: number) => {
      machine.sampleCount += 1;
      return {
        data: Uint8ClampedArray.from({ length: 4 * width * height }, (_, index) =>
          machine.greyAt(Math.floor(index / 4) + machine.sampleCount),
        ),
      };
    },
  })) as never;
});
afterEach(() => {
  mounted?.wrapper.unmount();
  vi.useRealTimers();
});

const openCameraView = async (
  purpose: 'photo' | 'card' = 'photo',
  rememberedCamera: string | null = null,
): Promise<FakeKiosk> => {
  const kiosk = createFakeKiosk({ registration: { stage: 'photo' } });
  const camera = { ...kiosk.camera, lease: async () => ok({ camera: rememberedCamera }) };
  const kioskWithCamera = { ...kiosk, camera };
  mounted = await mountInApp(CameraView, kioskWithCamera, 'en', { purpose, active: true });
  await flushPromises();
  return kioskWithCamera;
};
const advanceTime = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
  await flushPromises();
};
const getCameraHandle = (): CameraHandle => mounted?.wrapper.vm as unknown as CameraHandle;
const readErrorCode = (): string | null =>
  document.querySelector('[data-error-code]')?.lastChild?.textContent ?? null;

describe('CameraView without a usable camera', () => {
  it.each([
    ['a missing camera', 'NotFoundError', 'CAM-NONE'],
    ['a camera that may not be used', 'NotAllowedError', 'CAM-DENIED'],
    ['a camera in use by another program', 'NotReadableError', 'CAM-IN-USE'],
    ['a camera that fails for another reason', 'AbortError', 'CAM-FAILED'],
  ])('reports %s (%s) as %s', async (_camera, name, expected) => {
    machine.open = () => Promise.reject(new DOMException('', name));
    await openCameraView();
    expect(readErrorCode()).toBe(expected);
    expect(getCameraHandle().usable).toBe(false);
  });

  it('reports a camera that does not open after eight seconds', async () => {
    machine.open = () => new Promise(() => undefined);
    await openCameraView();
    await advanceTime(7_999);
    expect(readErrorCode()).toBeNull();
    await advanceTime(1);
    expect(readErrorCode()).toBe('CAM-TIMEOUT');
  });

  it('reports a camera without frames after eight seconds', async () => {
    machine.deliversFrames = false;
    await openCameraView();
    await advanceTime(8_000);
    expect(readErrorCode()).toBe('CAM-TIMEOUT');
  });

  it('starts when a camera is plugged in', async () => {
    machine.devices = [];
    await openCameraView();
    expect(readErrorCode()).toBe('CAM-NONE');
    await setConnectedDevices(WEBCAM);
    await advanceTime(500);
    expect(readErrorCode()).toBeNull();
    expect(getCameraHandle().usable).toBe(true);
  });

  it('retries on request', async () => {
    machine.open = () => Promise.reject(new DOMException('', 'NotReadableError'));
    await openCameraView();
    machine.open = openWorkingCamera;
    mounted?.button('Try again').click();
    await flushPromises();
    await advanceTime(500);
    expect(getCameraHandle().usable).toBe(true);
  });
});

describe('CameraView with a running camera', () => {
  it('reports an unplugged camera and restarts when it returns', async () => {
    await openCameraView();
    await advanceTime(500);
    expect(getCameraHandle().usable).toBe(true);
    machine.devices = [];
    tracks[0]?.dispatchEvent(new Event('ended'));
    await flushPromises();
    expect(readErrorCode()).toBe('CAM-UNPLUGGED');
    await setConnectedDevices();
    expect(readErrorCode()).toBe('CAM-UNPLUGGED');
    await setConnectedDevices(WEBCAM);
    await advanceTime(500);
    expect(readErrorCode()).toBeNull();
    expect(getCameraHandle().usable).toBe(true);
  });

  it('reports a stream that ends while the device is still present', async () => {
    await openCameraView();
    await advanceTime(500);
    tracks[0]?.dispatchEvent(new Event('ended'));
    await flushPromises();
    expect(readErrorCode()).toBe('CAM-FAILED');
  });

  it('reports a covered camera while frames are black and continues when they are not', async () => {
    machine.greyAt = (index) => index % 5;
    await openCameraView();
    await advanceTime(1_500);
    expect(readErrorCode()).toBeNull();
    await advanceTime(1_500);
    expect(readErrorCode()).toBe('CAM-BLACK');
    expect(getCameraHandle().usable).toBe(false);
    expect(await getCameraHandle().capture()).toMatchObject({
      ok: false,
      error: { code: 'CAM-BLACK' },
    });
    machine.greyAt = (index) => (index * 37) % 251;
    await advanceTime(500);
    expect(readErrorCode()).toBeNull();
    expect(getCameraHandle().usable).toBe(true);
  });

  it('reports a frozen camera when frames stop', async () => {
    await openCameraView();
    await advanceTime(1_000);
    machine.deliversFrames = false;
    await advanceTime(4_000);
    expect(readErrorCode()).toBe('CAM-FROZEN');
    expect(getCameraHandle().usable).toBe(false);
  });

  it('rejects a low resolution for a photo and accepts it for a card', async () => {
    machine.height = 480;
    await openCameraView('photo');
    await advanceTime(500);
    expect(readErrorCode()).toBe('CAM-SMALL');
    expect(await getCameraHandle().capture()).toMatchObject({
      ok: false,
      error: { code: 'CAM-SMALL' },
    });
    mounted?.wrapper.unmount();
    await openCameraView('card');
    await advanceTime(500);
    expect(readErrorCode()).toBeNull();
    expect(getCameraHandle().usable).toBe(true);
  });
});

describe('CameraView with a remembered camera', () => {
  it('opens the remembered camera although its id has changed', async () => {
    machine.devices = [BUILT_IN_CAMERA, WEBCAM];
    await openCameraView('photo', WEBCAM.label);
    expect(machine.requestedIds).toEqual([WEBCAM.deviceId]);
  });

  it('finds the remembered camera after opening when labels were unavailable before', async () => {
    machine.devices = [BUILT_IN_CAMERA, WEBCAM];
    machine.areLabelsAvailable = false;
    machine.open = (requestedId) => {
      machine.areLabelsAvailable = true;
      return openWorkingCamera(requestedId);
    };
    await openCameraView('photo', WEBCAM.label);
    expect(machine.requestedIds).toEqual([undefined, WEBCAM.deviceId]);
  });

  it('opens the default camera when the remembered one is absent', async () => {
    machine.devices = [BUILT_IN_CAMERA];
    await openCameraView('photo', WEBCAM.label);
    await advanceTime(500);
    expect(machine.requestedIds).toEqual([undefined]);
    expect(getCameraHandle().usable).toBe(true);
  });

  it('stores the label of the camera the clerk selects', async () => {
    machine.devices = [BUILT_IN_CAMERA, WEBCAM];
    const kiosk = await openCameraView();
    await advanceTime(500);
    const select = document.querySelector<HTMLSelectElement>('select');
    expect(Array.from(select?.options ?? [], (option) => option.textContent)).toContain(
      'Counter webcam',
    );
    if (select) select.value = WEBCAM.deviceId;
    select?.dispatchEvent(new Event('change'));
    await flushPromises();
    expect(
      kiosk.calls.filter(({ name }) => name === 'camera.choose').map(({ input }) => input),
    ).toEqual([{ camera: WEBCAM.label }]);
    expect(machine.requestedIds).toEqual([undefined, WEBCAM.deviceId]);
  });
});
