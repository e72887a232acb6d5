/** The part of the stand-in that runs in the preload’s isolated world. */
import type { WorldBridge } from './bridge-worlds.ts';
import type { Codec } from './codec.ts';
import type { WorldNote } from './world-page.ts';

/** Configuration that the host passes to the preload's world. */
export interface PreloadConfig {
  /** The name of the function that sends texts to the host. */
  readonly binding: string;
  /** The name of the function that the host calls with its texts. */
  readonly receiver: string;
  readonly process: {
    readonly platform: string;
    readonly arch: string;
    readonly versions: Readonly<Record<string, string>>;
    readonly argv: readonly string[];
  };
}

/** The first line of every text between the preload's world and the host. The second line is the encoded value. */
export type WireHead =
  | { readonly to: 'invoke'; readonly id: number; readonly channel: string }
  | { readonly to: 'send'; readonly channel: string }
  | { readonly to: 'ask'; readonly id: number; readonly kind: string }
  | { readonly to: 'preload-error' }
  | { readonly to: 'reply'; readonly id: number; readonly ok: boolean }
  | { readonly to: 'event'; readonly channel: string };

/**
 * Runs in the preload's isolated world: provides the parts of Electron that a sandboxed preload gets (`contextBridge`, `ipcRenderer`), and
 * then runs the preload. Its source text is injected, so it refers to nothing outside itself.
 */
export function installPreloadWorld(
  bridge: WorldBridge,
  codec: Codec,
  config: PreloadConfig,
  preload:
    | ((
        require: unknown,
        module: unknown,
        exports: unknown,
        process: unknown,
        global: unknown,
      ) => void)
    | null,
): void {
  if (globalThis.top !== globalThis.self) return;
  type Listener = (event: unknown, ...args: unknown[]) => void;
  const sendToHost = Reflect.get(globalThis, config.binding) as (text: string) => void;
  const pendingRequests = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: unknown) => void }
  >();
  const listeners = new Map<string, { readonly listener: Listener; readonly once: boolean }[]>();
  let nextId = 1;

  const post = (head: WireHead, value: unknown): void => {
    sendToHost(`${JSON.stringify(head)}\n${codec.encode(value)}`);
  };
  const request = (head: (id: number) => WireHead, value: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      post(head(id), value);
      pendingRequests.set(id, { resolve, reject });
    });
  const notImplemented = (name: string): Error =>
    new Error(`stand-in: electron.${name} is not implemented`);
  const createStrictObject = (name: string, members: object): object =>
    new Proxy(members, {
      get(target, key) {
        if (typeof key === 'symbol' || Reflect.has(target, key) || key === 'then')
          return Reflect.get(target, key) as unknown;
        throw notImplemented(`${name}.${key}`);
      },
    });

  const ipcRenderer: object = createStrictObject('ipcRenderer', {
    invoke: async (channel: string, ...args: unknown[]) => {
      try {
        return await request((id) => ({ to: 'invoke', id, channel }), args);
      } catch (error) {
        if (error instanceof TypeError && error.message === 'An object could not be cloned.')
          throw new Error(error.message);
        throw error;
      }
    },
    send: (channel: string, ...args: unknown[]) => {
      post({ to: 'send', channel }, args);
    },
    on: (channel: string, listener: Listener) => addListener(channel, listener, false),
    addListener: (channel: string, listener: Listener) => addListener(channel, listener, false),
    once: (channel: string, listener: Listener) => addListener(channel, listener, true),
    off: (channel: string, listener: Listener) => removeListener(channel, listener),
    removeListener: (channel: string, listener: Listener) => removeListener(channel, listener),
    removeAllListeners: (channel?: string) => {
      if (channel === undefined) listeners.clear();
      else listeners.delete(channel);
      return ipcRenderer;
    },
    listenerCount: (channel: string) => listeners.get(channel)?.length ?? 0,
  });
  function addListener(channel: string, listener: Listener, once: boolean): object {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once }]);
    return ipcRenderer;
  }
  function removeListener(channel: string, listener: Listener): object {
    const entries = listeners.get(channel) ?? [];
    const removedIndex = entries.findLastIndex((entry) => entry.listener === listener);
    listeners.set(
      channel,
      entries.filter((_, index) => index !== removedIndex),
    );
    return ipcRenderer;
  }

  Object.defineProperty(globalThis, config.receiver, {
    value: (text: string) => {
      const headEnd = text.indexOf('\n');
      const head = JSON.parse(text.slice(0, headEnd)) as WireHead;
      const value = codec.decode(text.slice(headEnd + 1));
      if (head.to === 'reply') {
        const call = pendingRequests.get(head.id);
        pendingRequests.delete(head.id);
        if (head.ok) call?.resolve(value);
        else call?.reject(new Error(String(value)));
      } else if (head.to === 'event') {
        for (const { listener, once } of listeners.get(head.channel) ?? []) {
          if (once) removeListener(head.channel, listener);
          listener({ sender: ipcRenderer, senderId: 0, ports: [] }, ...(value as unknown[]));
        }
      }
    },
  });

  // The page's world may be set up before or after this one, so notes are queued until its first message arrives.
  const queuedNotes: WorldNote[] = [];
  let isPageReady = false;
  const sendNote = (note: WorldNote): void => {
    if (isPageReady) bridge.post(note);
    else queuedNotes.push(note);
  };
  bridge.onNote(() => {
    isPageReady = true;
    for (const note of queuedNotes.splice(0)) bridge.post(note);
  });
  sendNote({
    note: 'ask',
    ask: bridge.pack((kind: string, details: object) =>
      request((id) => ({ to: 'ask', id, kind }), details),
    ),
  });
  bridge.post({ note: 'hello', from: 'preload' });

  const exposed = new Set<string>();
  const contextBridge = createStrictObject('contextBridge', {
    exposeInMainWorld: (key: string, api: unknown) => {
      if (exposed.has(key))
        throw new Error(
          `Cannot bind an API on top of an existing property on the window object: ${key}`,
        );
      exposed.add(key);
      sendNote({ note: 'expose', key, api: bridge.pack(api) });
    },
  });
  const electron = createStrictObject('(preload)', { contextBridge, ipcRenderer });
  const require = (name: string): object => {
    if (name === 'electron' || name === 'electron/renderer' || name === 'electron/common')
      return electron;
    throw new Error(`module not found: ${name}`);
  };
  const process = createStrictObject('(preload process)', {
    ...config.process,
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    isMainFrame: true,
    env: {},
    pid: 0,
    execPath: '',
    nextTick: (task: (...args: unknown[]) => void, ...args: unknown[]) => {
      queueMicrotask(() => {
        task(...args);
      });
    },
  });
  if (preload === null) return;
  const module = { exports: {} };
  try {
    preload(require, module, module.exports, process, globalThis);
  } catch (error) {
    post({ to: 'preload-error' }, error instanceof Error ? error : new Error(String(error)));
  }
}
