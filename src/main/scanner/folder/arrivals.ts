/**
 * Tracks the files that arrive in a folder after a given time. Files that existed before are ignored until they are replaced, which
 * means that they change after they had been stable. Timestamps are not used for this, because clocks of network shares are
 * unreliable.
 */

/** A file of the folder. */
export interface FileEntry {
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Inode number. It distinguishes a replaced file from a file to which data was appended. */
  readonly inode: number;
}

interface FileState {
  readonly fingerprint: string;
  /** Time of the first observation with this fingerprint, in milliseconds. */
  readonly unchangedSince: number;
  /** Whether the file existed before the request. */
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
  readonly hasChangingFiles: boolean;
}

const fingerprintOf = ({ bytes, modifiedMs, inode }: FileEntry): string =>
  `${bytes}/${modifiedMs}/${inode}`;

/** Names of files that scanning programs are still writing, and of metadata files of operating systems. */
const TEMPORARY_NAME =
  /^[.~]|\.(?:tmp|temp|part|partial|crdownload|filepart|lock|lck)$|^(?:thumbs\.db|desktop\.ini)$/i;

export const isTemporaryName = (name: string): boolean => TEMPORARY_NAME.test(name);

/**
 * Creates a tracker for one request.
 * @param before files that exist at the time of the request.
 * @param at time of the request in milliseconds of any clock, which is also used for `update`.
 * @param stableMs time without a change after which a file is stable.
 */
export const createArrivalTracker = (
  before: readonly FileEntry[],
  at: number,
  stableMs: number,
): ArrivalTracker => {
  let files = new Map<string, FileState>(
    before.map((entry) => [
      entry.name,
      { fingerprint: fingerprintOf(entry), unchangedSince: at, existedBefore: true },
    ]),
  );

  const nextState = (entry: FileEntry, now: number): FileState => {
    const fingerprint = fingerprintOf(entry);
    const previous = files.get(entry.name);
    if (previous?.fingerprint === fingerprint) return previous;
    // A file that was still being written at the time of the request belongs to the previous scan.
    const existedBefore =
      previous !== undefined && previous.existedBefore && now - previous.unchangedSince < stableMs;
    return { fingerprint, unchangedSince: now, existedBefore };
  };

  return {
    update: (entries, now) => {
      files = new Map(entries.map((entry) => [entry.name, nextState(entry, now)]));
      const arrived = entries.filter(({ name }) => files.get(name)?.existedBefore === false);
      const isStable = ({ name }: FileEntry): boolean =>
        now - (files.get(name)?.unchangedSince ?? now) >= stableMs;
      return {
        stable: arrived
          .filter((entry) => entry.bytes > 0 && isStable(entry))
          .sort(
            (a, b) =>
              a.modifiedMs - b.modifiedMs || a.name.localeCompare(b.name, 'en', { numeric: true }),
          ),
        hasChangingFiles: !arrived.every(isStable),
      };
    },
    unchangedForMs: (name, now) => {
      const state = files.get(name);
      return state ? now - state.unchangedSince : 0;
    },
  };
};
