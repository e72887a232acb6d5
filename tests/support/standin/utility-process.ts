/** Electron’s `utilityProcess` on the stand-in host, with Node child processes. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import type { ForkOptions, UtilityProcess } from 'electron';
import { createEvent } from './event.ts';
import type { Host } from './host.ts';
import { strictPartial, notImplemented } from './strict-partial.ts';

// A URL, because the drive letter of a Windows path is parsed as a scheme.
const CHILD_SHIM = new URL('utility-child.ts', import.meta.url).href;

/** Exit code that Electron reports for a child that it ended with SIGTERM. */
const SIGTERM_EXIT_CODE = 15;

type Stream = 'pipe' | 'ignore' | 'inherit';

function streamsOf(stdio: ForkOptions['stdio']): readonly [Stream, Stream] {
  if (stdio === undefined) return ['inherit', 'inherit'];
  if (typeof stdio === 'string') return [stdio as Stream, stdio as Stream];
  return [stdio[1] ?? 'inherit', stdio[2] ?? 'inherit'];
}

/** Creates `utilityProcess`: children are Node processes, in which utility-child.ts provides `process.parentPort`. */
export function createUtilityProcesses({
  appEvents,
  utilities,
}: Host): typeof Electron.utilityProcess {
  const forkUtility = (
    modulePath: string,
    args: string[] = [],
    options: ForkOptions = {},
  ): UtilityProcess => {
    const [stdout, stderr] = streamsOf(options.stdio);
    const emitter = new EventEmitter();
    const child: ChildProcess = fork(modulePath, args, {
      execPath: process.execPath,
      execArgv: [
        '--disable-warning=ExperimentalWarning',
        '--import',
        CHILD_SHIM,
        ...(options.execArgv ?? []),
      ],
      env: { ...(options.env ?? process.env) },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      // Unlike JSON, this serialization preserves binary data, maps and dates.
      serialization: 'advanced',
      stdio: ['ignore', stdout, stderr, 'ipc'],
    });
    const queuedMessages: unknown[] = [];
    let spawned = false;
    let exited = false;
    let killed = false;

    child.on('spawn', () => {
      spawned = true;
      if (child.pid !== undefined)
        utilities.set(child.pid, options.serviceName ?? 'Node Utility Process');
      emitter.emit('spawn');
      for (const message of queuedMessages.splice(0)) child.send(message as object);
    });
    child.on('message', (message) => {
      emitter.emit('message', message);
    });
    child.on('exit', (code, signal) => {
      exited = true;
      if (child.pid !== undefined) utilities.delete(child.pid);
      emitter.emit('exit', code ?? (signal === 'SIGTERM' && killed ? SIGTERM_EXIT_CODE : 1));
      const reason = killed
        ? 'killed'
        : code === 0
          ? 'clean-exit'
          : signal === null
            ? 'abnormal-exit'
            : signal === 'SIGKILL'
              ? 'killed'
              : 'crashed';
      if (reason === 'clean-exit') return;
      const name = options.serviceName ?? 'Node Utility Process';
      appEvents.emit('child-process-gone', createEvent({}), {
        type: 'Utility',
        reason,
        exitCode: code ?? 1,
        serviceName: 'node.mojom.NodeService',
        name,
      });
    });
    child.on('error', (error) => {
      process.stderr.write(`stand-in: utility process: ${error.message}\n`);
    });

    return strictPartial<UtilityProcess>(
      'utilityProcess',
      {
        get pid() {
          return exited || !spawned ? undefined : child.pid;
        },
        stdout: child.stdout,
        stderr: child.stderr,
        kill() {
          killed = true;
          return !exited && child.kill();
        },
        postMessage(message: unknown, transfer: unknown[] = []) {
          if (transfer.length > 0) throw notImplemented('utilityProcess.postMessage with ports');
          if (exited) return;
          // Copied as Electron does: a Buffer arrives as a Uint8Array, a function is an error.
          const copy: unknown = structuredClone(message);
          if (spawned) child.send(copy as object, (error) => error);
          else queuedMessages.push(copy);
        },
      },
      { emitter, knownEvents: ['spawn', 'message', 'exit', 'error'] },
    );
  };
  return strictPartial<typeof Electron.utilityProcess>('utilityProcess', { fork: forkUtility });
}
