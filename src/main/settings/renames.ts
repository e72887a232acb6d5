/** Replaces the names of settings in files and policies of earlier versions by their current names. */
import type { RawSettings } from './parse-settings.ts';

const renamedKeys: ReadonlyMap<string, string> = new Map([['counter', 'counterNumber']]);

/** Replaces earlier names. When both names are present, the value of the current name is used. */
export const renameOldKeys = (raw: RawSettings): RawSettings =>
  Object.fromEntries(
    Object.entries(raw).flatMap(([key, value]) => {
      const currentKey = renamedKeys.get(key);
      if (currentKey === undefined) return [[key, value]];
      return Object.hasOwn(raw, currentKey) ? [] : [[currentKey, value]];
    }),
  );
