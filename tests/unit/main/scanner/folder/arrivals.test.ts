import { describe, expect, it } from 'vitest';
import {
  createArrivalTracker,
  isTemporaryName,
  type FileEntry,
} from '#main/scanner/folder/arrivals.ts';

const STABLE_MS = 1_000;
const file = (name: string, bytes: number, more: Partial<FileEntry> = {}): FileEntry => ({
  name,
  bytes,
  modifiedMs: bytes,
  inode: 1,
  ...more,
});

/** Updates with the given entries at each time. @returns the stable files after each update. */
const watch = (
  before: readonly FileEntry[],
  looks: readonly (readonly [at: number, entries: readonly FileEntry[]])[],
): string[][] => {
  const arrivals = createArrivalTracker(before, 0, STABLE_MS);
  return looks.map(([at, entries]) => arrivals.update(entries, at).stable.map(({ name }) => name));
};

describe('createArrivals', () => {
  it('reports a file that has not changed for stableMs', () => {
    const scan = file('scan.jpg', 500);
    expect(
      watch(
        [],
        [
          [100, [scan]],
          [1_099, [scan]],
          [1_100, [scan]],
        ],
      ),
    ).toEqual([[], [], ['scan.jpg']]);
  });

  it('does not report a file while it grows', () => {
    const looks = [1, 2, 3, 4, 5].map(
      (step) => [step * 900, [file('scan.jpg', step * 100)]] as const,
    );
    expect(watch([], looks).flat()).toEqual([]);
  });

  it('never reports a file that existed before', () => {
    const old = file('old.jpg', 500);
    expect(
      watch(
        [old],
        [
          [100, [old]],
          [10_000, [old]],
          [100_000, [old]],
        ],
      ).flat(),
    ).toEqual([]);
  });

  it('never reports a file that was still being written at the request', () => {
    const grown = [1, 2, 3, 4].map((step) => [step * 900, [file('late.jpg', step * 100)]] as const);
    expect(
      watch([file('late.jpg', 50)], [...grown, [20_000, [file('late.jpg', 400)]]]).flat(),
    ).toEqual([]);
  });

  it('reports a file that replaces a stable one', () => {
    const [old, fresh] = [file('scan.jpg', 500), file('scan.jpg', 700)];
    expect(
      watch(
        [old],
        [
          [900, [old]],
          [1_100, [fresh]],
          [2_000, [fresh]],
          [2_100, [fresh]],
        ],
      ),
    ).toEqual([[], [], [], ['scan.jpg']]);
  });

  it('reports a file that was removed and created again', () => {
    const old = file('scan.jpg', 500);
    expect(
      watch(
        [old],
        [
          [100, []],
          [200, [old]],
          [1_200, [old]],
        ],
      ),
    ).toEqual([[], [], ['scan.jpg']]);
  });

  it('reports a replacement of the same size and time', () => {
    const old = file('scan.jpg', 500);
    const other = { ...old, inode: 2 };
    expect(
      watch(
        [old],
        [
          [1_100, [other]],
          [2_100, [other]],
        ],
      ),
    ).toEqual([[], ['scan.jpg']]);
  });

  it('sorts files by time, then by number', () => {
    const entries = [
      file('p10', 5, { modifiedMs: 7 }),
      file('p9', 5, { modifiedMs: 7 }),
      file('a', 5, { modifiedMs: 9 }),
      file('z', 5, { modifiedMs: 1 }),
    ];
    expect(
      watch(
        [],
        [
          [0, entries],
          [1_000, entries],
        ],
      )[1],
    ).toEqual(['z', 'p9', 'p10', 'a']);
  });

  it('is pending while another file changes, and ignores empty files', () => {
    const arrivals = createArrivalTracker([], 0, STABLE_MS);
    const [one, two, empty] = [file('1', 5), file('2', 5), file('0', 0)];
    expect(arrivals.update([one, empty], 0)).toEqual({ stable: [], pending: true });
    expect(arrivals.update([one, empty, two], 1_000)).toEqual({ stable: [one], pending: true });
    expect(arrivals.update([one, empty, two], 2_000)).toEqual({
      stable: [one, two],
      pending: false,
    });
    expect(arrivals.unchangedForMs('1', 2_000)).toBe(2_000);
  });
});

it.each([
  ['scan.jpg.tmp', true],
  ['scan.PART', true],
  ['~scan.jpg', true],
  ['.scan.jpg', true],
  ['Thumbs.db', true],
  ['scan.jpg', false],
  ['template.png', false],
  ['স্ক্যান ১.tif', false],
])('isTemporaryName returns for %s: %s', (name, expected) => {
  expect(isTemporaryName(name)).toBe(expected);
});
