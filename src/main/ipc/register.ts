/** Registers the handlers of all calls and sends the events. This is the only importer of `ipcMain`. */
import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { CUSTOMER_CHANNEL_PREFIX, customerCallNames } from '#shared/ipc/customer-names.ts';
import { CHANNEL_PREFIX, callNames } from '#shared/ipc/names.ts';
import {
  answer,
  answerCustomer,
  type AnswerOptions,
  type CustomerAnswerOptions,
} from './answer.ts';

/** Registers every call of the contract. */
export const registerCalls = (options: AnswerOptions): void => {
  for (const name of callNames) {
    ipcMain.handle(CHANNEL_PREFIX + name, (event: IpcMainInvokeEvent, input: unknown) =>
      answer(name, input, event.senderFrame, options),
    );
  }
};

/** Registers every call of the customer's page. */
export const registerCustomerCalls = (options: CustomerAnswerOptions): void => {
  for (const name of customerCallNames) {
    ipcMain.handle(CUSTOMER_CHANNEL_PREFIX + name, (event: IpcMainInvokeEvent, input: unknown) =>
      answerCustomer(name, input, event.senderFrame, options),
    );
  }
};
