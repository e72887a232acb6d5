/** The lock in the page: its shortcut, the activity reports that keep it open, and saving before it closes. */
import { onBeforeUnmount, onMounted } from 'vue';
import { useBridge } from './bridge.ts';
import { chordOf } from './shortcuts.ts';
import { useAppStore } from './app-store.ts';
import { monotonicNow } from './use-now.ts';

/** More often would say nothing new; less often would make an idle counter of one that is in use. */
const REPORT_EVERY_MS = 1_000;
/** What was typed is saved again later; the lock does not wait longer for a disk. */
const SAVE_WITHIN_MS = 1_000;

/** @returns saves what is open. Resolves also when that took too long. */
export const useSaveOpen = (): (() => Promise<void>) => {
  const store = useAppStore();
  return async () => {
    const saved = Promise.all([...store.beforeLock].map((save) => save()));
    await Promise.race([saved, new Promise((resolve) => setTimeout(resolve, SAVE_WITHIN_MS))]);
  };
};

/** @returns locks the counter, after what is open was saved. Does nothing while nobody is at it. */
export const useLockNow = (): (() => Promise<void>) => {
  const bridge = useBridge();
  const store = useAppStore();
  const saveOpen = useSaveOpen();
  return async () => {
    if (store.locked || !store.entered) return;
    await saveOpen();
    await bridge.pin.lock();
  };
};

/** Something to be saved before the counter locks, while the component lives. */
export const useBeforeLock = (save: () => Promise<unknown>): void => {
  const { beforeLock } = useAppStore();
  onMounted(() => beforeLock.add(save));
  onBeforeUnmount(() => beforeLock.delete(save));
};

/**
 * For the shell: Ctrl+L locks wherever one is, also over an open dialog; keys and pointer are reported to main; what is open
 * is saved when the machine is about to sleep.
 */
export const useLockKeys = (): void => {
  const bridge = useBridge();
  const store = useAppStore();
  const lockNow = useLockNow();
  const saveOpen = useSaveOpen();
  let reported = Number.NEGATIVE_INFINITY;

  const onKey = (event: KeyboardEvent): void => {
    if (chordOf(event) !== 'Ctrl+KeyL' || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) void lockNow();
  };
  const onSign = (): void => {
    const now = monotonicNow();
    if (store.locked || !store.entered) return;
    const isWarned = store.lock?.locksInMs != null;
    if (!isWarned && now - reported < REPORT_EVERY_MS) return;
    reported = now;
    void bridge.app.activity();
  };

  const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
  const stopListening = bridge.events.on(
    'save-request',
    () => void saveOpen().then(() => bridge.app.saved()),
  );
  onMounted(() => {
    window.addEventListener('keydown', onKey, { capture: true });
    for (const sign of signs)
      window.addEventListener(sign, onSign, { capture: true, passive: true });
  });
  onBeforeUnmount(() => {
    stopListening();
    window.removeEventListener('keydown', onKey, { capture: true });
    for (const sign of signs) window.removeEventListener(sign, onSign, { capture: true });
  });
};
