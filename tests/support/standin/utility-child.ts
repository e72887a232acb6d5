/** Preloaded into the child of a utility process: gives it Electron’s `process.parentPort`. */
import { EventEmitter } from 'node:events';
import { registerHooks } from 'node:module';
import type { ParentPort } from 'electron';
import { installAsar, isInArchive } from './asar-modules.ts';
import { strictPartial, notImplemented } from './strict-partial.ts';

/** Gives a Node child process the properties of Electron's utility process before its own module runs. */
function becomeUtilityProcess(): void {
  const send = process.send?.bind(process);
  const emitter = new EventEmitter();
  const queuedMessages: unknown[] = [];
  const deliver = (data: unknown): void => {
    emitter.emit('message', { data, ports: [] });
  };

  const parentPort = strictPartial<ParentPort>(
    'process.parentPort',
    {
      postMessage(message: unknown) {
        send?.(structuredClone(message));
      },
      start: () => undefined,
    } as Partial<ParentPort>,
    { emitter, knownEvents: ['message'] },
  );
  process.on('message', (data) => {
    // Messages are queued until the module listens, as a port queues them until it is started.
    if (emitter.listenerCount('message') > 0) deliver(data);
    else queuedMessages.push(data);
  });
  emitter.on('newListener', (event) => {
    if (event === 'message')
      queueMicrotask(() => {
        for (const data of queuedMessages.splice(0)) deliver(data);
      });
  });
  // Electron ends its children when it ends, whatever the cause.
  process.on('disconnect', () => {
    process.exit(0);
  });

  Object.defineProperty(process, 'type', { value: 'utility' });
  Object.defineProperty(process, 'parentPort', { value: parentPort });
  Object.assign(process, { send: undefined });
  registerHooks({
    resolve(specifier, context, next) {
      if (/^electron(\/|$)/.test(specifier))
        throw notImplemented('(utility process): the electron module');
      return next(specifier, context);
    },
  });
}

if (isInArchive(process.argv[1])) installAsar();
becomeUtilityProcess();
