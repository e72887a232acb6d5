/** Repeats an action while a key is held, like a physical keyboard. */
import { onBeforeUnmount } from 'vue';

const INITIAL_DELAY_MS = 500;
const REPEAT_INTERVAL_MS = 70;

export const useRepeat = (): { start: (act: () => void) => void; stop: () => void } => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => clearTimeout(timer);
  const start = (act: () => void): void => {
    stop();
    const repeat = (): void => {
      act();
      timer = setTimeout(repeat, REPEAT_INTERVAL_MS);
    };
    act();
    timer = setTimeout(repeat, INITIAL_DELAY_MS);
  };
  onBeforeUnmount(stop);
  return { start, stop };
};
