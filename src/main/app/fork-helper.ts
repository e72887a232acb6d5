/** Helper processes are Electron utility processes: `child_process.fork` cannot run once the RunAsNode fuse is off. */
import { utilityProcess } from 'electron';
import type { ForkHelper } from '#main/process/port.ts';
import type { Paths } from './paths.ts';

/**
 * glibc keeps freed memory in one arena a thread, and raises the size from which a buffer is returned at once to that of the
 * largest one freed (mallopt(3)): after a hundred pictures the imaging process held 580 MB and used 110. Other systems' C
 * libraries do not read these names.
 */
const MEMORY_RETURNED = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

export const createForkHelper =
  (paths: Paths): ForkHelper =>
  (entry) => {
    const child = utilityProcess.fork(paths.helper(entry), [], {
      serviceName: `ekyc-${entry}`,
      stdio: 'ignore',
      env: { ...process.env, ...MEMORY_RETURNED },
    });
    return {
      postMessage: (message) => child.postMessage(message),
      onMessage: (listen) => child.on('message', listen),
      onExit: (listen) => child.on('exit', listen),
      kill: () => child.kill(),
    };
  };
