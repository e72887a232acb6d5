/** Unwraps results in benchmarks, where a failure ends the run. */
import type { Result } from '#shared/result.ts';

/** @returns the value of a result. @throws if it is a failure. */
export const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`expected ok, got ${result.error.code}`);
  return result.data;
};
