/** Starts helper processes as Electron utility processes, because `child_process.fork` needs the RunAsNode fuse, which is off. */
import { utilityProcess } from 'electron';
import { helperEnvironment } from '#main/process/helper-environment.ts';
import type { ForkHelper } from '#main/process/port.ts';
import type { Paths } from './paths.ts';

export const createForkHelper =
  (paths: Paths, env: NodeJS.ProcessEnv): ForkHelper =>
  (entry) => {
    const child = utilityProcess.fork(paths.helperFile(entry), [], {
      serviceName: `ekyc-${entry}`,
      stdio: 'ignore',
      env: helperEnvironment(env),
    });
    return {
      postMessage: (message) => child.postMessage(message),
      onMessage: (listen) => child.on('message', listen),
      onExit: (listen) => child.on('exit', listen),
      kill: () => child.kill(),
    };
  };
