/**
 * Preload script of the customer's page. It exposes only `window.customer`, through which the page receives its view and
 * sends the customer's consent or a reported mistake.
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

// The event object is not passed on, because its sender is an Electron object.
bridge['onView'] = (listen: (view: unknown) => void): void => {
  ipcRenderer.on(CUSTOMER_CHANNEL_PREFIX + CUSTOMER_EVENT, (_event: IpcRendererEvent, view) =>
    listen(view),
  );
};

contextBridge.exposeInMainWorld('customer', bridge);
