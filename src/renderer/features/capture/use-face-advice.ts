/** Live face advice for a component. The detector is loaded when a preview is available. */
import {
  computed,
  onBeforeUnmount,
  ref,
  shallowRef,
  watch,
  type ComputedRef,
  type Ref,
  type ShallowRef,
} from 'vue';
import { createAdviceDebouncer, NOTHING_SEEN, type Advice } from './face-advice.ts';
import { startFaceDetection, type FaceDetection } from './face-detection.ts';
import { startFaceWorker } from './start-face-worker.ts';

export interface FaceAdvice {
  readonly advice: Readonly<ShallowRef<Advice>>;
  /** `off`: there is no preview; `loading`: there is no result yet; `none`: detection is not available. */
  readonly state: Readonly<Ref<'off' | 'loading' | 'on' | 'none'>>;
  readonly isOn: ComputedRef<boolean>;
}

const frameOf = (video: HTMLVideoElement | null): VideoFrame | null => {
  if (!video || video.readyState < video.HAVE_CURRENT_DATA) return null;
  try {
    return new VideoFrame(video);
  } catch {
    return null; // There is no frame between two streams.
  }
};

/** @param video returns the preview to analyse; null when there is none. */
export const useFaceAdvice = (
  video: () => HTMLVideoElement | null,
  startWorker = startFaceWorker,
): FaceAdvice => {
  const state = ref<'off' | 'loading' | 'on' | 'none'>('off');
  const advice = shallowRef<Advice>(NOTHING_SEEN);
  const debouncer = createAdviceDebouncer();
  let faceWatch: FaceDetection | null = null;

  const stopWatching = (): void => {
    faceWatch?.stop();
    faceWatch = null;
    debouncer.reset();
    advice.value = NOTHING_SEEN;
  };

  watch(
    () => video() !== null,
    (isThere) => {
      if (state.value === 'none') return;
      stopWatching();
      state.value = isThere ? 'loading' : 'off';
      if (!isThere) return;
      faceWatch = startFaceDetection({
        startWorker,
        grab: () => frameOf(video()),
        onSeen: (seen) => {
          state.value = 'on';
          advice.value = debouncer.add(seen);
        },
        onUnavailable: () => {
          stopWatching();
          state.value = 'none';
        },
      });
    },
    { immediate: true },
  );
  onBeforeUnmount(stopWatching);

  return { advice, state, isOn: computed(() => state.value === 'on') };
};
