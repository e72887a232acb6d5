/** Encodes values as text by the rules of the structured clone, for messages between the host and its pages. */

/** Converts bytes to text and back; the two sides use different implementations. */
export interface Base64 {
  encode(bytes: Uint8Array): string;
  decode(text: string): Uint8Array;
}

/** Converts values to text and back by the rules of the structured clone. */
export interface Codec {
  encode(value: unknown): string;
  decode(text: string): unknown;
}

/** Node's implementation. */
export const nodeBase64: Base64 = {
  encode: (bytes) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
};

/**
 * Creates a codec. The function refers to nothing outside itself, because its own source text is what runs in the page's isolated world.
 *
 * Null, booleans, strings and ordinary numbers are encoded as themselves, every other value as an array whose first element names the
 * kind. Objects are numbered in the order of encoding, so that cycles and shared references are kept, as by the structured clone.
 */
export function createCodec(base64: Base64): Codec {
  type Json = null | boolean | number | string | Json[];
  const viewFactories = new Map<string, (buffer: ArrayBuffer) => ArrayBufferView>([
    ['Uint8Array', (b) => new Uint8Array(b)],
    ['Int8Array', (b) => new Int8Array(b)],
    ['Uint8ClampedArray', (b) => new Uint8ClampedArray(b)],
    ['Uint16Array', (b) => new Uint16Array(b)],
    ['Int16Array', (b) => new Int16Array(b)],
    ['Uint32Array', (b) => new Uint32Array(b)],
    ['Int32Array', (b) => new Int32Array(b)],
    ['Float32Array', (b) => new Float32Array(b)],
    ['Float64Array', (b) => new Float64Array(b)],
    ['BigInt64Array', (b) => new BigInt64Array(b)],
    ['BigUint64Array', (b) => new BigUint64Array(b)],
    ['DataView', (b) => new DataView(b)],
  ]);
  const errorClasses = new Map<string, ErrorConstructor>([
    ['Error', Error],
    ['TypeError', TypeError],
    ['RangeError', RangeError],
    ['SyntaxError', SyntaxError],
    ['ReferenceError', ReferenceError],
    ['EvalError', EvalError],
    ['URIError', URIError],
  ]);
  const refuse = (): never => {
    throw new TypeError('An object could not be cloned.');
  };
  const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);
  const bytesOf = (view: ArrayBufferView): Uint8Array =>
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength);

  function encodeNumber(value: number): Json {
    if (Object.is(value, -0)) return ['-0'];
    return Number.isFinite(value) ? value : ['n', String(value)];
  }

  function encodeObject(value: object, seenObjects: Map<object, number>): Json {
    const index = seenObjects.get(value);
    if (index !== undefined) return ['ref', index];
    seenObjects.set(value, seenObjects.size);
    if (ArrayBuffer.isView(value)) {
      const kind = tagOf(value);
      return ['view', viewFactories.has(kind) ? kind : 'Uint8Array', base64.encode(bytesOf(value))];
    }
    if (Array.isArray(value)) {
      return [
        'array',
        value.length,
        ...Object.keys(value).flatMap((key): Json[] => [
          key,
          encodeValue(Reflect.get(value, key), seenObjects),
        ]),
      ];
    }
    switch (tagOf(value)) {
      case 'ArrayBuffer':
        return ['buffer', base64.encode(new Uint8Array(value as ArrayBuffer))];
      case 'Date':
        return ['date', encodeNumber((value as Date).getTime())];
      case 'RegExp':
        return ['regexp', (value as RegExp).source, (value as RegExp).flags];
      case 'Map':
        return [
          'map',
          ...[...(value as Map<unknown, unknown>)].flatMap(([k, v]): Json[] => [
            encodeValue(k, seenObjects),
            encodeValue(v, seenObjects),
          ]),
        ];
      case 'Set':
        return [
          'set',
          ...[...(value as Set<unknown>)].map((item) => encodeValue(item, seenObjects)),
        ];
      case 'Error': {
        const error = value as Error;
        return [
          'error',
          error.name,
          error.message,
          typeof error.stack === 'string' ? error.stack : '',
        ];
      }
      case 'Boolean':
      case 'Number':
      case 'String':
      case 'BigInt':
        return ['box', encodeValue((value as { valueOf(): unknown }).valueOf(), seenObjects)];
      case 'Promise':
      case 'WeakMap':
      case 'WeakSet':
      case 'WeakRef':
      case 'Blob':
      case 'File':
      case 'MessagePort':
      case 'Symbol':
      case 'Generator':
      case 'Window':
      case 'global':
        return refuse();
      default:
        return [
          'object',
          ...Object.keys(value).flatMap((key): Json[] => [
            key,
            encodeValue(Reflect.get(value, key), seenObjects),
          ]),
        ];
    }
  }

  function encodeValue(value: unknown, seenObjects: Map<object, number>): Json {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        return encodeNumber(value);
      case 'undefined':
        return ['undefined'];
      case 'bigint':
        return ['bigint', String(value)];
      case 'object':
        return value === null ? null : encodeObject(value, seenObjects);
      default:
        return refuse();
    }
  }

  // Keys are defined, not assigned: a key named __proto__ must stay data.
  const define = (target: object, key: string, value: unknown): void => {
    Object.defineProperty(target, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  };

  function decodeValue(json: Json, seenObjects: object[]): unknown {
    if (!Array.isArray(json)) return json;
    const [kind, ...content] = json;
    const register = <T extends object>(value: T): T => {
      seenObjects.push(value);
      return value;
    };
    const text = (index: number): string => String(content[index]);
    const bytes = (index: number): ArrayBuffer => {
      const decoded = base64.decode(text(index));
      return decoded.byteLength === decoded.buffer.byteLength
        ? (decoded.buffer as ArrayBuffer)
        : decoded.slice().buffer;
    };
    const pairs = (from: number, handlePair: (key: Json, value: Json) => void): void => {
      for (let index = from; index + 1 < content.length; index += 2)
        handlePair(content[index] ?? null, content[index + 1] ?? null);
    };
    switch (kind) {
      case 'ref':
        return seenObjects[Number(content[0])];
      case '-0':
        return -0;
      case 'n':
        return Number(content[0]);
      case 'undefined':
        return undefined;
      case 'bigint':
        return BigInt(text(0));
      case 'buffer':
        return register(bytes(0));
      case 'view':
        return register((viewFactories.get(text(0)) ?? refuse())(bytes(1)));
      case 'date':
        return register(new Date(Number(decodeValue(content[0] ?? null, seenObjects))));
      case 'regexp':
        return register(new RegExp(text(0), text(1)));
      case 'box': {
        const reservedIndex = seenObjects.push({}) - 1;
        return (seenObjects[reservedIndex] = Object(
          decodeValue(content[0] ?? null, seenObjects),
        ) as object);
      }
      case 'error': {
        const error = register(new (errorClasses.get(text(0)) ?? Error)(text(1)));
        Object.defineProperty(error, 'stack', {
          value: text(2),
          writable: true,
          configurable: true,
        });
        return error;
      }
      case 'array': {
        const array = register(new Array<unknown>(Number(content[0])));
        pairs(1, (key, value) => {
          define(array, String(key), decodeValue(value, seenObjects));
        });
        return array;
      }
      case 'map': {
        const map = register(new Map<unknown, unknown>());
        pairs(0, (key, value) => {
          map.set(decodeValue(key, seenObjects), decodeValue(value, seenObjects));
        });
        return map;
      }
      case 'set': {
        const set = register(new Set<unknown>());
        for (const item of content) set.add(decodeValue(item, seenObjects));
        return set;
      }
      case 'object': {
        const object = register({});
        pairs(0, (key, value) => {
          define(object, String(key), decodeValue(value, seenObjects));
        });
        return object;
      }
      default:
        throw new Error(`stand-in: unknown kind of value: ${String(kind)}`);
    }
  }

  return {
    encode: (value) => JSON.stringify(encodeValue(value, new Map())),
    decode: (text) => decodeValue(JSON.parse(text) as Json, []),
  };
}
