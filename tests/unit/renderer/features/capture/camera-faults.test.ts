// @vitest-environment happy-dom
/** Camera faults that no browser can produce on demand, injected through a fake `getUserMedia`. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import CameraView from '#renderer/features/capture/CameraView.vue';
import type { CameraHandle } from '#renderer/features/capture/use-camera.ts';
import { ok } from '#shared/result.ts';
import { createFakeKiosk, type FakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountWith, type Mounted } from '#tests/unit/renderer/mount.ts';

interface FakeDevice {
  readonly deviceId: string;
  readonly label: string;
}
const ONE: FakeDevice = { deviceId: 'id-one', label: 'Counter webcam (046d:0825)' };
const TWO: FakeDevice = { deviceId: 'id-two', label: 'Built-in camera' };

/** State and behaviour of the fake machine's cameras. */
const machine = {
  devices: [] as FakeDevice[],
  named: true,
  open: (_wished: string | undefined): Promise<MediaStream> =>
    Promise.reject(new DOMException('', 'NotFoundError')),
  requestedIds: [] as (string | undefined)[],
  frames: true,
  height: 720,
  grey: (_n: number): number => 0,
  sampled: 0,
};
let tracks: (EventTarget & { stop: () => void })[] = [];

const streamOf = (device: FakeDevice): MediaStream => {
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
    ? Promise.resolve(streamOf(device))
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
      ...(machine.named ? device : { deviceId: '', label: '' }),
    })),
});

const plug = async (...devices: FakeDevice[]): Promise<void> => {
  machine.devices = devices;
  mediaDevices.dispatchEvent(new Event('devicechange'));
  await flushPromises();
};

let presented = 0;
let mounted: Mounted | null = null;
beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
  });
  presented = 0;
  tracks = [];
  Object.assign(machine, {
    devices: [ONE],
    named: true,
    open: openWorkingCamera,
    requestedIds: [],
    frames: true,
    height: 720,
    sampled: 0,
  });
  machine.grey = (n) => (n * 37) % 251;
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
    if (!machine.frames) return 0;
    return setTimeout(
      () => emit(0, { presentedFrames: (presented += 1) } as VideoFrameCallbackMetadata),
      30,
    ) as unknown as number;
  };
  video.cancelVideoFrameCallback = (handle) => clearTimeout(handle);
  HTMLCanvasElement.prototype.getContext = (() => ({
    drawImage: () => undefined,
    getImageData: (_x: number, _y: number, width: number, height: number) => {
      machine.sampled += 1;
      return {
        data: Uint8ClampedArray.from({ length: 4 * width * height }, (_, at) =>
          machine.grey(Math.floor(at / 4) + machine.sampled),
        ),
      };
    },
  })) as never;
});
afterEach(() => {
  mounted?.wrapper.unmount();
  vi.useRealTimers();
});

const open = async (
  purpose: 'photo' | 'card' = 'photo',
  remembered: string | null = null,
): Promise<FakeKiosk> => {
  const kiosk = createFakeKiosk({ registration: { at: 'photo' } });
  const camera = { ...kiosk.camera, lease: async () => ok({ camera: remembered }) };
  const counter = { ...kiosk, camera };
  mounted = await mountWith(CameraView, counter, 'en', { purpose, active: true });
  await flushPromises();
  return counter;
};
const advance = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
  await flushPromises();
};
const handle = (): CameraHandle => mounted?.wrapper.vm as unknown as CameraHandle;
const code = (): string | null =>
  document.querySelector('[data-error-code]')?.lastChild?.textContent ?? null;

describe('CameraView without a usable camera', () => {
  it.each([
    ['a missing camera', 'NotFoundError', 'CAM-NONE'],
    ['a camera that may not be used', 'NotAllowedError', 'CAM-DENIED'],
    ['a camera in use by another program', 'NotReadableError', 'CAM-IN-USE'],
    ['a camera that fails for another reason', 'AbortError', 'CAM-FAILED'],
  ])('reports %s (%s) as %s', async (_camera, name, expected) => {
    machine.open = () => Promise.reject(new DOMException('', name));
    await open();
    expect(code()).toBe(expected);
    expect(handle().usable).toBe(false);
  });

  it('reports a camera that does not open after eight seconds', async () => {
    machine.open = () => new Promise(() => undefined);
    await open();
    await advance(7_999);
    expect(code()).toBeNull();
    await advance(1);
    expect(code()).toBe('CAM-TIMEOUT');
  });

  it('reports a camera without frames after eight seconds', async () => {
    machine.frames = false;
    await open();
    await advance(8_000);
    expect(code()).toBe('CAM-TIMEOUT');
  });

  it('starts when a camera is plugged in', async () => {
    machine.devices = [];
    await open();
    expect(code()).toBe('CAM-NONE');
    await plug(ONE);
    await advance(500);
    expect(code()).toBeNull();
    expect(handle().usable).toBe(true);
  });

  it('retries on request', async () => {
    machine.open = () => Promise.reject(new DOMException('', 'NotReadableError'));
    await open();
    machine.open = openWorkingCamera;
    mounted?.button('Try again').click();
    await flushPromises();
    await advance(500);
    expect(handle().usable).toBe(true);
  });
});

