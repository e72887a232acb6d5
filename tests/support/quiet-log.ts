/** A log without output, for tests that do not cover logging. */
import type { Log } from '#main/log/log.ts';

export const quietLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
