/**
 * Selects the files of a folder that arrived after a given moment and are complete. Files that existed before are ignored
 * whatever their timestamp, because clocks of network shares are unreliable, unless they are replaced: changed after they
 * had been stable.
 */

export interface Entry {
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Tells a file that was put in place of another from one that was written on. */
  readonly inode: number;
}

interface Seen {
  readonly print: string;
  /** When it was first seen like this. */
  readonly since: number;
  /** Not of this request. */
  readonly old: boolean;
}

export interface Arrivals {
  /** Takes in what the folder holds now. */
  look(entries: readonly Entry[], at: number): Arrived;
  /** For how long a file has been as it is. */
  stillForMs(name: string, at: number): number;
}

export interface Arrived {
  /** The new files that stand still since the settling time, the oldest first. */
  readonly done: readonly Entry[];
  /** Whether others are still coming. */
  readonly more: boolean;
}

const printOf = ({ bytes, modifiedMs, inode }: Entry): string => `${bytes}/${modifiedMs}/${inode}`;

/** Programs write under such names and rename when they are done; systems keep notes under the others. */
const notYet =
  /^[.~]|\.(?:tmp|temp|part|partial|crdownload|filepart|lock|lck)$|^(?:thumbs\.db|desktop\.ini)$/i;

export const isPassing = (name: string): boolean => notYet.test(name);

export const createArrivals = (
  before: readonly Entry[],
  at: number,
  stableMs: number,
): Arrivals => {
  let seen = new Map<string, Seen>(
    before.map((entry) => [entry.name, { print: printOf(entry), since: at, old: true }]),
  );

  const next = (entry: Entry, now: number): Seen => {
    const print = printOf(entry);
    const last = seen.get(entry.name);
    if (last?.print === print) return last;
    // A file that was still growing when the request came belongs to whoever scanned before.
    const old = last !== undefined && last.old && now - last.since < stableMs;
    return { print, since: now, old };
  };

  return {
    look: (entries, now) => {
      seen = new Map(entries.map((entry) => [entry.name, next(entry, now)]));
      const fresh = entries.filter(({ name }) => seen.get(name)?.old === false);
      const isStill = ({ name }: Entry): boolean =>
        now - (seen.get(name)?.since ?? now) >= stableMs;
      return {
        done: fresh
          .filter((entry) => entry.bytes > 0 && isStill(entry))
          .sort(
            (one, other) =>
              one.modifiedMs - other.modifiedMs ||
              one.name.localeCompare(other.name, 'en', { numeric: true }),
          ),
        more: !fresh.every(isStill),
      };
    },
    stillForMs: (name, now) => {
      const state = seen.get(name);
      return state ? now - state.since : 0;
    },
  };
};
