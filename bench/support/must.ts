import type { Result } from '#shared/result.ts';

/** The value of a result; throws on a failure. */
export const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`expected ok, got ${result.error.code}`);
  return result.data;
};
