/** Late-bound COM automation (IDispatch): members by name, values as VARIANTs, failures as HRESULTs. */
import { HResultError, type Answer, type Argument, type Com, type Dispatch } from './dispatch.ts';
import { loadSystem, type System } from './system.ts';
import { readVariant, VARIANT_BYTES, writeVariant } from './variant.ts';

const METHOD_OR_GET = 1 | 2;
const PUT = 4;
/** DISPID_PROPERTYPUT, the id of the new value of a property. */
const NEW_VALUE = -3;
const PARAMS_BYTES = 24;

/** RPC_E_CHANGED_MODE: COM is initialised with another apartment type; automation works there too. */
const CHANGED_MODE = 0x80010106;
const TYPE_MISMATCH = 0x80020005;
const EXCEPTION = 0x80020009;
const OUT_OF_MEMORY = 0x8007000e;
const FAIL = 0x80004005;

/** EXCEPINFO: the failure behind DISP_E_EXCEPTION, with three strings that the caller must free. */
const EXCEPTION_BYTES = 64;
const EXCEPTION_STRINGS_AT = [8, 16, 24];
const DEFERRED_AT = 48;
const REASON_AT = 56;

const check = (hresult: number): void => {
  if (hresult < 0) throw new HResultError(hresult);
};

const reasonOf = (system: System, exception: Buffer): number => {
  const deferred = exception.readBigUInt64LE(DEFERRED_AT);
  if (deferred !== 0n) system.fillIn(deferred, exception);
  for (const at of EXCEPTION_STRINGS_AT) system.freeString(exception.readBigUInt64LE(at));
  const reason = exception.readInt32LE(REASON_AT);
  // Old servers set a private code (`wCode`) instead of an HRESULT.
  return reason < 0 ? reason : FAIL;
};

/** One block with the arguments in reverse order, as IDispatch requires, and the DISPPARAMS that refer to them. */
const paramsOf = (
  system: System,
  args: readonly Argument[],
  flags: number,
  strings: bigint[],
): Buffer => {
  const paramsAt = args.length * VARIANT_BYTES;
  const namedAt = paramsAt + PARAMS_BYTES;
  const block = Buffer.alloc(namedAt + 4);
  const address = system.addressOf(block);
  [...args].reverse().forEach((argument, index) => {
    const variant = block.subarray(index * VARIANT_BYTES, (index + 1) * VARIANT_BYTES);
    if (typeof argument !== 'string') return writeVariant(variant, argument);
    const string = system.allocString(argument);
    if (string === null) throw new HResultError(OUT_OF_MEMORY);
    strings.push(string);
    writeVariant(variant, { string });
  });
  block.writeBigUInt64LE(address, paramsAt);
  block.writeBigUInt64LE(flags === PUT ? address + BigInt(namedAt) : 0n, paramsAt + 8);
  block.writeUInt32LE(args.length, paramsAt + 16);
  block.writeUInt32LE(flags === PUT ? 1 : 0, paramsAt + 20);
  block.writeInt32LE(NEW_VALUE, namedAt);
  return block.subarray(paramsAt);
};

/** @returns the resulting VARIANT; an empty one for a PUT. */
const run = (
  system: System,
  object: bigint,
  name: string,
  flags: number,
  args: readonly Argument[],
): Buffer => {
  const member = Buffer.alloc(4);
  check(system.memberOf(object, name, member));
  const strings: bigint[] = [];
  try {
    const params = paramsOf(system, args, flags, strings);
    const answer = Buffer.alloc(VARIANT_BYTES);
    const exception = Buffer.alloc(EXCEPTION_BYTES);
    const results = { answer: flags === PUT ? null : answer, exception };
    const status = system.invoke(object, member.readInt32LE(0), flags, params, results);
    if (status >>> 0 === EXCEPTION) throw new HResultError(reasonOf(system, exception));
    check(status);
    return answer;
  } finally {
    for (const string of strings) system.freeString(string);
  }
};

/** Rejects when koffi or a Windows library cannot be loaded. @throws HResultError */
export const openCom = async (load: () => Promise<System> = loadSystem): Promise<Com> => {
  const system = await load();
  const initialized = system.initialize();
  if (initialized >>> 0 !== CHANGED_MODE) check(initialized);
  const held: bigint[] = [];

  const take = (variant: Buffer): Answer => {
    const value = readVariant(variant);
    if (value && 'object' in value) {
      if (value.object === 0n) return null;
      // The reference is owned from here on and released by close, so the variant is not cleared.
      held.push(value.object);
      return objectAt(value.object);
    }
    if (value && 'byteArray' in value) {
      const bytes = system.bytesOf(value.byteArray);
      system.clearVariant(variant);
      if (!bytes) throw new HResultError(TYPE_MISMATCH);
      return bytes;
    }
    const answer = value && ('string' in value ? system.textOf(value.string) : value.plain);
    system.clearVariant(variant);
    if (!value) throw new HResultError(TYPE_MISMATCH);
    return answer;
  };

  const objectAt = (object: bigint): Dispatch => ({
    invoke: (name, ...args) => take(run(system, object, name, METHOD_OR_GET, args)),
    put: (name, value) => void run(system, object, name, PUT, [value]),
  });

  return {
    create: (progId) => {
      const id = Buffer.alloc(16);
      const address = Buffer.alloc(8);
      check(system.classOf(progId, id));
      check(system.createInstance(id, address));
      const object = address.readBigUInt64LE(0);
      held.push(object);
      return objectAt(object);
    },
    close: () => {
      for (const object of held.splice(0).reverse()) system.release(object);
      if (initialized >= 0) system.uninitialize();
    },
  };
};
