/** Reads files of an untrusted share. It rejects links and devices, and reads no more bytes than expected. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';

/** Size of one read. Hashing can be aborted between two reads. */
const CHUNK_BYTES = 256 * 1024;

/**
 * `O_NOFOLLOW` rejects links, and `O_NONBLOCK` prevents that opening a named pipe blocks. Windows has neither flag, so only `lstat`
 * rejects links there.
 */
const READ_FLAGS =
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- absent on Windows
  constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Properties by which a changed file is recognised. */
export interface FileStamp {
  readonly size: number;
  readonly modifiedMs: number;
  readonly inode: number;
}

/**
 * Opens a regular file for an action.
 * @returns null when it is not a regular file. Rejects with the system's error when it cannot be opened.
 */
const withRegularFile = async <T>(
  file: string,
  action: (handle: FileHandle, stamp: FileStamp) => Promise<T>,
): Promise<T | null> => {
  if (!(await lstat(file)).isFile()) return null;
  const handle = await open(file, READ_FLAGS);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) return null;
    return await action(handle, {
      size: stats.size,
      modifiedMs: stats.mtimeMs,
      inode: stats.ino,
    });
  } finally {
    await handle.close();
  }
};

/** Reads a whole file. @returns null when it is not a regular file or is larger than `maxBytes`. */
export const readSmallFile = (file: string, maxBytes: number): Promise<Buffer | null> =>
  withRegularFile(file, async (handle) => {
    // The size that the share reports is untrusted, so the received bytes are counted.
    const buffer = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.byteLength - length, length);
      length += bytesRead;
      if (length > maxBytes) return null;
      if (bytesRead === 0) return buffer.subarray(0, length);
    }
  });

export interface HashedFile {
  readonly stamp: FileStamp;
  /** Hexadecimal; null when the size differs from the expected one. */
  readonly sha256: string | null;
}

/**
 * Calculates the SHA-256 of a file.
 * @param hashIfUnchanged returns the hash of a file that has not changed since it was hashed; the file is then not read again. Otherwise
 * it returns null.
 * @returns null when it is not a regular file. Rejects when the signal aborts.
 */
export const hashFile = (
  file: string,
  expectedSize: number,
  signal: AbortSignal,
  hashIfUnchanged: (stamp: FileStamp) => string | null,
): Promise<HashedFile | null> =>
  withRegularFile(file, async (handle, stamp) => {
    if (stamp.size !== expectedSize) return { stamp, sha256: null };
    const unchangedHash = hashIfUnchanged(stamp);
    if (unchangedHash !== null) return { stamp, sha256: unchangedHash };
    const hash = createHash('sha256');
    const buffer = Buffer.alloc(CHUNK_BYTES);
    let length = 0;
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, buffer.byteLength, length);
      length += bytesRead;
      if (length > expectedSize) return { stamp, sha256: null };
      if (bytesRead === 0) break;
      hash.update(buffer.subarray(0, bytesRead));
    }
    return { stamp, sha256: length === expectedSize ? hash.digest('hex') : null };
  });
