/**
 * The preload script of the customer's page: exposes `window.customer` with what this page may do, and nothing else: receive the
 * view, and send the consent or that something is wrong.
 */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import {
  CUSTOMER_CHANNEL_PREFIX,
  CUSTOMER_EVENT,
  customerCallNames,
} from '#shared/ipc/customer-names.ts';

const bridge: Record<string, unknown> = {};

for (const name of customerCallNames) {
  const [, verb = ''] = name.split('.');
  bridge[verb] = (input: unknown) => ipcRenderer.invoke(CUSTOMER_CHANNEL_PREFIX + name, input);
}

// The event object stays here: it would hand the page an Electron sender.
bridge['onView'] = (listen: (view: unknown) => void): void => {
  ipcRenderer.on(CUSTOMER_CHANNEL_PREFIX + CUSTOMER_EVENT, (_event: IpcRendererEvent, view) =>
    listen(view),
  );
};

contextBridge.exposeInMainWorld('customer', bridge);
