/**
 * Replaces the module `electron` where only its `ipcMain` is used: records the handlers by channel and, as Electron
 * does, refuses a second handler for a channel.
 */
import type { Result } from '#shared/result.ts';

export type Handler = (event: { senderFrame: unknown }, input: unknown) => Promise<Result<unknown>>;

export const handlersByChannel = new Map<string, Handler>();

export const ipcMain = {
  handle: (channel: string, handler: Handler): void => {
    if (handlersByChannel.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlersByChannel.set(channel, handler);
  },
};
