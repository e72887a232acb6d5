/**
 * Binds the functions of advapi32.dll that read HKEY_LOCAL_MACHINE on 64-bit Windows, through koffi, a library for calls of
 * native functions. It is loaded only when the registry is read.
 */

/** HKEY_LOCAL_MACHINE, sign-extended to the width of a pointer. */
const LOCAL_MACHINE = 0xffffffff_80000002n;
/** KEY_QUERY_VALUE, KEY_ENUMERATE_SUB_KEYS, KEY_WOW64_64KEY: read-only, and the 64-bit view of the registry. */
const READ_ACCESS = 0x0001 | 0x0008 | 0x0100;

/**
 * Functions that read the registry. They return Windows error codes (0: success). Sizes are in bytes, lengths in characters without
 * the terminating NUL.
 */
export interface RegistryApi {
  /** Opens a key. @param handle output, 8 bytes. */
  openKey(path: string, handle: Buffer): number;
  /** Name of the value at an index. @param name output. @param length 4 bytes; in: capacity of `name`, out: length of the name. */
  enumerateValueName(handle: bigint, index: number, name: Buffer, length: Buffer): number;
  /** Name of the subkey at an index, with the parameters of `enumerateValueName`. */
  enumerateKeyName(handle: bigint, index: number, name: Buffer, length: Buffer): number;
  /**
   * Data of a value.
   * @param type output, 4 bytes.
   * @param data output; null requests the size only.
   * @param size 4 bytes; in: capacity of `data`, out: size of the value.
   */
  queryValue(handle: bigint, name: string, type: Buffer, data: Buffer | null, size: Buffer): number;
  closeKey(handle: bigint): void;
}

/** Rejects when koffi or the library cannot be loaded. */
export const loadRegistryApi = async (): Promise<RegistryApi> => {
  const { default: koffi } = await import('koffi');
  const advapi32 = koffi.load('advapi32.dll');
  const pointers = (count: number): string[] => Array.from({ length: count }, () => 'void *');
  const open = advapi32.func('RegOpenKeyExW', 'int32', [
    'uint64',
    'str16',
    'uint32',
    'uint32',
    'void *',
  ]);
  const enumerateValues = advapi32.func('RegEnumValueW', 'int32', [
    'uint64',
    'uint32',
    ...pointers(6),
  ]);
  const enumerateKeys = advapi32.func('RegEnumKeyExW', 'int32', [
    'uint64',
    'uint32',
    ...pointers(6),
  ]);
  const queryValue = advapi32.func('RegQueryValueExW', 'int32', [
    'uint64',
    'str16',
    ...pointers(4),
  ]);
  const close = advapi32.func('RegCloseKey', 'int32', ['uint64']);
  return {
    openKey: (path, handle) => open(LOCAL_MACHINE, path, 0, READ_ACCESS, handle) as number,
    enumerateValueName: (handle, index, name, length) =>
      enumerateValues(handle, index, name, length, null, null, null, null) as number,
    enumerateKeyName: (handle, index, name, length) =>
      enumerateKeys(handle, index, name, length, null, null, null, null) as number,
    queryValue: (handle, name, type, data, size) =>
      queryValue(handle, name, null, type, data, size) as number,
    closeKey: (handle) => void close(handle),
  };
};
