/** Repeats an action while an on-screen key is held, as a physical keyboard does. */
import { onBeforeUnmount } from 'vue';

const INITIAL_DELAY_MS = 500;
const REPEAT_INTERVAL_MS = 70;

/** `start` runs the action immediately and then repeatedly until `stop` is called. */
export const useKeyRepeat = (): { start: (action: () => void) => void; stop: () => void } => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => clearTimeout(timer);
  const start = (action: () => void): void => {
    stop();
    const repeat = (): void => {
      action();
      timer = setTimeout(repeat, REPEAT_INTERVAL_MS);
    };
    action();
    timer = setTimeout(repeat, INITIAL_DELAY_MS);
  };
  onBeforeUnmount(stop);
  return { start, stop };
};
