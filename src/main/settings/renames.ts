/** Renames the settings of files and policies of earlier versions to their current names. */
import type { RawSettings } from './read-file.ts';

const renamedKeys: ReadonlyMap<string, string> = new Map([['counter', 'counterNumber']]);

/** When a file has both names, the value under the current one is used. */
export const withCurrentKeys = (raw: RawSettings): RawSettings =>
  Object.fromEntries(
    Object.entries(raw).flatMap(([key, value]) => {
      const current = renamedKeys.get(key);
      if (current === undefined) return [[key, value]];
      return Object.hasOwn(raw, current) ? [] : [[current, value]];
    }),
  );
