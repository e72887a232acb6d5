/** A log that discards its entries. */
import type { Log } from '#main/log/log.ts';

export const quietLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
