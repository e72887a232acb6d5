/**
 * Late-bound COM through koffi, on 64-bit Windows. A mistake in here ends the process it runs in, so it runs only in the
 * helper process, and only there is koffi loaded.
 */
import koffi, { type TypeObject } from 'koffi';
import { HResultError, type Answer, type Argument, type Com, type Dispatch } from './dispatch.ts';
import { readVariant, VARIANT_BYTES, writeVariant } from './variant.ts';

const POINTER_BYTES = 8;

/** Places in the table of functions that every automation object begins with. */
const RELEASE = 2;
const GET_IDS_OF_NAMES = 5;
const INVOKE = 6;

const METHOD_OR_GET = 1 | 2;
const PUT = 4;
const PUT_VALUE_ID = -3;

const APARTMENT_THREADED = 2;
/** Somebody in this process chose another kind of apartment before us; automation works there too. */
const CHANGED_MODE = 0x80010106;
const IN_PROCESS_OR_LOCAL_SERVER = 1 | 4;
const USER_LOCALE = 0x0400;
const TYPE_MISMATCH = 0x80020005;
const EXCEPTION = 0x80020009;
const FAIL = 0x80004005;

const NO_ID = Buffer.alloc(16);
/** {00020400-0000-0000-C000-000000000046} */
const DISPATCH_ID = Buffer.from([0x00, 0x04, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46]);

const releaseType = koffi.proto('uint32', ['void *']);
const namesType = koffi.proto('int32', ['void *', 'void *', koffi.pointer('str16'), 'uint32', 'uint32', 'void *']);
const invokeType = koffi.proto('int32', ['void *', 'int32', 'void *', 'uint32', 'uint16', 'void *', 'void *', 'void *', 'void *']);
const fillInType = koffi.proto('int32', ['void *']);

const loadSystem = () => {
  const ole32 = koffi.load('ole32.dll');
  const oleaut32 = koffi.load('oleaut32.dll');
  return {
    initialize: ole32.func('CoInitializeEx', 'int32', ['void *', 'uint32']) as (reserved: null, kind: number) => number,
    uninitialize: ole32.func('CoUninitialize', 'void', []) as () => void,
    classOf: ole32.func('CLSIDFromProgID', 'int32', ['str16', 'void *']) as (progId: string, id: Buffer) => number,
    createInstance: ole32.func('CoCreateInstance', 'int32', ['void *', 'void *', 'uint32', 'void *', 'void *']) as (
      id: Buffer,
      outer: null,
      where: number,
      as: Buffer,
      object: Buffer,
    ) => number,
    allocString: oleaut32.func('SysAllocStringLen', 'void *', ['str16', 'uint32']) as (text: string, length: number) => bigint | null,
    stringLength: oleaut32.func('SysStringLen', 'uint32', ['void *']) as (text: bigint) => number,
    freeString: oleaut32.func('SysFreeString', 'void', ['void *']) as (text: bigint) => void,
    clearVariant: oleaut32.func('VariantClear', 'int32', ['void *']) as (variant: Buffer) => number,
  };
};
type System = ReturnType<typeof loadSystem>;

const check = (hresult: number): void => {
  if (hresult < 0) throw new HResultError(hresult);
};

/** @param object address of a COM object, which begins with the address of its table of functions. */
const callObject = (object: bigint, slot: number, type: TypeObject, ...args: readonly unknown[]): number => {
  const table = koffi.decode(object, 'void *') as bigint;
  const member = koffi.decode(table, slot * POINTER_BYTES, 'void *') as bigint;
  return koffi.call(member, type, object, ...args) as number;
};

/** EXCEPINFO: the reason behind "an exception was raised", and three strings that are ours to free. */
const EXCEPTION_BYTES = 64;
const EXCEPTION_STRINGS_AT = [8, 16, 24];
const DEFERRED_AT = 48;
const REASON_AT = 56;

