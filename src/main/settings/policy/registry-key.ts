/** Reads a key of HKEY_LOCAL_MACHINE recursively. HKEY_CURRENT_USER is not read, because the kiosk's account can write there. */
import { loadRegistryApi, type RegistryApi } from './registry-api.ts';

/** Decoded data of a value; null for a type that no policy uses. */
export type RegistryData = string | number | readonly string[] | null;

export interface RegistryKey {
  /** By name; the key's unnamed default value is omitted. */
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

const dword = (value: number): Buffer => {
  const block = Buffer.alloc(DWORD_BYTES);
  block.writeUInt32LE(value);
  return block;
};

/** Text up to its first NUL. Windows does not guarantee that a stored string ends with one. */
const textOf = (data: Buffer): string => data.toString('utf16le').split('\0', 1)[0] ?? '';
const linesOf = (data: Buffer): string[] =>
  data
    .toString('utf16le')
    .split('\0')
    .filter((line) => line !== '');

/** @returns null for an unsupported type, and for a REG_DWORD of the wrong size. */
export const decodeValue = (type: number, data: Buffer): RegistryData => {
  if (type === REG_SZ) return textOf(data);
  if (type === REG_MULTI_SZ) return linesOf(data);
  return type === REG_DWORD && data.byteLength === DWORD_BYTES ? data.readUInt32LE(0) : null;
};

const namesOf = (
  next: (index: number, name: Buffer, length: Buffer) => number,
): readonly string[] => {
  const name = Buffer.alloc((MAX_NAME_CHARS + 1) * WCHAR_BYTES);
  const names: string[] = [];
  for (;;) {
    const length = dword(MAX_NAME_CHARS + 1);
    const status = next(names.length, name, length);
    if (status === NO_MORE_ITEMS) return names;
    throwOnError(status);
    names.push(name.toString('utf16le', 0, length.readUInt32LE(0) * WCHAR_BYTES));
  }
};

const readValue = (api: RegistryApi, handle: bigint, name: string): RegistryData => {
  const [type, size] = [dword(0), dword(0)];
  throwOnError(api.value(handle, name, type, null, size));
  const data = Buffer.alloc(size.readUInt32LE(0));
  // RegQueryValueExW needs a valid pointer for an empty value too, because a null pointer requests the size.
  throwOnError(api.value(handle, name, type, data.byteLength > 0 ? data : Buffer.alloc(1), size));
  return decodeValue(type.readUInt32LE(0), data.subarray(0, size.readUInt32LE(0)));
};

/** @returns null when there is no such key. @throws when it cannot be read. */
const readKey = (api: RegistryApi, path: string): RegistryKey | null => {
  const opened = Buffer.alloc(POINTER_BYTES);
  const status = api.open(path, opened);
  if (status === FILE_NOT_FOUND || status === PATH_NOT_FOUND) return null;
  throwOnError(status);
  const handle = opened.readBigUInt64LE(0);
  try {
    const names = namesOf((index, name, length) => api.valueName(handle, index, name, length));
    const inner = namesOf((index, name, length) => api.keyName(handle, index, name, length));
    const keys = inner.map((name) => [name, readKey(api, `${path}\\${name}`)] as const);
    return {
      values: new Map(
        names
          .filter((name) => name !== '')
          .map((name) => [name, readValue(api, handle, name)] as const),
      ),
      keys: new Map(keys.filter((entry): entry is [string, RegistryKey] => entry[1] !== null)),
    };
  } finally {
    api.close(handle);
  }
};

/** @returns null when there is no such key; `unreadable` when it cannot be read or koffi cannot be loaded. Never rejects. */
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
