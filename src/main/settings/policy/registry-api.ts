/**
 * Binding (koffi) of the advapi32 functions that read HKEY_LOCAL_MACHINE on 64-bit Windows. koffi is loaded only when the
 * registry is read. Results are Windows error codes (0: success).
 */

/** HKEY_LOCAL_MACHINE, sign-extended to the width of a pointer. */
const LOCAL_MACHINE = 0xffffffff_80000002n;
/** KEY_QUERY_VALUE, KEY_ENUMERATE_SUB_KEYS, KEY_WOW64_64KEY: read-only, and the 64-bit view of the registry. */
const READ = 0x0001 | 0x0008 | 0x0100;

/** Handles are opaque. Sizes are in bytes, lengths in characters without the closing NUL. */
export interface RegistryApi {
  /** @param handle output, 8 bytes. */
  open(path: string, handle: Buffer): number;
  /** @param name output; @param length in: its capacity, out: what was written. 4 bytes. */
  valueName(handle: bigint, index: number, name: Buffer, length: Buffer): number;
  /** As `valueName`, for subkeys. */
  keyName(handle: bigint, index: number, name: Buffer, length: Buffer): number;
  /** @param type output, 4 bytes. @param size in: capacity of `data`, out: size of the value. @param data null requests the size. */
  value(handle: bigint, name: string, type: Buffer, data: Buffer | null, size: Buffer): number;
  close(handle: bigint): void;
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
  const query = advapi32.func('RegQueryValueExW', 'int32', ['uint64', 'str16', ...pointers(4)]);
  const close = advapi32.func('RegCloseKey', 'int32', ['uint64']);
  return {
    open: (path, handle) => open(LOCAL_MACHINE, path, 0, READ, handle) as number,
    valueName: (handle, index, name, length) =>
      enumerateValues(handle, index, name, length, null, null, null, null) as number,
    keyName: (handle, index, name, length) =>
      enumerateKeys(handle, index, name, length, null, null, null, null) as number,
    value: (handle, name, type, data, size) =>
      query(handle, name, null, type, data, size) as number,
    close: (handle) => void close(handle),
  };
};
