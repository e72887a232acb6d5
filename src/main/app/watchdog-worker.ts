/** The watching thread. It counts its own beats instead of reading a clock, so that a machine that slept is not taken for one that hangs. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { workerData } from 'node:worker_threads';

export interface WatchdogOrders {
  /** Shared: the main process counts it up while it is alive. */
  readonly beats: Int32Array;
  readonly beatMs: number;
  /** After so many of this thread's beats without one of the main process it is killed. */
  readonly mostSilent: number;
  readonly noteFile: string;
  readonly successor: { readonly command: string; readonly args: readonly string[] } | null;
}

const { beats, beatMs, mostSilent, noteFile, successor } = workerData as WatchdogOrders;
let last = Atomics.load(beats, 0);
let silent = 0;

const end = (): void => {
  try {
    mkdirSync(path.dirname(noteFile), { recursive: true, mode: 0o700 });
    writeFileSync(noteFile, '', { mode: 0o600 });
    if (successor)
      spawn(successor.command, successor.args, { detached: true, stdio: 'ignore' }).unref();
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
};

setInterval(() => {
  const beat = Atomics.load(beats, 0);
  silent = beat === last ? silent + 1 : 0;
  last = beat;
  if (silent >= mostSilent) end();
}, beatMs);
