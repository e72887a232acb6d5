/**
 * Reads a key of HKEY_LOCAL_MACHINE with its subkeys. HKEY_CURRENT_USER is not read, because the kiosk's account can write there.
 */
import { loadRegistryApi, type RegistryApi } from './registry-api.ts';

/** Decoded data of a value; null for an unsupported type. */
export type RegistryData = string | number | readonly string[] | null;

export interface RegistryKey {
  /** Values by name, without the unnamed default value of the key. */
  readonly values: ReadonlyMap<string, RegistryData>;
  readonly keys: ReadonlyMap<string, RegistryKey>;
}

const SUCCESS = 0;
const FILE_NOT_FOUND = 2;
const PATH_NOT_FOUND = 3;
const NO_MORE_ITEMS = 259;

const REG_SZ = 1;
const REG_DWORD = 4;
const REG_MULTI_SZ = 7;

/** Windows limits value names to 16,383 characters and key names to 255. */
const MAX_NAME_CHARS = 16_383;
const WCHAR_BYTES = 2;
const DWORD_BYTES = 4;
const POINTER_BYTES = 8;

const throwOnError = (status: number): void => {
  if (status !== SUCCESS) throw new Error(`Windows error ${String(status)}`);
};

const toDword = (value: number): Buffer => {
  const bytes = Buffer.alloc(DWORD_BYTES);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Text up to its first NUL. Windows does not guarantee that a stored string ends with one. */
const textOf = (data: Buffer): string => data.toString('utf16le').split('\0', 1)[0] ?? '';
const linesOf = (data: Buffer): string[] =>
  data
    .toString('utf16le')
    .split('\0')
    .filter((line) => line !== '');

/** Decodes the data of a value. @returns null for an unsupported type, and for a REG_DWORD of the wrong size. */
export const decodeValue = (type: number, data: Buffer): RegistryData => {
  if (type === REG_SZ) return textOf(data);
  if (type === REG_MULTI_SZ) return linesOf(data);
  return type === REG_DWORD && data.byteLength === DWORD_BYTES ? data.readUInt32LE(0) : null;
};

/** Collects the names of an enumeration until Windows reports its end. */
const enumerateNames = (
  nextName: (index: number, name: Buffer, length: Buffer) => number,
): readonly string[] => {
  const name = Buffer.alloc((MAX_NAME_CHARS + 1) * WCHAR_BYTES);
  const names: string[] = [];
  for (;;) {
    const length = toDword(MAX_NAME_CHARS + 1);
    const status = nextName(names.length, name, length);
    if (status === NO_MORE_ITEMS) return names;
    throwOnError(status);
    names.push(name.toString('utf16le', 0, length.readUInt32LE(0) * WCHAR_BYTES));
  }
};

const readValue = (api: RegistryApi, handle: bigint, name: string): RegistryData => {
  const [type, size] = [toDword(0), toDword(0)];
  throwOnError(api.queryValue(handle, name, type, null, size));
  const data = Buffer.alloc(size.readUInt32LE(0));
  // RegQueryValueExW needs a valid pointer for an empty value too, because a null pointer requests the size.
  throwOnError(
    api.queryValue(handle, name, type, data.byteLength > 0 ? data : Buffer.alloc(1), size),
  );
  return decodeValue(type.readUInt32LE(0), data.subarray(0, size.readUInt32LE(0)));
};

/** Reads a key with its subkeys. @returns null when there is no such key. @throws when it cannot be read. */
const readKey = (api: RegistryApi, path: string): RegistryKey | null => {
  const handleBytes = Buffer.alloc(POINTER_BYTES);
  const status = api.openKey(path, handleBytes);
  if (status === FILE_NOT_FOUND || status === PATH_NOT_FOUND) return null;
  throwOnError(status);
  const handle = handleBytes.readBigUInt64LE(0);
  try {
    const valueNames = enumerateNames((index, name, length) =>
      api.enumerateValueName(handle, index, name, length),
    );
    const subkeyNames = enumerateNames((index, name, length) =>
      api.enumerateKeyName(handle, index, name, length),
    );
    const subkeys = subkeyNames.map((name) => [name, readKey(api, `${path}\\${name}`)] as const);
    return {
      values: new Map(
        valueNames
          .filter((name) => name !== '')
          .map((name) => [name, readValue(api, handle, name)] as const),
      ),
      keys: new Map(subkeys.filter((entry): entry is [string, RegistryKey] => entry[1] !== null)),
    };
  } finally {
    api.closeKey(handle);
  }
};

/**
 * Reads a key of HKEY_LOCAL_MACHINE.
 * @returns null when there is no such key; `unreadable` when it cannot be read or koffi cannot be loaded. Never rejects.
 */
export const readRegistryKey = async (
  path: string,
  load: () => Promise<RegistryApi> = loadRegistryApi,
): Promise<RegistryKey | 'unreadable' | null> => {
  try {
    return readKey(await load(), path);
  } catch {
    return 'unreadable';
  }
};
