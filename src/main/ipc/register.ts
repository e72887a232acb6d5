/** Registers the handlers of all calls and sends the events. This is the only importer of `ipcMain`. */
import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { CHANNEL_PREFIX, callNames } from '#shared/ipc/names.ts';
import { answer, type AnswerOptions } from './answer.ts';

/** Registers every call of the contract. */
export const registerCalls = (options: AnswerOptions): void => {
  for (const name of callNames) {
    ipcMain.handle(CHANNEL_PREFIX + name, (event: IpcMainInvokeEvent, input: unknown) =>
      answer(name, input, event.senderFrame, options),
    );
  }
};
