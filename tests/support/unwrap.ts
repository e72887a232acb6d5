/** Returns the data of a result, for tests of calls that have to succeed. */
import type { Result } from '#shared/result.ts';

/** Throws an Error with the code of a failed result. */
export const unwrap = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`expected ok, got ${result.error.code}`);
  return result.data;
};
