/** The owner's side of the sink service. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface Sink {
  readonly url: string;
  /** Since it was started: milliseconds with at least one request open, and how many requests there were. */
  readonly used: () => Promise<{ busyMs: number; requests: number }>;
  readonly stop: () => void;
}

/** @param workMs how long it works on each request. */
export const startSink = async (workMs = 0): Promise<Sink> => {
  const child = fork(path.join(import.meta.dirname, 'sink-service.ts'), [String(workMs)]);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    url: `http://127.0.0.1:${String(port)}`,
    used: async () => {
      child.send('used');
      const [used] = (await once(child, 'message')) as [{ busyMs: number; requests: number }];
      return used;
    },
    stop: () => void child.kill(),
  };
};
