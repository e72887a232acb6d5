/** Reading a registry key against a stand-in of advapi32 that keeps its contract; the real one runs in the Windows tier. */
import { describe, expect, it } from 'vitest';
import type { RegistryApi } from '#main/settings/policy/registry-api.ts';
import { decodeValue, readRegistryKey } from '#main/settings/policy/registry-key.ts';

const [SZ, EXPAND_SZ, BINARY, DWORD, MULTI_SZ] = [1, 2, 3, 4, 7] as const;
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');

describe('decodeValue', () => {
  it('reads text with and without its closing NUL', () => {
    expect(decodeValue(SZ, wide('উদাহরণ\0'))).toBe('উদাহরণ');
    expect(decodeValue(SZ, wide('bank'))).toBe('bank');
    expect(decodeValue(SZ, wide(''))).toBe('');
  });
  it('reads lines, also of a list that lacks its last NUL', () => {
    expect(decodeValue(MULTI_SZ, wide('a\0খ\0\0'))).toEqual(['a', 'খ']);
    expect(decodeValue(MULTI_SZ, wide('a\0b'))).toEqual(['a', 'b']);
    expect(decodeValue(MULTI_SZ, wide(''))).toEqual([]);
  });
  it('reads a number without sign', () => {
    expect(decodeValue(DWORD, Buffer.from([0xff, 0xff, 0xff, 0xff]))).toBe(4_294_967_295);
  });
  it('returns null for another type and for a number of another size', () => {
    expect(decodeValue(EXPAND_SZ, wide('%ProgramData%\0'))).toBeNull();
    expect(decodeValue(BINARY, Buffer.from([1]))).toBeNull();
    expect(decodeValue(DWORD, Buffer.from([1]))).toBeNull();
  });
});

type Stored = readonly [type: number, data: Buffer];
const MORE_DATA = 234;
const NO_MORE_ITEMS = 259;
const FILE_NOT_FOUND = 2;
const ACCESS_DENIED = 5;

/** @param keys values by path; a path is a key when something is at it or below it. */
const fakeApi = (keys: Readonly<Record<string, Readonly<Record<string, Stored>>>>) => {
  const opened: string[] = [];
  const closed: bigint[] = [];
  const inside = (path: string): string[] => [
    ...new Set(
      Object.keys(keys)
        .filter((each) => each.startsWith(`${path}\\`))
        .map((each) => each.slice(path.length + 1).split('\\')[0]!),
    ),
  ];
  const pathOf = (handle: bigint): string => opened[Number(handle) - 1]!;
  const put = (names: string[], index: number, name: Buffer, length: Buffer): number => {
    const found = names[index];
    if (found === undefined) return NO_MORE_ITEMS;
    if (length.readUInt32LE(0) <= found.length) return MORE_DATA;
    wide(`${found}\0`).copy(name);
    length.writeUInt32LE(found.length);
    return 0;
  };
  const api: RegistryApi = {
    open: (path, handle) => {
      if (!keys[path] && inside(path).length === 0) return FILE_NOT_FOUND;
      opened.push(path);
      handle.writeBigUInt64LE(BigInt(opened.length));
      return 0;
    },
    valueName: (handle, index, name, length) =>
      put(Object.keys(keys[pathOf(handle)] ?? {}), index, name, length),
    keyName: (handle, index, name, length) => put(inside(pathOf(handle)), index, name, length),
    value: (handle, name, type, data, size) => {
      const [storedType, stored] = keys[pathOf(handle)]![name]!;
      const capacity = size.readUInt32LE(0);
      size.writeUInt32LE(stored.byteLength);
      type.writeUInt32LE(storedType);
      if (data && capacity < stored.byteLength) return MORE_DATA;
      if (data) stored.copy(data);
      return 0;
    },
    close: (handle) => void closed.push(handle),
  };
  return { api, opened, closed };
};

const read = (api: RegistryApi) => readRegistryKey('Policies\\Kiosk', async () => api);

describe('readRegistryKey', () => {
  it('reads the values and the subkeys, and closes what it opened', async () => {
    const long = 'x'.repeat(5_000);
    const { api, opened, closed } = fakeApi({
      'Policies\\Kiosk': { contact: [SZ, wide(`${long}\0`)], '': [SZ, wide('unnamed\0')] },
      'Policies\\Kiosk\\settings': { training: [DWORD, Buffer.from([1, 0, 0, 0])] },
      'Policies\\Kiosk\\settings\\bank': { bn: [SZ, wide('ব্যাংক\0')], en: [SZ, wide('')] },
    });
    const key = await read(api);
    if (key === null || key === 'unreadable') throw new Error('the key was not read');
    expect([...key.values]).toEqual([['contact', long]]);
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
    expect(await read(fakeApi({}).api)).toBeNull();
  });

  it('returns `unreadable` when access is denied, and when the library cannot be loaded', async () => {
    expect(await read({ ...fakeApi({}).api, open: () => ACCESS_DENIED })).toBe('unreadable');
    const failing = readRegistryKey('Policies\\Kiosk', () => Promise.reject(new Error('no koffi')));
    expect(await failing).toBe('unreadable');
  });

  it('returns `unreadable`, and closes the key, when one value cannot be read', async () => {
    const { api, closed } = fakeApi({ 'Policies\\Kiosk': { contact: [SZ, wide('x\0')] } });
    expect(await read({ ...api, value: () => ACCESS_DENIED })).toBe('unreadable');
    expect(closed).toEqual([1n]);
  });
});
