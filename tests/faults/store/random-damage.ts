/** Damages files at random, for tests that repeat this many times. */
import { readFileSync, writeFileSync } from 'node:fs';

/** Number of trials of a test with random damage. */
export const TRIALS = 40;

/** Flips bits of one byte of a file; random ones by default. */
export const flipBits = (
  file: string,
  offset: number,
  bits = 1 + Math.floor(Math.random() * 255),
): void => {
  const bytes = readFileSync(file);
  bytes[offset] = (bytes[offset] ?? 0) ^ bits;
  writeFileSync(file, bytes);
};
