/** Tests reading a registry key with a fake of advapi32 that follows its contract. The Windows test tier calls the real one. */
import { describe, expect, it } from 'vitest';
import type { RegistryApi } from '#main/settings/policy/registry-api.ts';
import { decodeValue, readRegistryKey } from '#main/settings/policy/registry-key.ts';

/** Types of registry values (`winnt.h`). */
const [SZ, EXPAND_SZ, BINARY, DWORD, MULTI_SZ] = [1, 2, 3, 4, 7] as const;
const encodeUtf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

describe('decodeValue', () => {
  it('reads text with and without its closing NUL', () => {
    expect(decodeValue(SZ, encodeUtf16('উদাহরণ\0'))).toBe('উদাহরণ');
    expect(decodeValue(SZ, encodeUtf16('bank'))).toBe('bank');
    expect(decodeValue(SZ, encodeUtf16(''))).toBe('');
  });
  it('reads a list, also without its last NUL', () => {
    expect(decodeValue(MULTI_SZ, encodeUtf16('a\0খ\0\0'))).toEqual(['a', 'খ']);
    expect(decodeValue(MULTI_SZ, encodeUtf16('a\0b'))).toEqual(['a', 'b']);
    expect(decodeValue(MULTI_SZ, encodeUtf16(''))).toEqual([]);
  });
  it('reads an unsigned number', () => {
    expect(decodeValue(DWORD, Buffer.from([0xff, 0xff, 0xff, 0xff]))).toBe(4_294_967_295);
  });
  it('returns null for another type and for a number of another size', () => {
    expect(decodeValue(EXPAND_SZ, encodeUtf16('%ProgramData%\0'))).toBeNull();
    expect(decodeValue(BINARY, Buffer.from([1]))).toBeNull();
    expect(decodeValue(DWORD, Buffer.from([1]))).toBeNull();
  });
});

type StoredValue = readonly [type: number, data: Buffer];
/** Windows error codes (`winerror.h`). */
const MORE_DATA = 234;
const NO_MORE_ITEMS = 259;
const FILE_NOT_FOUND = 2;
const ACCESS_DENIED = 5;

/** Creates a fake registry. @param keys values by path; a path exists when it or a path below it is in `keys`. */
const createFakeApi = (keys: Readonly<Record<string, Readonly<Record<string, StoredValue>>>>) => {
  const opened: string[] = [];
  const closed: bigint[] = [];
  const subkeysOf = (path: string): string[] => [
    ...new Set(
      Object.keys(keys)
        .filter((keyPath) => keyPath.startsWith(`${path}\\`))
        .map((keyPath) => keyPath.slice(path.length + 1).split('\\')[0]!),
    ),
  ];
  const pathOf = (handle: bigint): string => opened[Number(handle) - 1]!;
  const writeName = (names: string[], index: number, name: Buffer, length: Buffer): number => {
    const storedName = names[index];
    if (storedName === undefined) return NO_MORE_ITEMS;
    if (length.readUInt32LE(0) <= storedName.length) return MORE_DATA;
    encodeUtf16(`${storedName}\0`).copy(name);
    length.writeUInt32LE(storedName.length);
    return 0;
  };
  const api: RegistryApi = {
    openKey: (path, handle) => {
      if (!keys[path] && subkeysOf(path).length === 0) return FILE_NOT_FOUND;
      opened.push(path);
      handle.writeBigUInt64LE(BigInt(opened.length));
      return 0;
    },
    enumerateValueName: (handle, index, name, length) =>
      writeName(Object.keys(keys[pathOf(handle)] ?? {}), index, name, length),
    enumerateKeyName: (handle, index, name, length) =>
      writeName(subkeysOf(pathOf(handle)), index, name, length),
    queryValue: (handle, name, type, data, size) => {
      const [storedType, stored] = keys[pathOf(handle)]![name]!;
      const capacity = size.readUInt32LE(0);
      size.writeUInt32LE(stored.byteLength);
      type.writeUInt32LE(storedType);
      if (data && capacity < stored.byteLength) return MORE_DATA;
      if (data) stored.copy(data);
      return 0;
    },
    closeKey: (handle) => void closed.push(handle),
  };
  return { api, opened, closed };
};

const readKey = (api: RegistryApi) => readRegistryKey('Policies\\Kiosk', async () => api);

describe('readRegistryKey', () => {
  it('reads the values and the subkeys, and closes every opened key', async () => {
    const longText = 'x'.repeat(5_000);
    const { api, opened, closed } = createFakeApi({
      'Policies\\Kiosk': {
        contact: [SZ, encodeUtf16(`${longText}\0`)],
        '': [SZ, encodeUtf16('unnamed\0')],
      },
      'Policies\\Kiosk\\settings': { training: [DWORD, Buffer.from([1, 0, 0, 0])] },
      'Policies\\Kiosk\\settings\\bank': {
        bn: [SZ, encodeUtf16('ব্যাংক\0')],
        en: [SZ, encodeUtf16('')],
      },
    });
    const key = await readKey(api);
    if (key === null || key === 'unreadable') throw new Error('the key was not read');
    expect([...key.values]).toEqual([['contact', longText]]);
    const settings = key.keys.get('settings');
    expect([...settings!.values]).toEqual([['training', 1]]);
    expect([...settings!.keys.get('bank')!.values]).toEqual([
      ['bn', 'ব্যাংক'],
      ['en', ''],
    ]);
    expect(opened).toHaveLength(3);
    expect(closed).toHaveLength(3);
  });

  it('returns null without the key', async () => {
    expect(await readKey(createFakeApi({}).api)).toBeNull();
  });

  it('returns `unreadable` when access is denied, and when the library cannot be loaded', async () => {
    expect(await readKey({ ...createFakeApi({}).api, openKey: () => ACCESS_DENIED })).toBe(
      'unreadable',
    );
    const failingRead = readRegistryKey('Policies\\Kiosk', () =>
      Promise.reject(new Error('no koffi')),
    );
    expect(await failingRead).toBe('unreadable');
  });

  it('returns `unreadable`, and closes the key, when one value cannot be read', async () => {
    const { api, closed } = createFakeApi({
      'Policies\\Kiosk': { contact: [SZ, encodeUtf16('x\0')] },
    });
    expect(await readKey({ ...api, queryValue: () => ACCESS_DENIED })).toBe('unreadable');
    expect(closed).toEqual([1n]);
  });
});
