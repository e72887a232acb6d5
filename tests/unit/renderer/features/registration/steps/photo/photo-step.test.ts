// @vitest-environment happy-dom
/** Tests PhotoStep with a fake camera and a fake detection worker: displayed checks, warnings, and recorded problems. */
import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { en } from '#renderer/i18n/en/index.ts';
import type { FaceResponse, Observation } from '#renderer/features/capture/face-messages.ts';
import RegistrationScreen from '#renderer/features/registration/RegistrationScreen.vue';
import type { CallInput } from '#shared/ipc/contract.ts';
import { createFakeKiosk, type FakeKiosk } from '#tests/unit/renderer/fake-kiosk.ts';
import { mountInApp, type Mounted } from '#tests/unit/renderer/mount.ts';

const createObservation = (height: number, mean = 120): Observation => ({
  faces: [
    { box: { x: 0.4, y: 0.54 - height / 2, width: 0.2, height }, score: 0.9, eyeOpenness: 0.3 },
  ],
  light: { mean, overexposed: 0 },
  durationMs: 50,
});

/** The detector's answer to every frame; null when the worker cannot be created. */
let detectorAnswer: (() => FaceResponse) | null = null;

class ScriptedWorker extends EventTarget {
  constructor() {
    super();
    if (!detectorAnswer) throw new TypeError('no worker here');
    setTimeout(() => this.#sendAnswer({ kind: 'ready' }), 10);
  }
  #isTerminated = false;
  #sendAnswer(data: FaceResponse): void {
    if (!this.#isTerminated) this.dispatchEvent(new MessageEvent('message', { data }));
  }
  postMessage(): void {
    setTimeout(() => detectorAnswer && this.#sendAnswer(detectorAnswer()), 50);
  }
  terminate(): void {
    this.#isTerminated = true;
  }
}

let mounted: Mounted | null = null;
let kiosk: FakeKiosk;
beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
  });
  vi.stubGlobal('Worker', ScriptedWorker);
  vi.stubGlobal('VideoFrame', Object);
  const track = Object.assign(new EventTarget(), {
    stop: () => undefined,
    getSettings: () => ({ deviceId: 'one' }),
  });
  const stream = { getTracks: () => [track], getVideoTracks: () => [track] };
  const mediaDevices = Object.assign(new EventTarget(), {
    getUserMedia: async () => stream,
    enumerateDevices: async () => [
      { kind: 'videoinput', deviceId: 'one', label: 'Counter webcam' },
    ],
  });
  Object.defineProperty(navigator, 'mediaDevices', { value: mediaDevices, configurable: true });
  const video = HTMLVideoElement.prototype;
  Object.defineProperties(video, {
    videoWidth: { value: 1_280, configurable: true },
    videoHeight: { value: 720, configurable: true },
    readyState: { value: 4, configurable: true },
    HAVE_CURRENT_DATA: { value: 2, configurable: true },
    srcObject: { value: null, writable: true, configurable: true },
  });
  let presentedFrames = 0;
  video.requestVideoFrameCallback = (emit) =>
    setTimeout(
      () => emit(0, { presentedFrames: (presentedFrames += 1) } as VideoFrameCallbackMetadata),
      30,
    ) as unknown as number;
  video.cancelVideoFrameCallback = (handle) => clearTimeout(handle);
  HTMLCanvasElement.prototype.getContext = (() => ({
    drawImage: () => undefined,
    // Successive frames differ, because a camera with identical frames is reported as frozen.
    getImageData: (_x: number, _y: number, width: number, height: number) => ({
      data: Uint8ClampedArray.from(
        { length: 4 * width * height },
        (_, index) => (index * 37 + presentedFrames) % 251,
      ),
    }),
  })) as never;
  HTMLCanvasElement.prototype.toBlob = (callback) =>
    callback(new Blob([new Uint8Array([0xff, 0xd8])]));
});
afterEach(() => {
  mounted?.wrapper.unmount();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const advanceTime = async (ms: number): Promise<void> => {
  await vi.advanceTimersByTimeAsync(ms);
  await flushPromises();
};
const openPhotoStep = async (locale: 'en' | 'bn' = 'en'): Promise<Mounted> => {
  kiosk = createFakeKiosk({ locale, registration: { stage: 'photo', step: 'photo' } });
  mounted = await mountInApp(RegistrationScreen, kiosk, locale);
  await flushPromises();
  await advanceTime(2_000);
  return mounted;
};
/** Problems that are stored with the photo; undefined when the photo was not checked. */
const readRecordedProblems = (): unknown => {
  const putCalls = kiosk.calls.filter(({ name }) => name === 'registration.putPicture');
  expect(putCalls).toHaveLength(1);
  return (putCalls[0]?.input as CallInput<'registration.putPicture'>).photoProblems;
};
const readCheckStates = (): Record<string, string> =>
  Object.fromEntries(
    Array.from(document.querySelectorAll('[data-check]'), (row) => [
      row.getAttribute('data-check'),
      row.getAttribute('data-state') ?? '',
    ]),
  );
const takePhoto = async (counter: Mounted): Promise<void> => {
  counter.button('Take photo').click();
  await flushPromises();
  await advanceTime(100);
};

describe('PhotoStep', () => {
  it('passes the five checks and takes a photo without warning', async () => {
    detectorAnswer = () => ({ kind: 'seen', observation: createObservation(0.45) });
    const counter = await openPhotoStep();
    expect(new Set(Object.values(readCheckStates()))).toEqual(new Set(['ok']));
    expect(document.body.textContent).not.toContain(en.registration.photo.warningStays);
    await takePhoto(counter);
    expect(readRecordedProblems()).toEqual([]);
  });

  it('takes a photo with failed checks and records them', async () => {
    detectorAnswer = () => ({ kind: 'seen', observation: createObservation(0.2, 30) });
    const counter = await openPhotoStep();
    expect(readCheckStates()).toMatchObject({
      'large-enough': 'warning',
      'well-lit': 'warning',
      'one-face': 'ok',
    });
    expect(document.body.textContent).toContain('You can take it now; the warning is recorded.');
    await takePhoto(counter);
    expect(readRecordedProblems()).toEqual(['too-dark', 'too-small']);
    expect(document.querySelector('[data-tone="warning"]')?.textContent).toContain(
      'Too dark, Too small',
    );
  });

  it('works without face detection, shows that, and records no results', async () => {
    detectorAnswer = null;
    const counter = await openPhotoStep();
    expect(document.body.textContent).toContain('Nothing is checked here. Check it yourself.');
    expect(new Set(Object.values(readCheckStates()))).toEqual(new Set(['open']));
    await takePhoto(counter);
    expect(readRecordedProblems()).toBeUndefined();
  });

  it('continues without advice when the detector fails', async () => {
    detectorAnswer = () => ({ kind: 'seen', observation: createObservation(0.2) });
    const counter = await openPhotoStep();
    expect(readCheckStates()['large-enough']).toBe('warning');
    detectorAnswer = () => ({ kind: 'failed', reason: 'out of memory' });
    await advanceTime(1_000);
    expect(new Set(Object.values(readCheckStates()))).toEqual(new Set(['open']));
    await takePhoto(counter);
    expect(readRecordedProblems()).toBeUndefined();
  });

  it("shows hints in both languages, the clerk's first", async () => {
    detectorAnswer = () => ({ kind: 'seen', observation: createObservation(0.2) });
    await openPhotoStep('bn');
    const hints = Array.from(document.querySelectorAll('[data-hint] [lang]'), (element) => [
      element.getAttribute('lang'),
      element.textContent,
    ]);
    expect(hints).toEqual([
      ['bn', 'একটু কাছে আসুন'],
      ['en', 'Come a little closer'],
    ]);
  });
});
