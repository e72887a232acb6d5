/**
 * Provides a component with live advice on the face in a camera preview. The detector runs only while there is a
 * preview.
 */
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
import { createAdviceDebouncer, INITIAL_ADVICE, type Advice } from './face-advice.ts';
import { startFaceDetection, type FaceDetection } from './face-detection.ts';
import { startFaceWorker } from './start-face-worker.ts';

export interface FaceAdvice {
  readonly advice: Readonly<ShallowRef<Advice>>;
  /** `off`: there is no preview; `loading`: there is no result yet; `none`: detection is not available. */
  readonly state: Readonly<Ref<'off' | 'loading' | 'on' | 'none'>>;
  readonly isOn: ComputedRef<boolean>;
}

const currentFrame = (video: HTMLVideoElement | null): VideoFrame | null => {
  if (!video || video.readyState < video.HAVE_CURRENT_DATA) return null;
  try {
    return new VideoFrame(video);
  } catch {
    // The video has no frame while it changes from one stream to another.
    return null;
  }
};

/** @param video returns the preview to analyse; null when there is none. */
export const useFaceAdvice = (
  video: () => HTMLVideoElement | null,
  startWorker = startFaceWorker,
): FaceAdvice => {
  const state = ref<'off' | 'loading' | 'on' | 'none'>('off');
  const advice = shallowRef<Advice>(INITIAL_ADVICE);
  const debouncer = createAdviceDebouncer();
  let detection: FaceDetection | null = null;

  const stopDetection = (): void => {
    detection?.stop();
    detection = null;
    debouncer.reset();
    advice.value = INITIAL_ADVICE;
  };

  watch(
    () => video() !== null,
    (hasPreview) => {
      if (state.value === 'none') return;
      stopDetection();
      state.value = hasPreview ? 'loading' : 'off';
      if (!hasPreview) return;
      detection = startFaceDetection({
        startWorker,
        grabFrame: () => currentFrame(video()),
        onObservation: (observation) => {
          state.value = 'on';
          advice.value = debouncer.add(observation);
        },
        onUnavailable: () => {
          stopDetection();
          state.value = 'none';
        },
      });
    },
    { immediate: true },
  );
  onBeforeUnmount(stopDetection);

  return { advice, state, isOn: computed(() => state.value === 'on') };
};
