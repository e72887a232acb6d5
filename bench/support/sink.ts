/** Starts the sink service, which accepts every registration, as a child process, and queries how busy it was. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface Sink {
  readonly url: string;
  /** Milliseconds with at least one open request, and the number of requests, since the start. */
  readonly readUsage: () => Promise<{ busyMs: number; requests: number }>;
  readonly stop: () => void;
}

/** @param workMs delay of each answer, in milliseconds. */
export const startSink = async (workMs = 0): Promise<Sink> => {
  const child = fork(path.join(import.meta.dirname, 'sink-service.ts'), [String(workMs)]);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    url: `http://127.0.0.1:${String(port)}`,
    readUsage: async () => {
      child.send('used');
      const [usage] = (await once(child, 'message')) as [{ busyMs: number; requests: number }];
      return usage;
    },
    stop: () => void child.kill(),
  };
};
