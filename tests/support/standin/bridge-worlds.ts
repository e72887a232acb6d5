/** Context bridge of the stand-in host: passes values and calls between the JavaScript worlds of the page and of the preload. */

/** A value in transit between the two worlds. A function or promise, which cannot be cloned, is replaced by an id. */
export type Packed =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'function'; readonly id: number }
  | { readonly kind: 'promise'; readonly id: number }
  | { readonly kind: 'object' | 'array'; readonly entries: readonly (readonly [string, Packed])[] };

/** One end of the context bridge. */
export interface WorldBridge {
  pack(value: unknown): Packed;
  unpack(packed: Packed, freeze: boolean): unknown;
  /** Sends the other world a message that is not a call, for example that an API exists. */
  post(note: unknown): void;
  onNote(listener: (note: unknown) => void): void;
}

/**
 * Creates one end of the bridge between the page's world and the preload's. Both ends run this code from its source text, so it refers
 * to nothing outside itself. The worlds exchange custom events with a secret name: Chromium clones an event's detail from one world
 * into the other, binary included, and dispatches it synchronously, so that return values can be passed too.
 */
export function createWorldBridge(secret: string, side: 'page' | 'preload'): WorldBridge {
  type Message =
    | {
        readonly what: 'call';
        readonly callId: number;
        readonly functionId: number;
        readonly args: readonly Packed[];
      }
    | {
        readonly what: 'return';
        readonly callId: number;
        readonly ok: boolean;
        readonly result: Packed;
      }
    | {
        readonly what: 'settle';
        readonly id: number;
        readonly ok: boolean;
        readonly result: Packed;
      }
    | { readonly what: 'note'; readonly note: unknown };
  const otherSide = side === 'page' ? 'preload' : 'page';
  const clone = globalThis.structuredClone;
  const CustomEventClass = globalThis.CustomEvent;
  const target = globalThis.window;
  const dispatch = target.dispatchEvent.bind(target);
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const ids = new WeakMap<object, number>();
  const pendingPromises = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: unknown) => void }
  >();
  const returnMessages = new Map<number, { readonly ok: boolean; readonly result: Packed }>();
  const listeners: ((note: unknown) => void)[] = [];
  let nextId = 1;

  const send = (message: Message): void => {
    dispatch(new CustomEventClass(`${secret}-${otherSide}`, { detail: message }));
  };
  const packError = (error: unknown): Packed => {
    const text = error instanceof Error ? error.message : String(error);
    return {
      kind: 'value',
      value: Object.assign(new Error(text), {
        stack: error instanceof Error ? (error.stack ?? '') : '',
      }),
    };
  };
  const isPlain = (value: object): boolean => {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || prototype === Object.prototype;
  };

  const deepFreeze = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    for (const member of Object.values(value)) deepFreeze(member);
    return Object.freeze(value);
  };

  const pack = (value: unknown): Packed => {
    if (typeof value === 'function') {
      const id = ids.get(value) ?? nextId++;
      ids.set(value, id);
      functions.set(id, value as (...args: unknown[]) => unknown);
      return { kind: 'function', id };
    }
    if (value instanceof Promise) {
      const id = nextId++;
      value.then(
        (result: unknown) => {
          try {
            send({ what: 'settle', id, ok: true, result: pack(result) });
          } catch (error) {
            send({ what: 'settle', id, ok: false, result: packError(error) });
          }
        },
        (error: unknown) => {
          send({ what: 'settle', id, ok: false, result: packError(error) });
        },
      );
      return { kind: 'promise', id };
    }
    try {
      return {
        kind: 'value',
        value: typeof value === 'object' && value !== null ? clone(value) : value,
      };
    } catch {
      if (typeof value !== 'object' || value === null || !(Array.isArray(value) || isPlain(value)))
        throw new Error('An object could not be cloned.');
    }
    const entries = Object.keys(value).map((key) => [key, pack(Reflect.get(value, key))] as const);
    // All entries can be cloned, so the object is a proxy, which Electron's bridge refuses too.
    if (entries.every(([, packed]) => packed.kind === 'value'))
      throw new Error('An object could not be cloned.');
    return { kind: Array.isArray(value) ? 'array' : 'object', entries };
  };

  const unpack = (packed: Packed, freeze: boolean): unknown => {
    switch (packed.kind) {
      case 'value':
        return freeze ? deepFreeze(packed.value) : packed.value;
      case 'promise':
        return new Promise((resolve, reject) =>
          pendingPromises.set(packed.id, { resolve, reject }),
        );
      case 'function': {
        const remote = (...args: unknown[]): unknown => {
          const callId = nextId++;
          send({ what: 'call', callId, functionId: packed.id, args: args.map(pack) });
          const returned = returnMessages.get(callId);
          returnMessages.delete(callId);
          if (returned === undefined) throw new Error('An object could not be cloned.');
          const result = unpack(returned.result, false);
          if (!returned.ok) throw result;
          return result;
        };
        return freeze ? Object.freeze(remote) : remote;
      }
      default: {
        const copy: object = packed.kind === 'array' ? [] : {};
        for (const [key, entry] of packed.entries) {
          Object.defineProperty(copy, key, {
            value: unpack(entry, freeze),
            enumerable: true,
            writable: true,
            configurable: true,
          });
        }
        return freeze ? Object.freeze(copy) : copy;
      }
    }
  };

  const answerCall = (message: Extract<Message, { what: 'call' }>): void => {
    try {
      const args = message.args.map((arg) => unpack(arg, false));
      const result = functions.get(message.functionId)?.(...args);
      send({ what: 'return', callId: message.callId, ok: true, result: pack(result) });
    } catch (error) {
      send({ what: 'return', callId: message.callId, ok: false, result: packError(error) });
    }
  };

  target.addEventListener(
    `${secret}-${side}`,
    (event) => {
      event.stopImmediatePropagation();
      const message = (event as CustomEvent<Message | null>).detail;
      if (message === null) return;
      if (message.what === 'call') answerCall(message);
      else if (message.what === 'return') returnMessages.set(message.callId, message);
      else if (message.what === 'note') for (const listener of listeners) listener(message.note);
      else {
        const promise = pendingPromises.get(message.id);
        pendingPromises.delete(message.id);
        if (message.ok) promise?.resolve(unpack(message.result, false));
        else promise?.reject(unpack(message.result, false));
      }
    },
    true,
  );

  return {
    pack,
    unpack,
    post: (note) => {
      send({ what: 'note', note });
    },
    onNote: (listener) => {
      listeners.push(listener);
    },
  };
}
