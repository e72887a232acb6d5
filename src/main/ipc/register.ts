/** Registers the handlers of all calls of the two pages. This is the only importer of `ipcMain`. */
import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { CUSTOMER_CHANNEL_PREFIX, customerCallNames } from '#shared/ipc/customer-names.ts';
import { CHANNEL_PREFIX, callNames } from '#shared/ipc/names.ts';
import {
  answerCall,
  answerCustomerCall,
  type AnswerOptions,
  type CustomerAnswerOptions,
} from './answer-call.ts';

/** Registers every call of the contract. */
export const registerCalls = (options: AnswerOptions): void => {
  for (const name of callNames) {
    ipcMain.handle(CHANNEL_PREFIX + name, (event: IpcMainInvokeEvent, input: unknown) =>
      answerCall(name, input, event.senderFrame, options),
    );
  }
};

/** Registers every call of the customer's page. */
export const registerCustomerCalls = (options: CustomerAnswerOptions): void => {
  for (const name of customerCallNames) {
    ipcMain.handle(CUSTOMER_CHANNEL_PREFIX + name, (event: IpcMainInvokeEvent, input: unknown) =>
      answerCustomerCall(name, input, event.senderFrame, options),
    );
  }
};
