/**
 * The watchdog's worker thread. It counts intervals instead of reading a clock, so that a suspended machine is not mistaken
 * for a hang.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { workerData } from 'node:worker_threads';

export interface WatchdogData {
  /** Shared memory: the main process increments it once per interval. */
  readonly heartbeat: Int32Array;
  readonly heartbeatMs: number;
  /** Number of intervals without an increment after which the main process is killed. */
  readonly maxMissedHeartbeats: number;
  readonly hangMarkerFile: string;
  readonly relaunch: { readonly command: string; readonly args: readonly string[] } | null;
}

const { heartbeat, heartbeatMs, maxMissedHeartbeats, hangMarkerFile, relaunch } =
  workerData as WatchdogData;
let lastHeartbeat = Atomics.load(heartbeat, 0);
let missedHeartbeats = 0;

const relaunchAndKill = (): void => {
  try {
    mkdirSync(path.dirname(hangMarkerFile), { recursive: true, mode: 0o700 });
    writeFileSync(hangMarkerFile, '', { mode: 0o600 });
    if (relaunch)
      spawn(relaunch.command, relaunch.args, { detached: true, stdio: 'ignore' }).unref();
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
};

setInterval(() => {
  const current = Atomics.load(heartbeat, 0);
  missedHeartbeats = current === lastHeartbeat ? missedHeartbeats + 1 : 0;
  lastHeartbeat = current;
  if (missedHeartbeats >= maxMissedHeartbeats) relaunchAndKill();
}, heartbeatMs);
