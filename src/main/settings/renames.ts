/** Reads settings and policies of earlier versions, in which some settings had other names. */
import type { RawSettings } from './read-file.ts';

const currentKeys: ReadonlyMap<string, string> = new Map([['counter', 'counterNumber']]);

/** The same values under the current names. Where a file has both names, the value of the current one is kept. */
export const withCurrentKeys = (raw: RawSettings): RawSettings =>
  Object.fromEntries(
    Object.entries(raw).flatMap(([key, value]) => {
      const current = currentKeys.get(key);
      if (current === undefined) return [[key, value]];
      return Object.hasOwn(raw, current) ? [] : [[current, value]];
    }),
  );
