/** Implements the subset of the vitest API that the keychain contract uses on plain Node, because vitest does not run under Wine. */
import assert from 'node:assert/strict';

interface Outcome {
  readonly title: string;
  /** Null if the test passed. */
  readonly failure: string | null;
}

const tests: { readonly title: string; readonly run: () => Promise<void> }[] = [];
const afterEachHooks: (() => Promise<void>)[] = [];

export const afterEach = (run: () => Promise<void>): void => void afterEachHooks.push(run);

export const it = {
  skipIf:
    (isSkipped: boolean) =>
    (title: string, run: () => Promise<void>): void => {
      assert.equal(isSkipped, false, 'no test of the contract is skipped on Windows');
      tests.push({ title, run });
    },
};

export const expect = (actual: unknown) => ({
  toBe: (expected: unknown): void => assert.equal(actual, expected),
  toEqual: (expected: unknown): void => assert.deepEqual(actual, expected),
  toMatchObject: (expected: object): void => assert.partialDeepStrictEqual(actual, expected),
});

export const runAll = async (): Promise<Outcome[]> => {
  const outcomes: Outcome[] = [];
  for (const { title, run } of tests) {
    let failure: string | null = null;
    try {
      await run();
    } catch (error) {
      failure = String(error);
    }
    for (const hook of afterEachHooks) await hook();
    outcomes.push({ title, failure });
  }
  return outcomes;
};