describe('CameraView with a running camera', () => {
  it('reports an unplugged camera and restarts when it returns', async () => {
    await open();
    await advance(500);
    expect(handle().usable).toBe(true);
    machine.devices = [];
    tracks[0]?.dispatchEvent(new Event('ended'));
    await flushPromises();
    expect(code()).toBe('CAM-UNPLUGGED');
    await plug();
    expect(code()).toBe('CAM-UNPLUGGED');
    await plug(ONE);
    await advance(500);
    expect(code()).toBeNull();
    expect(handle().usable).toBe(true);
  });

  it('reports a stream that ends while the device is still present', async () => {
    await open();
    await advance(500);
    tracks[0]?.dispatchEvent(new Event('ended'));
    await flushPromises();
    expect(code()).toBe('CAM-FAILED');
  });

  it('reports a covered camera while frames are black and continues when they are not', async () => {
    machine.grey = (n) => n % 5;
    await open();
    await advance(1_500);
    expect(code()).toBeNull();
    await advance(1_500);
    expect(code()).toBe('CAM-BLACK');
    expect(handle().usable).toBe(false);
    expect(await handle().capture()).toMatchObject({ ok: false, error: { code: 'CAM-BLACK' } });
    machine.grey = (n) => (n * 37) % 251;
    await advance(500);
    expect(code()).toBeNull();
    expect(handle().usable).toBe(true);
  });

  it('reports a frozen camera when frames stop', async () => {
    await open();
    await advance(1_000);
    machine.frames = false;
    await advance(4_000);
    expect(code()).toBe('CAM-FROZEN');
    expect(handle().usable).toBe(false);
  });

  it('rejects a low resolution for a photo and accepts it for a card', async () => {
    machine.height = 480;
    await open('photo');
    await advance(500);
    expect(code()).toBe('CAM-SMALL');
    expect(await handle().capture()).toMatchObject({ ok: false, error: { code: 'CAM-SMALL' } });
    mounted?.wrapper.unmount();
    await open('card');
    await advance(500);
    expect(code()).toBeNull();
    expect(handle().usable).toBe(true);
  });
});

describe('camera selection of a counter', () => {
  it('opens the remembered camera although its id has changed', async () => {
    machine.devices = [TWO, ONE];
    await open('photo', ONE.label);
    expect(machine.requestedIds).toEqual([ONE.deviceId]);
  });

  it('finds the remembered camera after opening when labels were unavailable before', async () => {
    machine.devices = [TWO, ONE];
    machine.named = false;
    machine.open = (requestedId) => {
      machine.named = true;
      return openWorkingCamera(requestedId);
    };
    await open('photo', ONE.label);
    expect(machine.requestedIds).toEqual([undefined, ONE.deviceId]);
  });

  it('opens the default camera when the remembered one is absent', async () => {
    machine.devices = [TWO];
    await open('photo', ONE.label);
    await advance(500);
    expect(machine.requestedIds).toEqual([undefined]);
    expect(handle().usable).toBe(true);
  });

  it('stores the label of the camera the clerk selects', async () => {
    machine.devices = [TWO, ONE];
    const kiosk = await open();
    await advance(500);
    const select = document.querySelector<HTMLSelectElement>('select');
    expect(Array.from(select?.options ?? [], (option) => option.textContent)).toContain(
      'Counter webcam',
    );
    if (select) select.value = ONE.deviceId;
    select?.dispatchEvent(new Event('change'));
    await flushPromises();
    expect(
      kiosk.asked.filter(({ name }) => name === 'camera.choose').map(({ input }) => input),
    ).toEqual([{ camera: ONE.label }]);
    expect(machine.requestedIds).toEqual([undefined, ONE.deviceId]);
  });
});
