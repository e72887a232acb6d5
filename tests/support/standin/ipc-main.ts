/** Electron’s `ipcMain` on the stand-in host. */
import { EventEmitter } from 'node:events';
import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import { createCodec, nodeBase64 } from './codec.ts';
import { strictPartial } from './strict-partial.ts';

type Handler = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown;

/** Electron's `ipcMain`, and the two ways in which messages from pages reach it. */
export interface IpcHub {
  readonly ipcMain: IpcMain;
  /** Runs the handler of an invoke; `body` is the encoded result or error. */
  invoke(
    event: IpcMainInvokeEvent,
    channel: string,
    args: readonly unknown[],
  ): Promise<{ readonly ok: boolean; readonly body: string }>;
  send(event: IpcMainEvent, channel: string, args: readonly unknown[]): void;
}

const codec = createCodec(nodeBase64);

/** Encodes values for a page. Node clones them first, because it detects proxies and other values that cannot be cloned. */
export function encodeForPage(value: unknown): string {
  let copy: unknown;
  try {
    copy = structuredClone(value);
  } catch {
    throw new Error('An object could not be cloned.');
  }
  return codec.encode(copy);
}

/** Decodes values from a page. */
export function decodeFromPage(text: string): unknown {
  return codec.decode(text);
}

/** Creates `ipcMain`. */
export function createIpcHub(): IpcHub {
  const emitter = new EventEmitter();
  const handlers = new Map<string, Handler>();
  const handle = (channel: string, listener: Handler): void => {
    if (handlers.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, listener);
  };
  // Channels are the app's own names, so ipcMain cannot have a list of known events.
  const ipcMain: IpcMain = strictPartial<IpcMain>('ipcMain', {
    handle,
    handleOnce: (channel, listener) => {
      handle(channel, (event, ...args) => {
        handlers.delete(channel);
        return listener(event, ...args) as unknown;
      });
    },
    removeHandler: (channel) => {
      handlers.delete(channel);
    },
    on: (channel, listener) => {
      emitter.on(channel, listener);
      return ipcMain;
    },
    addListener: (channel, listener) => {
      emitter.on(channel, listener);
      return ipcMain;
    },
    once: (channel, listener) => {
      emitter.once(channel, listener);
      return ipcMain;
    },
    off: (channel, listener) => {
      emitter.off(channel, listener);
      return ipcMain;
    },
    removeListener: (channel, listener) => {
      emitter.off(channel, listener);
      return ipcMain;
    },
    removeAllListeners: (channel) => {
      emitter.removeAllListeners(channel);
      return ipcMain;
    },
    listenerCount: (channel: string) => emitter.listenerCount(channel),
  });
  return {
    ipcMain,
    async invoke(event, channel, args) {
      const fail = (error: unknown): { ok: boolean; body: string } => ({
        ok: false,
        body: codec.encode(`Error invoking remote method '${channel}': ${String(error)}`),
      });
      const handler = handlers.get(channel);
      if (handler === undefined) return fail(new Error(`No handler registered for '${channel}'`));
      try {
        return { ok: true, body: encodeForPage(await handler(event, ...args)) };
      } catch (error) {
        process.stderr.write(
          `Error occurred in handler for '${channel}': ${error instanceof Error ? (error.stack ?? String(error)) : String(error)}\n`,
        );
        return fail(error);
      }
    },
    send: (event, channel, args) => {
      emitter.emit(channel, event, ...args);
    },
  };
}
