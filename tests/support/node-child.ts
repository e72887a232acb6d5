/**
 * Runs a helper's real entry as a plain Node child process in place of an Electron utility process. The entry
 * is unchanged: the child gets a `process.parentPort` before the entry is loaded.
 */
import { fork } from 'node:child_process';
import { helperEnvironment } from '#main/process/helper-environment.ts';
import type { ChildHandle } from '#main/process/port.ts';

const PARENT_PORT_PRELOAD = new URL('./node-child-parent-port.ts', import.meta.url).href;

export interface NodeChild extends ChildHandle {
  readonly pid: number;
}

/** @param entry path of the helper's entry, which may be TypeScript. */
export const forkNodeChild = (entry: string): NodeChild => {
  const child = fork(entry, [], {
    serialization: 'advanced',
    env: helperEnvironment(process.env),
    execArgv: ['--disable-warning=ExperimentalWarning', '--import', PARENT_PORT_PRELOAD],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    pid: child.pid!,
    postMessage: (message) => child.send(message as object),
    onMessage: (listen) => child.on('message', listen),
    onExit: (listen) => child.on('exit', (code) => listen(code ?? 1)),
    kill: () => child.kill('SIGKILL'),
  };
};
