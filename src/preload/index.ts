/**
 * The preload script: exposes `window.kiosk` from the names of the contract and nothing else. It has no logic or schemas and
 * passes no Electron object to the page. It is bundled as one CommonJS file, because a sandboxed preload can load no
 * modules.
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
    // The event object stays here: it would hand the page an Electron sender.
    const forward = (_event: IpcRendererEvent, payload: unknown): void => listen(payload);
    ipcRenderer.on(CHANNEL_PREFIX + name, forward);
    return () => ipcRenderer.removeListener(CHANNEL_PREFIX + name, forward);
  },
};

contextBridge.exposeInMainWorld('kiosk', bridge);
