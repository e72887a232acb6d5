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
import { createSteadier, NOTHING_SEEN, type Advice } from './face-advice.ts';
import { watchFaces, type FaceWatch } from './face-watch.ts';
import { startFaceWorker } from './start-face-worker.ts';

export interface FaceAdvice {
  readonly advice: Readonly<ShallowRef<Advice>>;
  /** `off`: no preview; `loading`: nothing seen yet; `none`: there will be no advice here. */
  readonly state: Readonly<Ref<'off' | 'loading' | 'on' | 'none'>>;
  readonly isOn: ComputedRef<boolean>;
}

const frameOf = (video: HTMLVideoElement | null): VideoFrame | null => {
  if (!video || video.readyState < video.HAVE_CURRENT_DATA) return null;
  try {
    return new VideoFrame(video);
  } catch {
    return null; // between two streams there is none
  }
};

/** @param video the preview to look at; null while there is none. */
export const useFaceAdvice = (
  video: () => HTMLVideoElement | null,
  startWorker = startFaceWorker,
): FaceAdvice => {
  const state = ref<'off' | 'loading' | 'on' | 'none'>('off');
  const advice = shallowRef<Advice>(NOTHING_SEEN);
  const steadier = createSteadier();
  let running: FaceWatch | null = null;

  const end = (): void => {
    running?.stop();
    running = null;
    steadier.reset();
    advice.value = NOTHING_SEEN;
  };

  watch(
    () => video() !== null,
    (isThere) => {
      if (state.value === 'none') return;
      end();
      state.value = isThere ? 'loading' : 'off';
      if (!isThere) return;
      running = watchFaces({
        startWorker,
        grab: () => frameOf(video()),
        onSeen: (seen) => {
          state.value = 'on';
          advice.value = steadier.add(seen);
        },
        onUnavailable: () => {
          end();
          state.value = 'none';
        },
      });
    },
    { immediate: true },
  );
  onBeforeUnmount(end);

  return { advice, state, isOn: computed(() => state.value === 'on') };
};
