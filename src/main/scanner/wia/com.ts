/** Late-bound COM objects (IDispatch): members by name, values as VARIANTs, failures as HRESULTs (`oaidl.h`, `winerror.h`). */
import {
  HResultError,
  type ComResult,
  type ComArgument,
  type Com,
  type Dispatch,
} from './dispatch.ts';
import { loadOleAutomation, type OleAutomation } from './ole-automation.ts';
import { readVariant, VARIANT_BYTES, writeVariant } from './variant.ts';

/** DISPATCH_METHOD | DISPATCH_PROPERTYGET: late binding does not know which of the two a member is. */
const METHOD_OR_PROPERTYGET = 1 | 2;
const DISPATCH_PROPERTYPUT = 4;
/** Id of the argument that is the new value of a property. */
const DISPID_PROPERTYPUT = -3;
const DISPPARAMS_BYTES = 24;

/** COM is already initialised with another apartment type; automation works there too. */
const RPC_E_CHANGED_MODE = 0x80010106;
const DISP_E_TYPEMISMATCH = 0x80020005;
const DISP_E_EXCEPTION = 0x80020009;
const E_OUTOFMEMORY = 0x8007000e;
const E_FAIL = 0x80004005;

/** Layout of EXCEPINFO, the failure behind DISP_E_EXCEPTION, with three strings that the caller must free. */
const EXCEPINFO_BYTES = 64;
const EXCEPINFO_STRINGS_AT = [8, 16, 24];
const DEFERRED_FILL_IN_AT = 48;
const SCODE_AT = 56;

const throwOnFailure = (hresult: number): void => {
  if (hresult < 0) throw new HResultError(hresult);
};

const exceptionCode = (ole: OleAutomation, exception: Buffer): number => {
  const deferred = exception.readBigUInt64LE(DEFERRED_FILL_IN_AT);
  if (deferred !== 0n) ole.fillInException(deferred, exception);
  for (const at of EXCEPINFO_STRINGS_AT) ole.freeString(exception.readBigUInt64LE(at));
  const reason = exception.readInt32LE(SCODE_AT);
  // Old servers set a private code (`wCode`) instead of an HRESULT.
  return reason < 0 ? reason : E_FAIL;
};

/** One block with the arguments in reverse order, as IDispatch requires, and the DISPPARAMS that refer to them. */
const dispParams = (
  ole: OleAutomation,
  args: readonly ComArgument[],
  flags: number,
  strings: bigint[],
): Buffer => {
  const paramsAt = args.length * VARIANT_BYTES;
  const namedAt = paramsAt + DISPPARAMS_BYTES;
  const block = Buffer.alloc(namedAt + 4);
  const address = ole.addressOf(block);
  [...args].reverse().forEach((argument, index) => {
    const variant = block.subarray(index * VARIANT_BYTES, (index + 1) * VARIANT_BYTES);
    if (typeof argument !== 'string') return writeVariant(variant, argument);
    const string = ole.allocString(argument);
    if (string === null) throw new HResultError(E_OUTOFMEMORY);
    strings.push(string);
    writeVariant(variant, { string });
  });
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
  const member = Buffer.alloc(4);
  throwOnFailure(ole.dispIdOf(object, name, member));
  const strings: bigint[] = [];
  try {
    const params = dispParams(ole, args, flags, strings);
    const answer = Buffer.alloc(VARIANT_BYTES);
    const exception = Buffer.alloc(EXCEPINFO_BYTES);
    const results = { answer: flags === DISPATCH_PROPERTYPUT ? null : answer, exception };
    const status = ole.invoke(object, member.readInt32LE(0), flags, params, results);
    if (status >>> 0 === DISP_E_EXCEPTION) throw new HResultError(exceptionCode(ole, exception));
    throwOnFailure(status);
    return answer;
  } finally {
    for (const string of strings) ole.freeString(string);
  }
};

/** Initialises COM for one task. Rejects when koffi or a Windows library cannot be loaded. @throws HResultError */
export const openCom = async (
  load: () => Promise<OleAutomation> = loadOleAutomation,
): Promise<Com> => {
  const ole = await load();
  const initialized = ole.initialize();
  if (initialized >>> 0 !== RPC_E_CHANGED_MODE) throwOnFailure(initialized);
  const references: bigint[] = [];

  const toResult = (variant: Buffer): ComResult => {
    const value = readVariant(variant);
    if (value && 'object' in value) {
      if (value.object === 0n) return null;
      // The reference is owned from here on and released by close, so the variant is not cleared.
      references.push(value.object);
      return objectAt(value.object);
    }
    if (value && 'byteArray' in value) {
      const bytes = ole.bytesOf(value.byteArray);
      ole.clearVariant(variant);
      if (!bytes) throw new HResultError(DISP_E_TYPEMISMATCH);
      return bytes;
    }
    const answer = value && ('string' in value ? ole.textOf(value.string) : value.scalar);
    ole.clearVariant(variant);
    if (!value) throw new HResultError(DISP_E_TYPEMISMATCH);
    return answer;
  };

  const objectAt = (object: bigint): Dispatch => ({
    invoke: (name, ...args) =>
      toResult(invokeMember(ole, object, name, METHOD_OR_PROPERTYGET, args)),
    put: (name, value) => void invokeMember(ole, object, name, DISPATCH_PROPERTYPUT, [value]),
  });

  return {
    create: (progId) => {
      const id = Buffer.alloc(16);
      const address = Buffer.alloc(8);
      throwOnFailure(ole.clsidFromProgId(progId, id));
      throwOnFailure(ole.createInstance(id, address));
      const object = address.readBigUInt64LE(0);
      references.push(object);
      return objectAt(object);
    },
    close: () => {
      for (const object of references.splice(0).reverse()) ole.release(object);
      if (initialized >= 0) ole.uninitialize();
    },
  };
};
