/**
 * Tracks the files that arrive in a folder after a given moment. Files that existed before are ignored whatever their
 * timestamp, because clocks of network shares are unreliable, unless they are replaced: changed after they had been stable.
 */

/** A file of the folder. */
export interface FileEntry {
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Distinguishes a replaced file from one that was appended to. */
  readonly inode: number;
}

interface FileState {
  readonly fingerprint: string;
  /** Time of the first observation with this fingerprint, in milliseconds. */
  readonly since: number;
  /** Existed before the request. */
  readonly existedBefore: boolean;
}

export interface ArrivalTracker {
  /** Records the current files of the folder. */
  update(entries: readonly FileEntry[], at: number): ArrivedFiles;
  /** Milliseconds for which a file has not changed. */
  unchangedForMs(name: string, at: number): number;
}

export interface ArrivedFiles {
  /** New files that have not changed for `stableMs`, the oldest first. */
  readonly stable: readonly FileEntry[];
  /** Whether other new files are still changing. */
  readonly pending: boolean;
}

const fingerprintOf = ({ bytes, modifiedMs, inode }: FileEntry): string =>
  `${bytes}/${modifiedMs}/${inode}`;

/** Names of files being written by scanning programs, and of metadata files of operating systems. */
const TEMPORARY_NAME =
  /^[.~]|\.(?:tmp|temp|part|partial|crdownload|filepart|lock|lck)$|^(?:thumbs\.db|desktop\.ini)$/i;

export const isTemporaryName = (name: string): boolean => TEMPORARY_NAME.test(name);

export const createArrivalTracker = (
  before: readonly FileEntry[],
  at: number,
  stableMs: number,
): ArrivalTracker => {
  let files = new Map<string, FileState>(
    before.map((entry) => [
      entry.name,
      { fingerprint: fingerprintOf(entry), since: at, existedBefore: true },
    ]),
  );

  const next = (entry: FileEntry, now: number): FileState => {
    const fingerprint = fingerprintOf(entry);
    const last = files.get(entry.name);
    if (last?.fingerprint === fingerprint) return last;
    // A file that was still being written at the request belongs to the previous scan.
    const existedBefore = last !== undefined && last.existedBefore && now - last.since < stableMs;
    return { fingerprint, since: now, existedBefore };
  };

  return {
    update: (entries, now) => {
      files = new Map(entries.map((entry) => [entry.name, next(entry, now)]));
      const arrived = entries.filter(({ name }) => files.get(name)?.existedBefore === false);
      const isStable = ({ name }: FileEntry): boolean =>
        now - (files.get(name)?.since ?? now) >= stableMs;
      return {
        stable: arrived
          .filter((entry) => entry.bytes > 0 && isStable(entry))
          .sort(
            (one, other) =>
              one.modifiedMs - other.modifiedMs ||
              one.name.localeCompare(other.name, 'en', { numeric: true }),
          ),
        pending: !arrived.every(isStable),
      };
    },
    unchangedForMs: (name, now) => {
      const state = files.get(name);
      return state ? now - state.since : 0;
    },
  };
};
