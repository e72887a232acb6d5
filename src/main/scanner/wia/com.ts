/**
 * Calls members of COM objects by name through IDispatch (late binding). Values are VARIANTs and failures are HRESULTs (`oaidl.h`,
 * `winerror.h`).
 */
import {
  HResultError,
  type ComResult,
  type ComArgument,
  type Com,
  type Dispatch,
} from './dispatch.ts';
import { loadOleAutomation, type OleAutomation } from './ole-automation.ts';
import { readVariant, VARIANT_BYTES, writeVariant } from './variant.ts';

/**
 * DISPATCH_METHOD | DISPATCH_PROPERTYGET. Both are set, because late binding does not know whether a member is a method or a
 * property.
 */
const METHOD_OR_PROPERTYGET = 1 | 2;
const DISPATCH_PROPERTYPUT = 4;
/** Id of the argument that is the new value of a property. */
const DISPID_PROPERTYPUT = -3;
const DISPPARAMS_BYTES = 24;
const DISPID_BYTES = 4;
const CLSID_BYTES = 16;
const POINTER_BYTES = 8;

/** COM is already initialised with another apartment type. This is no failure, because automation works there too. */
const RPC_E_CHANGED_MODE = 0x80010106;
const DISP_E_TYPEMISMATCH = 0x80020005;
const DISP_E_EXCEPTION = 0x80020009;
const E_OUTOFMEMORY = 0x8007000e;
const E_FAIL = 0x80004005;

/** Layout of EXCEPINFO, which describes the failure for DISP_E_EXCEPTION. It has three strings that the caller must free. */
const EXCEPINFO_BYTES = 64;
const EXCEPINFO_STRINGS_AT = [8, 16, 24];
const DEFERRED_FILL_IN_AT = 48;
const SCODE_AT = 56;

const throwOnFailure = (hresult: number): void => {
  if (hresult < 0) throw new HResultError(hresult);
};

/** The HRESULT in an EXCEPINFO. Frees the strings of the EXCEPINFO. */
const exceptionCode = (ole: OleAutomation, exception: Buffer): number => {
  const deferred = exception.readBigUInt64LE(DEFERRED_FILL_IN_AT);
  if (deferred !== 0n) ole.fillInException(deferred, exception);
  for (const at of EXCEPINFO_STRINGS_AT) ole.freeString(exception.readBigUInt64LE(at));
  const code = exception.readInt32LE(SCODE_AT);
  // Old servers set a private code (`wCode`) instead of an HRESULT.
  return code < 0 ? code : E_FAIL;
};

/**
 * One block of memory with the arguments in reverse order, as IDispatch requires, and the DISPPARAMS that refer to them.
 * @param strings receives the allocated strings, which the caller must free.
 */
const createDispParams = (
  ole: OleAutomation,
  args: readonly ComArgument[],
  flags: number,
  strings: bigint[],
): Buffer => {
  const paramsAt = args.length * VARIANT_BYTES;
  const namedAt = paramsAt + DISPPARAMS_BYTES;
  const block = Buffer.alloc(namedAt + DISPID_BYTES);
  const address = ole.addressOf(block);
  [...args].reverse().forEach((argument, index) => {
    const variant = block.subarray(index * VARIANT_BYTES, (index + 1) * VARIANT_BYTES);
    if (typeof argument !== 'string') return writeVariant(variant, argument);
    const string = ole.allocString(argument);
    if (string === null) throw new HResultError(E_OUTOFMEMORY);
    strings.push(string);
    writeVariant(variant, { string });
  });
  // Fields of DISPPARAMS on 64-bit Windows: rgvarg, rgdispidNamedArgs, cArgs, cNamedArgs.
  block.writeBigUInt64LE(address, paramsAt);
  block.writeBigUInt64LE(
    flags === DISPATCH_PROPERTYPUT ? address + BigInt(namedAt) : 0n,
    paramsAt + 8,
  );
  block.writeUInt32LE(args.length, paramsAt + 16);
  block.writeUInt32LE(flags === DISPATCH_PROPERTYPUT ? 1 : 0, paramsAt + 20);
  block.writeInt32LE(DISPID_PROPERTYPUT, namedAt);
  return block.subarray(paramsAt);
};

/** Calls a member by its name. @returns the resulting VARIANT; an empty one when a property was written. */
const invokeMember = (
  ole: OleAutomation,
  object: bigint,
  name: string,
  flags: number,
  args: readonly ComArgument[],
): Buffer => {
  const dispId = Buffer.alloc(DISPID_BYTES);
  throwOnFailure(ole.dispIdOf(object, name, dispId));
  const strings: bigint[] = [];
  try {
    const params = createDispParams(ole, args, flags, strings);
    const result = Buffer.alloc(VARIANT_BYTES);
    const exception = Buffer.alloc(EXCEPINFO_BYTES);
    const outputs = { result: flags === DISPATCH_PROPERTYPUT ? null : result, exception };
    const status = ole.invoke(object, dispId.readInt32LE(0), flags, params, outputs);
    if (status >>> 0 === DISP_E_EXCEPTION) throw new HResultError(exceptionCode(ole, exception));
    throwOnFailure(status);
    return result;
  } finally {
    for (const string of strings) ole.freeString(string);
  }
};

/**
 * Initialises COM for one task. Rejects with an HResultError when COM cannot be initialised, and with another error when koffi or
 * a Windows library cannot be loaded.
 */
export const openCom = async (
  load: () => Promise<OleAutomation> = loadOleAutomation,
): Promise<Com> => {
  const ole = await load();
  const initializeResult = ole.initialize();
  if (initializeResult >>> 0 !== RPC_E_CHANGED_MODE) throwOnFailure(initializeResult);
  const references: bigint[] = [];

  const toResult = (variant: Buffer): ComResult => {
    const value = readVariant(variant);
    if (value && 'object' in value) {
      if (value.object === 0n) return null;
      // `references` now owns the reference, and `close` releases it, so the variant is not cleared.
      references.push(value.object);
      return objectAt(value.object);
    }
    if (value && 'byteArray' in value) {
      const bytes = ole.bytesOf(value.byteArray);
      ole.clearVariant(variant);
      if (!bytes) throw new HResultError(DISP_E_TYPEMISMATCH);
      return bytes;
    }
    const result = value && ('string' in value ? ole.textOf(value.string) : value.scalar);
    ole.clearVariant(variant);
    if (!value) throw new HResultError(DISP_E_TYPEMISMATCH);
    return result;
  };

  const objectAt = (object: bigint): Dispatch => ({
    invoke: (name, ...args) =>
      toResult(invokeMember(ole, object, name, METHOD_OR_PROPERTYGET, args)),
    put: (name, value) => void invokeMember(ole, object, name, DISPATCH_PROPERTYPUT, [value]),
  });

  return {
    create: (progId) => {
      const classId = Buffer.alloc(CLSID_BYTES);
      const address = Buffer.alloc(POINTER_BYTES);
      throwOnFailure(ole.clsidFromProgId(progId, classId));
      throwOnFailure(ole.createInstance(classId, address));
      const object = address.readBigUInt64LE(0);
      references.push(object);
      return objectAt(object);
    },
    close: () => {
      for (const object of references.splice(0).reverse()) ole.release(object);
      if (initializeResult >= 0) ole.uninitialize();
    },
  };
};
