import { describe, expect, it } from 'vitest';
import { createArrivals, isPassing, type Entry } from '#main/scanner/folder/arrivals.ts';

const SETTLE = 1_000;
const file = (name: string, bytes: number, more: Partial<Entry> = {}): Entry => ({
  name,
  bytes,
  modifiedMs: bytes,
  inode: 1,
  ...more,
});

/** Looks at the folder at each of the times and tells what is done then. */
const watch = (
  before: readonly Entry[],
  looks: readonly (readonly [at: number, entries: readonly Entry[]])[],
): string[][] => {
  const arrivals = createArrivals(before, 0, SETTLE);
  return looks.map(([at, entries]) => arrivals.look(entries, at).done.map(({ name }) => name));
};

describe('what came into a folder', () => {
  it('counts when it stands still for the settling time', () => {
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

  it('does not count while it grows', () => {
    const looks = [1, 2, 3, 4, 5].map(
      (step) => [step * 900, [file('scan.jpg', step * 100)]] as const,
    );
    expect(watch([], looks).flat()).toEqual([]);
  });

  it('does not count when it was there before, however long it is there', () => {
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

  it('does not count when it was still growing at the request, nor when it is done', () => {
    const grown = [1, 2, 3, 4].map((step) => [step * 900, [file('late.jpg', step * 100)]] as const);
    expect(
      watch([file('late.jpg', 50)], [...grown, [20_000, [file('late.jpg', 400)]]]).flat(),
    ).toEqual([]);
  });

  it('counts when it replaces a file that had stood still', () => {
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

  it('counts when an old name went away and came again', () => {
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

  it('counts when another file of the same size and time was put in its place', () => {
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

  it('is in the order of its times, then of its numbers', () => {
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

  it('is not all there while one more is coming; an empty file that stays empty holds nothing up', () => {
    const arrivals = createArrivals([], 0, SETTLE);
    const [one, two, empty] = [file('1', 5), file('2', 5), file('0', 0)];
    expect(arrivals.look([one, empty], 0)).toEqual({ done: [], more: true });
    expect(arrivals.look([one, empty, two], 1_000)).toEqual({ done: [one], more: true });
    expect(arrivals.look([one, empty, two], 2_000)).toEqual({ done: [one, two], more: false });
    expect(arrivals.stillForMs('1', 2_000)).toBe(2_000);
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
])('%s is on its way: %s', (name, expected) => {
  expect(isPassing(name)).toBe(expected);
});
