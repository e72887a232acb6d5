/**
 * Binds the Windows functions of OLE Automation (ole32.dll, oleaut32.dll) through koffi on 64-bit Windows. koffi is loaded in the
 * helper process only, because an invalid native call crashes the process.
 */
import type { TypeObject } from 'koffi';

const POINTER_BYTES = 8;

/** Slots of the IDispatch vtable. */
const RELEASE_SLOT = 2;
const GET_IDS_OF_NAMES_SLOT = 5;
const INVOKE_SLOT = 6;

const IID_NULL = Buffer.alloc(16);
/** {00020400-0000-0000-C000-000000000046}, the interface id of IDispatch. */
const IID_IDISPATCH = Buffer.from([0x00, 0x04, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46]);

const COINIT_APARTMENTTHREADED = 2;
const CLSCTX_INPROC_OR_LOCAL_SERVER = 1 | 4;
const LOCALE_USER_DEFAULT = 0x0400;

/** Output buffers of a member call, in the sizes that automation expects. */
export interface CallResults {
  /** VARIANT with the result, or null for a member without a result. */
  readonly result: Buffer | null;
  /** EXCEPINFO with the failure. */
  readonly exception: Buffer;
}

/** Functions of OLE Automation. Objects and strings are addresses. Returned numbers are HRESULTs, negative for a failure. */
export interface OleAutomation {
  initialize(): number;
  uninitialize(): void;
  /** @param id output, 16 bytes (CLSID). */
  clsidFromProgId(progId: string, id: Buffer): number;
  /** @param object output, 8 bytes for the address. */
  createInstance(id: Buffer, object: Buffer): number;
  release(object: bigint): void;
  /** @param id output, 4 bytes (DISPID). */
  dispIdOf(object: bigint, name: string, id: Buffer): number;
  /** @param params DISPPARAMS. */
  invoke(
    object: bigint,
    member: number,
    flags: number,
    params: Buffer,
    results: CallResults,
  ): number;
  /** Calls the deferred fill-in function of an EXCEPINFO. */
  fillInException(deferred: bigint, exception: Buffer): void;
  /** @returns null when out of memory. */
  allocString(text: string): bigint | null;
  textOf(string: bigint): string;
  freeString(string: bigint): void;
  /** Copies a one-dimensional SAFEARRAY of bytes. @returns null when it cannot be read. */
  bytesOf(byteArray: bigint): Uint8Array | null;
  clearVariant(variant: Buffer): void;
  addressOf(block: Buffer): bigint;
}

/** Loads koffi and the libraries. Rejects when one of them cannot be loaded. */
export const loadOleAutomation = async (): Promise<OleAutomation> => {
  const { default: koffi } = await import('koffi');
  const ole32 = koffi.load('ole32.dll');
  const oleaut32 = koffi.load('oleaut32.dll');
  const initialize = ole32.func('CoInitializeEx', 'int32', ['void *', 'uint32']);
  const uninitialize = ole32.func('CoUninitialize', 'void', []);
  const classOf = ole32.func('CLSIDFromProgID', 'int32', ['str16', 'void *']);
  const createInstance = ole32.func('CoCreateInstance', 'int32', [
    'void *',
    'void *',
    'uint32',
    'void *',
    'void *',
  ]);
  const allocString = oleaut32.func('SysAllocStringLen', 'void *', ['str16', 'uint32']);
  const stringLength = oleaut32.func('SysStringLen', 'uint32', ['void *']);
  const freeString = oleaut32.func('SysFreeString', 'void', ['void *']);
  const lowerBound = oleaut32.func('SafeArrayGetLBound', 'int32', ['void *', 'uint32', 'void *']);
  const upperBound = oleaut32.func('SafeArrayGetUBound', 'int32', ['void *', 'uint32', 'void *']);
  const accessData = oleaut32.func('SafeArrayAccessData', 'int32', ['void *', 'void *']);
  const unaccessData = oleaut32.func('SafeArrayUnaccessData', 'int32', ['void *']);
  const clearVariant = oleaut32.func('VariantClear', 'int32', ['void *']);

  const releaseType = koffi.proto('uint32', ['void *']);
  const namesType = koffi.proto('int32', [
    'void *',
    'void *',
    koffi.pointer('str16'),
    'uint32',
    'uint32',
    'void *',
  ]);
  const invokeType = koffi.proto('int32', [
    'void *',
    'int32',
    'void *',
    'uint32',
    'uint16',
    'void *',
    'void *',
    'void *',
    'void *',
  ]);
  const fillInType = koffi.proto('int32', ['void *']);

  /** Calls the function in a slot of the vtable. An object starts with the address of its vtable. */
  const callObject = (
    object: bigint,
    slot: number,
    type: TypeObject,
    ...args: readonly unknown[]
  ): number => {
    const vtable = koffi.decode(object, 'void *') as bigint;
    const member = koffi.decode(vtable, slot * POINTER_BYTES, 'void *') as bigint;
    return koffi.call(member, type, object, ...args) as number;
  };

  const bytesOf = (byteArray: bigint): Uint8Array | null => {
    if (byteArray === 0n) return new Uint8Array();
    const [first, last, data] = [Buffer.alloc(4), Buffer.alloc(4), Buffer.alloc(POINTER_BYTES)];
    if ((lowerBound(byteArray, 1, first) as number) < 0) return null;
    if ((upperBound(byteArray, 1, last) as number) < 0) return null;
    const length = last.readInt32LE(0) - first.readInt32LE(0) + 1;
    if (length <= 0) return new Uint8Array();
    if ((accessData(byteArray, data) as number) < 0) return null;
    try {
      const type = koffi.array('uint8', length, 'Typed');
      return koffi.decode(data.readBigUInt64LE(0), type) as Uint8Array;
    } finally {
      unaccessData(byteArray);
    }
  };

  return {
    initialize: () => initialize(null, COINIT_APARTMENTTHREADED) as number,
    uninitialize: () => void uninitialize(),
    clsidFromProgId: (progId, id) => classOf(progId, id) as number,
    createInstance: (id, object) =>
      createInstance(id, null, CLSCTX_INPROC_OR_LOCAL_SERVER, IID_IDISPATCH, object) as number,
    release: (object) => void callObject(object, RELEASE_SLOT, releaseType),
    dispIdOf: (object, name, id) =>
      callObject(
        object,
        GET_IDS_OF_NAMES_SLOT,
        namesType,
        IID_NULL,
        [name],
        1,
        LOCALE_USER_DEFAULT,
        id,
      ),
    invoke: (object, member, flags, params, { result, exception }) =>
      callObject(
        object,
        INVOKE_SLOT,
        invokeType,
        member,
        IID_NULL,
        LOCALE_USER_DEFAULT,
        flags,
        params,
        result,
        exception,
        Buffer.alloc(4),
      ),
    fillInException: (deferred, exception) => void koffi.call(deferred, fillInType, exception),
    allocString: (text) => allocString(text, text.length) as bigint | null,
    // A null BSTR is an empty string.
    textOf: (string) =>
      string === 0n ? '' : koffi.decode.string16(string, stringLength(string) as number),
    freeString: (string) => void freeString(string),
    bytesOf,
    clearVariant: (variant) => void clearVariant(variant),
    addressOf: (block) => koffi.address(block),
  };
};
