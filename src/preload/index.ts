/**
 * Preload script of the counter's page. It exposes only `window.kiosk`, with the calls and events that the IPC contract
 * names. It contains no logic or schemas and passes no Electron object to the page. It is bundled as one CommonJS file,
 * because a sandboxed preload script cannot load modules.
 */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { CHANNEL_PREFIX, callNames, eventNames } from '#shared/ipc/names.ts';

const bridge: Record<string, Record<string, unknown>> = {};

for (const name of callNames) {
  const [domain = '', verb = ''] = name.split('.');
  bridge[domain] ??= {};
  bridge[domain][verb] = (input: unknown) => ipcRenderer.invoke(CHANNEL_PREFIX + name, input);
}

bridge['events'] = {
  on: (name: string, listen: (payload: unknown) => void): (() => void) => {
    if (!(eventNames as readonly string[]).includes(name)) throw new Error('no such event');
    // The event object is not passed on, because its sender is an Electron object.
    const forward = (_event: IpcRendererEvent, payload: unknown): void => listen(payload);
    ipcRenderer.on(CHANNEL_PREFIX + name, forward);
    return () => ipcRenderer.removeListener(CHANNEL_PREFIX + name, forward);
  },
};

contextBridge.exposeInMainWorld('kiosk', bridge);
