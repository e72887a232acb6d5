/** Partial implementations of Electron’s interfaces whose missing members throw. */
import { EventEmitter } from 'node:events';

/** The error for every part of Electron that the stand-in does not implement, because a guessed emulation can hide a fault. */
export function notImplemented(name: string): Error {
  return new Error(`stand-in: electron.${name} is not implemented`);
}

/** Names that the language, promises, consoles and test tools read from any object, which must therefore not throw. */
const PROBED_NAMES = new Set<string>([
  'then',
  'catch',
  'finally',
  'toJSON',
  'constructor',
  'inspect',
  'nodeType',
  '$$typeof',
  'asymmetricMatch',
  '__esModule',
  'default',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  '__proto__',
]);

const CHAINABLE_METHODS = new Set<string>([
  'on',
  'once',
  'addListener',
  'prependListener',
  'prependOnceListener',
  'off',
  'removeListener',
  'removeAllListeners',
]);
const ADDING_METHODS = new Set<string>([
  'on',
  'once',
  'addListener',
  'prependListener',
  'prependOnceListener',
]);

/** Parts of an object of the stand-in that emits events. */
export interface StrictEvents {
  readonly emitter: EventEmitter;
  /** The events that can occur here or are known to be impossible here. A listener for any other event throws. */
  readonly knownEvents: readonly string[];
}

/**
 * Presents a part of an Electron interface as the whole interface. Access to a missing member throws an error with its name.
 * `implemented` is checked against electron.d.ts by the compiler, so a wrong signature does not build.
 */
export function strictPartial<T extends object>(
  name: string,
  implemented: Partial<T>,
  events?: StrictEvents,
): T {
  const knownEvents = new Set(events?.knownEvents ?? []);
  const emitterMethod = (key: string, proxy: T): unknown => {
    const emitter = events?.emitter;
    if (emitter === undefined || !(key in EventEmitter.prototype)) return undefined;
    const method: unknown = Reflect.get(emitter, key);
    if (typeof method !== 'function') return method;
    return (...args: unknown[]): unknown => {
      if (ADDING_METHODS.has(key) && !knownEvents.has(String(args[0])))
        throw notImplemented(`${name}.on('${String(args[0])}')`);
      const result: unknown = Reflect.apply(method, emitter, args);
      return CHAINABLE_METHODS.has(key) ? proxy : result;
    };
  };
  const proxy: T = new Proxy(implemented as T, {
    get(target, key) {
      if (typeof key === 'symbol' || Reflect.has(target, key) || PROBED_NAMES.has(key))
        return Reflect.get(target, key) as unknown;
      const method = emitterMethod(key, proxy);
      if (method !== undefined) return method;
      throw notImplemented(`${name}.${key}`);
    },
    set(target, key, value) {
      if (typeof key === 'string' && !Reflect.has(target, key))
        throw notImplemented(`${name}.${key} = …`);
      return Reflect.set(target, key, value);
    },
  });
  return proxy;
}

/** A module of Electron that the stand-in does not implement: it can be imported, and throws when it is used, called or constructed. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- names the absent module's type, so that its users compile
export function createAbsentModule<T extends object>(name: string): T {
  const refuse = (): never => {
    throw notImplemented(name);
  };
  return new Proxy(Object as unknown as T, {
    get(target, key) {
      if (
        typeof key === 'symbol' ||
        PROBED_NAMES.has(key) ||
        key === 'prototype' ||
        key === 'name' ||
        key === 'length'
      ) {
        return Reflect.get(target, key) as unknown;
      }
      throw notImplemented(`${name}.${key}`);
    },
    apply: refuse,
    construct: refuse,
  });
}
