/** A seeded pseudo-random generator: the same seed gives the same sequence. */
export interface SeededRandom {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  readonly next: () => number;
  /** A whole number from `low` to `high`, both inclusive. */
  readonly integer: (low: number, high: number) => number;
  /** One of the entries; throws a RangeError for an empty list. */
  readonly pick: <T>(list: readonly T[]) => T;
  /** `count` decimal digits as text. */
  readonly digits: (count: number) => string;
}

/** Creates a generator from an integer seed (mulberry32). */
export function createSeededRandom(seed: number): SeededRandom {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let hash = Math.imul(state ^ (state >>> 15), state | 1);
    hash ^= hash + Math.imul(hash ^ (hash >>> 7), hash | 61);
    return ((hash ^ (hash >>> 14)) >>> 0) / 4294967296;
  };
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    integer: whole,
    pick: (list) => {
      const entry = list[whole(0, list.length - 1)];
      if (entry === undefined) throw new RangeError('nothing to choose from');
      return entry;
    },
    digits: (count) => Array.from({ length: count }, () => String(whole(0, 9))).join(''),
  };
}
