/**
 * Driver for a folder into which the vendor's software writes its scans, which makes it independent of the device. A scan waits for
 * the next picture in the folder, reads it and removes it. The folder is polled, because network shares do not report changes
 * reliably.
 */
import { lstat, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '#shared/error-codes.ts';
import { limits } from '#shared/limits.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { readPictureDpi } from '#main/scanner/validate/picture-density.ts';
import type { RawScan, ScannerDriver, ScanRequest } from '#main/scanner/port.ts';
import {
  createArrivalTracker,
  isTemporaryName,
  type ArrivalTracker,
  type FileEntry,
} from './arrivals.ts';
import { checkCompleteness } from './completeness.ts';

export interface FolderDeps {
  readonly folder: string;
  /** Name in the list of scanners; the folder's name when absent. */
  readonly name?: string;
  readonly limits?: Partial<FolderLimits>;
}

export interface FolderLimits {
  /** Interval between two listings of the folder. */
  readonly pollMs: number;
  /** Time without a change after which a file is read. */
  readonly stableMs: number;
  /** Time without a change after which an incomplete picture is rejected. */
  readonly incompleteTimeoutMs: number;
  /** Time for which the folder may be unavailable during a scan, and for which a file may be locked. */
  readonly unavailableTimeoutMs: number;
}

const KIND = 'folder';
const DEVICE = 'inbox';
/** Subfolder for files that are not used, because they are no pictures or arrived in addition to the picture of the request. */
const UNUSED_FOLDER = 'not-used';
const defaults: FolderLimits = {
  pollMs: 300,
  stableMs: 1_000,
  incompleteTimeoutMs: 10_000,
  unavailableTimeoutMs: 8_000,
};

const causeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
const codeOf = (cause: string): ErrorCode =>
  cause === 'EACCES' || cause === 'EPERM' || cause === 'EROFS'
    ? 'SCAN-ACCESS-DENIED'
    : 'SCAN-OFFLINE';
const failure = (error: unknown): Result<never> =>
  err(codeOf(causeOf(error)), { params: { cause: causeOf(error) } });

const listFiles = async (folder: string): Promise<FileEntry[]> => {
  const names = (await readdir(folder)).filter((name) => !isTemporaryName(name));
  const entries = await Promise.all(
    names.map(async (name): Promise<FileEntry[]> => {
      // A file may be removed or renamed between the two calls.
      const stats = await lstat(path.join(folder, name)).catch(() => null);
      return stats?.isFile()
        ? [{ name, bytes: stats.size, modifiedMs: stats.mtimeMs, inode: stats.ino }]
        : [];
    }),
  );
  return entries.flat();
};

/** Reads a file. @returns null when the file changed since it was listed. */
const readUnchanged = async (file: string, entry: FileEntry): Promise<Buffer | null> => {
  const handle = await open(file, 'r');
  try {
    const bytes = await handle.readFile();
    const stats = await handle.stat();
    return bytes.length === entry.bytes &&
      stats.size === entry.bytes &&
      stats.mtimeMs === entry.modifiedMs
      ? bytes
      : null;
  } finally {
    await handle.close();
  }
};

export const createFolderDriver = ({
  folder,
  name = path.basename(folder),
  ...deps
}: FolderDeps): ScannerDriver => {
  const timing: FolderLimits = { ...defaults, ...deps.limits };

  /** Retries an action that fails while another program, such as a virus scanner, locks the file. */
  const retryWhileLocked = async (action: () => Promise<void>): Promise<Result<undefined>> => {
    const deadline = performance.now() + timing.unavailableTimeoutMs;
    for (;;) {
      try {
        await action();
        return ok(undefined);
      } catch (error) {
        if (causeOf(error) === 'ENOENT') return ok(undefined);
        if (performance.now() >= deadline) return failure(error);
        await sleep(timing.pollMs);
      }
    }
  };

  const removeFile = (file: string): Promise<Result<undefined>> =>
    retryWhileLocked(() => unlink(file));

  /** Moves a file to the subfolder without overwriting another. */
  const moveToUnused = (entry: FileEntry): Promise<Result<undefined>> =>
    retryWhileLocked(async () => {
      const unused = path.join(folder, UNUSED_FOLDER);
      await mkdir(unused, { recursive: true });
      const existingNames = new Set(await readdir(unused));
      const { name: stem, ext } = path.parse(entry.name);
      let target = entry.name;
      for (let number = 2; existingNames.has(target); number++) target = `${stem}-${number}${ext}`;
      await rename(path.join(folder, entry.name), path.join(unused, target));
    });

  /** Moves a file that is not a usable picture and returns the error of the scan. */
  const rejectFile = async (entry: FileEntry): Promise<Result<never>> => {
    const moved = await moveToUnused(entry);
    return moved.ok ? err('SCAN-BAD-IMAGE') : moved;
  };

  /** Reads and removes a picture. @returns null when it is not ready yet. */
  const readAndRemovePicture = async (
    entry: FileEntry,
    unchangedMs: number,
  ): Promise<Result<Buffer> | null> => {
    if (entry.bytes > limits.importMaxBytes) return rejectFile(entry);
    const file = path.join(folder, entry.name);
    try {
      const bytes = await readUnchanged(file, entry);
      if (!bytes) return null;
      const state = checkCompleteness(bytes);
      if (state === 'other') return await rejectFile(entry);
      if (state === 'truncated')
        return unchangedMs >= timing.incompleteTimeoutMs ? await rejectFile(entry) : null;
      // A picture that cannot be removed is not used, because the customer's card then remains in the folder.
      const removed = await removeFile(file);
      return removed.ok ? ok(bytes) : removed;
    } catch (error) {
      // The file may still be locked by the program that writes it, or may just have been renamed.
      return causeOf(error) === 'ENOENT' || unchangedMs < timing.unavailableTimeoutMs
        ? null
        : failure(error);
    }
  };

  const waitForPicture = async (
    arrivals: ArrivalTracker,
    { signal, onProgress }: ScanRequest,
  ): Promise<Result<Buffer>> => {
    let availableAt = performance.now();
    for (;;) {
      await sleep(timing.pollMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return err('SCAN-CANCELLED');
      onProgress?.(null);
      const now = performance.now();
      try {
        const arrived = arrivals.update(await listFiles(folder), now);
        availableAt = now;
        const [first, ...additionalFiles] = arrived.stable;
        if (!first) continue;
        const unchangedMs = arrivals.unchangedForMs(first.name, now);
        // The oldest of several files is known only when all of them have arrived.
        if (arrived.hasChangingFiles && unchangedMs < timing.incompleteTimeoutMs) continue;
        const picture = await readAndRemovePicture(first, unchangedMs);
        if (!picture) continue;
        // A request uses one picture only, because other files may show another side or another customer's card.
        for (const other of additionalFiles) await moveToUnused(other);
        return picture;
      } catch (error) {
        if (now - availableAt >= timing.unavailableTimeoutMs) return failure(error);
      }
    }
  };

  return {
    kind: KIND,
    // Listed even when the folder is unavailable. A scan then fails with the reason.
    list: async () => ok([{ id: `${KIND}:${DEVICE}`, driver: KIND, name }]),
    scan: async (device, request): Promise<Result<RawScan>> => {
      if (request.signal.aborted) return err('SCAN-CANCELLED');
      if (device !== DEVICE) return err('SCAN-NOT-FOUND');
      let existingFiles: FileEntry[];
      try {
        existingFiles = await listFiles(folder);
      } catch (error) {
        return failure(error);
      }
      const picture = await waitForPicture(
        createArrivalTracker(existingFiles, performance.now(), timing.stableMs),
        request,
      );
      return picture.ok
        ? ok({ bytes: picture.data, dpi: readPictureDpi(picture.data) ?? request.dpi })
        : picture;
    },
  };
};
