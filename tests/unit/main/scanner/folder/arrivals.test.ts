import { describe, expect, it } from 'vitest';
import {
  createArrivalTracker,
  isTemporaryName,
  type FileEntry,
} from '#main/scanner/folder/arrivals.ts';

const STABLE_MS = 1_000;
const createEntry = (
  name: string,
  bytes: number,
  overrides: Partial<FileEntry> = {},
): FileEntry => ({
  name,
  bytes,
  modifiedMs: bytes,
  inode: 1,
  ...overrides,
});

/** Updates a tracker with the given entries at each time. @returns the names of the stable files after each update. */
const stableAfterUpdates = (
  existing: readonly FileEntry[],
  updates: readonly (readonly [at: number, entries: readonly FileEntry[]])[],
): string[][] => {
  const arrivals = createArrivalTracker(existing, 0, STABLE_MS);
  return updates.map(([at, entries]) =>
    arrivals.update(entries, at).stable.map(({ name }) => name),
  );
};

describe('createArrivalTracker', () => {
  it('reports a file that has not changed for stableMs', () => {
    const scan = createEntry('scan.jpg', 500);
    expect(
      stableAfterUpdates(
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
    const updates = [1, 2, 3, 4, 5].map(
      (step) => [step * 900, [createEntry('scan.jpg', step * 100)]] as const,
    );
    expect(stableAfterUpdates([], updates).flat()).toEqual([]);
  });

  it('never reports a file that existed before', () => {
    const existing = createEntry('old.jpg', 500);
    expect(
      stableAfterUpdates(
        [existing],
        [
          [100, [existing]],
          [10_000, [existing]],
          [100_000, [existing]],
        ],
      ).flat(),
    ).toEqual([]);
  });

  it('never reports a file that was still being written at the request', () => {
    const growing = [1, 2, 3, 4].map(
      (step) => [step * 900, [createEntry('late.jpg', step * 100)]] as const,
    );
    expect(
      stableAfterUpdates(
        [createEntry('late.jpg', 50)],
        [...growing, [20_000, [createEntry('late.jpg', 400)]]],
      ).flat(),
    ).toEqual([]);
  });

  it('reports a file that replaces a stable one', () => {
    const [existing, replacement] = [createEntry('scan.jpg', 500), createEntry('scan.jpg', 700)];
    expect(
      stableAfterUpdates(
        [existing],
        [
          [900, [existing]],
          [1_100, [replacement]],
          [2_000, [replacement]],
          [2_100, [replacement]],
        ],
      ),
    ).toEqual([[], [], [], ['scan.jpg']]);
  });

  it('reports a file that was removed and created again', () => {
    const existing = createEntry('scan.jpg', 500);
    expect(
      stableAfterUpdates(
        [existing],
        [
          [100, []],
          [200, [existing]],
          [1_200, [existing]],
        ],
      ),
    ).toEqual([[], [], ['scan.jpg']]);
  });

  it('reports a replacement of the same size and time', () => {
    const existing = createEntry('scan.jpg', 500);
    const other = { ...existing, inode: 2 };
    expect(
      stableAfterUpdates(
        [existing],
        [
          [1_100, [other]],
          [2_100, [other]],
        ],
      ),
    ).toEqual([[], ['scan.jpg']]);
  });

  it('sorts files by time, then by number', () => {
    const entries = [
      createEntry('p10', 5, { modifiedMs: 7 }),
      createEntry('p9', 5, { modifiedMs: 7 }),
      createEntry('a', 5, { modifiedMs: 9 }),
      createEntry('z', 5, { modifiedMs: 1 }),
    ];
    expect(
      stableAfterUpdates(
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
    const [first, second, empty] = [createEntry('1', 5), createEntry('2', 5), createEntry('0', 0)];
    expect(arrivals.update([first, empty], 0)).toEqual({ stable: [], hasChangingFiles: true });
    expect(arrivals.update([first, empty, second], 1_000)).toEqual({
      stable: [first],
      hasChangingFiles: true,
    });
    expect(arrivals.update([first, empty, second], 2_000)).toEqual({
      stable: [first, second],
      hasChangingFiles: false,
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
