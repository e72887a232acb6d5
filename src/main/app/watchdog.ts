/**
 * Detects a hang of the main process from a worker thread. The thread writes a marker file, starts a new instance and kills
 * the process; the next start counts it as a restart.
 */
import { readFileSync, rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { WatchdogData } from './watchdog-worker.ts';

export interface WatchdogDeps {
  /** Bundled script of the worker. */
  readonly workerFile: string;
  readonly hangMarkerFile: string;
  /** Command that starts the app again; null when a supervisor restarts it. */
  readonly relaunch: WatchdogData['relaunch'];
}

const HEARTBEAT_MS = 1_000;
/** 30 s: longer than the longest blocking operation of main while a virus scanner checks its files. */
const MAX_MISSED_HEARTBEATS = 30;

/** @returns a function that stops the watchdog. */
export const startWatchdog = ({
  workerFile,
  hangMarkerFile,
  relaunch,
}: WatchdogDeps): (() => void) => {
  const heartbeat = new Int32Array(new SharedArrayBuffer(4));
  const workerData: WatchdogData = {
    heartbeat,
    heartbeatMs: HEARTBEAT_MS,
    maxMissedHeartbeats: MAX_MISSED_HEARTBEATS,
    hangMarkerFile,
    relaunch,
  };
  // The worker is loaded from a data URL, because it is not known whether Electron loads one from a file inside app.asar.
  const source = readFileSync(workerFile).toString('base64');
  const worker = new Worker(new URL(`data:text/javascript;base64,${source}`), { workerData });
  worker.unref();
  const timer = setInterval(() => Atomics.add(heartbeat, 0, 1), HEARTBEAT_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    void worker.terminate();
  };
};

/** Deletes the marker. @returns whether the previous process was killed because it hung. */
export const consumeHangMarker = (hangMarkerFile: string): boolean => {
  try {
    rmSync(hangMarkerFile);
    return true;
  } catch {
    return false;
  }
};
