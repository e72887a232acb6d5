/** Replaces the module `electron` where only its `ipcMain` is used: records the handlers by channel. */
import type { Result } from '#shared/result.ts';

export type Handler = (event: { senderFrame: unknown }, input: unknown) => Promise<Result<unknown>>;

export const channels = new Map<string, Handler>();

export const ipcMain = {
  handle: (channel: string, handler: Handler): void => void channels.set(channel, handler),
};
