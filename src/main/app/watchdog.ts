/**
 * Watches the main process from a thread of its own. A main process that hangs can neither notice nor end itself: the thread
 * notes it in a file, starts the successor and kills the process. The next start reads the note and counts it as a restart.
 */
import { readFileSync, rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { WatchdogOrders } from './watchdog-worker.ts';

export interface WatchdogDeps {
  /** Built file of the watching thread. */
  readonly script: string;
  readonly noteFile: string;
  /** How to start the app again; null: somebody else does. */
  readonly successor: WatchdogOrders['successor'];
}

const BEAT_MS = 1_000;
/** Longer than the slowest thing that main does in one go, a virus scanner between. */
const SILENT_BEATS = 30;

/** @returns a function that ends the watch. */
export const startWatchdog = ({ script, noteFile, successor }: WatchdogDeps): (() => void) => {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const orders: WatchdogOrders = {
    beats,
    beatMs: BEAT_MS,
    mostSilent: SILENT_BEATS,
    noteFile,
    successor,
  };
  // As text, because whether a thread may be started from a file inside app.asar is Electron's business.
  const source = readFileSync(script).toString('base64');
  const worker = new Worker(new URL(`data:text/javascript;base64,${source}`), {
    workerData: orders,
  });
  worker.unref();
  const timer = setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    void worker.terminate();
  };
};

/** @returns whether the process before this one was killed because it hung; it is then forgotten. */
export const takeHangNote = (noteFile: string): boolean => {
  try {
    rmSync(noteFile);
    return true;
  } catch {
    return false;
  }
};