const reasonOf = (system: System, exception: Buffer): number => {
  const deferred = exception.readBigUInt64LE(DEFERRED_AT);
  if (deferred !== 0n) koffi.call(deferred, fillInType, exception);
  for (const at of EXCEPTION_STRINGS_AT) system.freeString(exception.readBigUInt64LE(at));
  const reason = exception.readInt32LE(REASON_AT);
  // Old servers give a code of their own instead, which says nothing to us.
  return reason < 0 ? reason : FAIL;
};

export const openCom = (): Com => {
  const system = loadSystem();
  const begun = system.initialize(null, APARTMENT_THREADED);
  if (begun >>> 0 !== CHANGED_MODE) check(begun);
  const held: bigint[] = [];

  const idOf = (object: bigint, name: string): number => {
    const id = Buffer.alloc(4);
    check(callObject(object, GET_IDS_OF_NAMES, namesType, NO_ID, [name], 1, USER_LOCALE, id));
    return id.readInt32LE(0);
  };

  const textOf = (string: bigint): string =>
    // A null string is an empty one to automation.
    string === 0n ? '' : koffi.decode.string16(string, system.stringLength(string));

  const take = (result: Buffer): Answer => {
    const value = readVariant(result);
    if (value && 'object' in value) {
      if (value.object === 0n) return null;
      // Ours from here on, and with the others given back at the end: the variant is not cleared.
      held.push(value.object);
      return objectAt(value.object);
    }
    const answer = value && ('string' in value ? textOf(value.string) : value.plain);
    system.clearVariant(result);
    if (!value) throw new HResultError(TYPE_MISMATCH);
    return answer;
  };

  const run = (object: bigint, name: string, flags: number, args: readonly Argument[]): Buffer => {
    const member = idOf(object, name);
    const strings: bigint[] = [];
    // One block: the arguments from the last to the first as the convention wants them, then DISPPARAMS that point at them.
    const paramsAt = args.length * VARIANT_BYTES;
    const namedAt = paramsAt + 24;
    const block = Buffer.alloc(namedAt + 4);
    const address = koffi.address(block);
    try {
      [...args].reverse().forEach((argument, index) => {
        const variant = block.subarray(index * VARIANT_BYTES, (index + 1) * VARIANT_BYTES);
        if (typeof argument !== 'string') return writeVariant(variant, argument);
        const string = system.allocString(argument, argument.length);
        if (string === null) throw new HResultError(FAIL);
        strings.push(string);
        writeVariant(variant, { string });
      });
      const named = flags === PUT ? 1 : 0;
      block.writeBigUInt64LE(address, paramsAt);
      block.writeBigUInt64LE(named ? address + BigInt(namedAt) : 0n, paramsAt + 8);
      block.writeUInt32LE(args.length, paramsAt + 16);
      block.writeUInt32LE(named, paramsAt + 20);
      block.writeInt32LE(PUT_VALUE_ID, namedAt);
      const result = Buffer.alloc(VARIANT_BYTES);
      const exception = Buffer.alloc(EXCEPTION_BYTES);
      const params = block.subarray(paramsAt);
      const answer = named ? null : result;
      const status = callObject(object, INVOKE, invokeType, member, NO_ID, USER_LOCALE, flags, params, answer, exception, Buffer.alloc(4));
      check(status >>> 0 === EXCEPTION ? reasonOf(system, exception) : status);
      return result;
    } finally {
      for (const string of strings) system.freeString(string);
    }
  };

  const objectAt = (object: bigint): Dispatch => ({
    invoke: (name, ...args) => take(run(object, name, METHOD_OR_GET, args)),
    put: (name, value) => void run(object, name, PUT, [value]),
  });

  return {
    create: (progId) => {
      const id = Buffer.alloc(16);
      const address = Buffer.alloc(POINTER_BYTES);
      check(system.classOf(progId, id));
      check(system.createInstance(id, null, IN_PROCESS_OR_LOCAL_SERVER, DISPATCH_ID, address));
      const object = address.readBigUInt64LE(0);
      held.push(object);
      return objectAt(object);
    },
    close: () => {
      for (const object of held.splice(0).reverse()) callObject(object, RELEASE, releaseType);
      if (begun >= 0) system.uninitialize();
    },
  };
};
