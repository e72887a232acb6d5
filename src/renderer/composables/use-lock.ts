/** Locking from the page: shortcut, activity reports and saving of open work. */
import { onBeforeUnmount, onMounted } from 'vue';
import { useBridge } from './bridge.ts';
import { chordOf } from './shortcuts.ts';
import { useAppStore } from './app-store.ts';
import { monotonicNow } from './use-now.ts';

/** Minimum interval of activity reports, which limits the number of calls. It is short compared with the idle lock. */
const REPORT_INTERVAL_MS = 1_000;
/** Maximum time for saving, because a slow disk must not delay the lock. Edits that are not saved by then are saved later. */
const SAVE_TIMEOUT_MS = 1_000;

/** @returns a function that saves open work. It resolves after the timeout at the latest. */
export const useSaveOpenWork = (): (() => Promise<void>) => {
  const store = useAppStore();
  return async () => {
    const allSaved = Promise.all([...store.beforeLockHandlers].map((save) => save()));
    await Promise.race([allSaved, new Promise((resolve) => setTimeout(resolve, SAVE_TIMEOUT_MS))]);
  };
};

/** @returns a function that saves open work and locks the counter. Has no effect while no clerk is signed in. */
export const useLockNow = (): (() => Promise<void>) => {
  const bridge = useBridge();
  const store = useAppStore();
  const saveOpenWork = useSaveOpenWork();
  return async () => {
    if (store.locked || !store.hasClerk) return;
    await saveOpenWork();
    await bridge.pin.lock();
  };
};

/** Registers a function that saves open work before the counter locks, while the component is mounted. */
export const useBeforeLock = (save: () => Promise<unknown>): void => {
  const { beforeLockHandlers } = useAppStore();
  onMounted(() => beforeLockHandlers.add(save));
  onBeforeUnmount(() => beforeLockHandlers.delete(save));
};

/**
 * Used once, by the app shell. Locks with Ctrl+L on every screen and above dialogs, reports keyboard and pointer input to
 * the main process, and saves open work before the machine sleeps.
 */
export const useLockListeners = (): void => {
  const bridge = useBridge();
  const store = useAppStore();
  const lockNow = useLockNow();
  const saveOpenWork = useSaveOpenWork();
  let lastReportAt = Number.NEGATIVE_INFINITY;

  const lockOnShortcut = (event: KeyboardEvent): void => {
    if (chordOf(event) !== 'Ctrl+KeyL' || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) void lockNow();
  };
  const reportActivity = (): void => {
    const now = monotonicNow();
    if (store.locked || !store.hasClerk) return;
    // While the warning is open, every input is reported at once, because it prevents the lock.
    const isWarningOpen = store.lock?.locksInMs != null;
    if (!isWarningOpen && now - lastReportAt < REPORT_INTERVAL_MS) return;
    lastReportAt = now;
    void bridge.app.activity();
  };

  const activityEvents = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
  const stopListening = bridge.events.on(
    'save-request',
    () => void saveOpenWork().then(() => bridge.app.saved()),
  );
  onMounted(() => {
    window.addEventListener('keydown', lockOnShortcut, { capture: true });
    for (const eventType of activityEvents)
      window.addEventListener(eventType, reportActivity, { capture: true, passive: true });
  });
  onBeforeUnmount(() => {
    stopListening();
    window.removeEventListener('keydown', lockOnShortcut, { capture: true });
    for (const eventType of activityEvents)
      window.removeEventListener(eventType, reportActivity, { capture: true });
  });
};
